"""A command and the state make an action with its first effects, or a refusal with its reason."""

from __future__ import annotations

from difflib import get_close_matches

import msgspec

from omo_watch_core.actions.action import Action, CancelAction, OverrideAction
from omo_watch_core.commands import Cancel, Command, Override
from omo_watch_core.effects import Effect, ReadHistory, SendAbort
from omo_watch_core.family import descendants
from omo_watch_core.model import ModelRef
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server, Session, State

Decision = tuple[Action, tuple[Effect, ...]]
READ_ONLY = "read-only, nothing was sent"


def decide(state: State, command: Command) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with the new action in it, refused or begun, and what it needs done."""
    action, effects = _decide(state, command)
    actions = {**state.actions, action.id: action}
    return msgspec.structs.replace(state, actions=actions), effects


def action_id(command: Command) -> str:
    """Give the id of the action that a command becomes."""
    return f"act_{command.nonce}"


def _decide(state: State, command: Command) -> Decision:
    server = state.servers.get(command.server)
    session = server.sessions.get(command.session) if server else None
    title = session.info.title if session else command.session
    action = _blank(state, command, title)
    if state.mode == "watch":
        return _refused(action, READ_ONLY, "start without --read-only")
    if server is None or session is None:
        return _refused(action, f"{command.server} has no session {command.session}")
    if server.link.phase not in ("live", "silent"):
        return _refused(action, f"{server.name} is not connected, nothing was sent")
    if isinstance(action, OverrideAction):
        return _override(action, server, session)
    if isinstance(action, CancelAction) and isinstance(command, Cancel):
        return _cancel(action, command, server, session)
    return _refused(action, "this is not a command of this version")


def _blank(state: State, command: Command, title: str) -> Action:
    now, name = state.now_ms, action_id(command)
    if isinstance(command, Override):
        return OverrideAction(
            id=name, server=command.server, session=command.session, title=title, phase="reading",
            started_ms=now, phase_ms=now, target=command.target, send=command.send,
        )
    strength = command.strength if isinstance(command, Cancel) else "abort"
    text = command.text if isinstance(command, Cancel) else None
    return CancelAction(
        id=name, server=command.server, session=command.session, title=title, phase="reading",
        started_ms=now, phase_ms=now, strength=strength, text=text,
    )


def _override(action: OverrideAction, server: Server, session: Session) -> Decision:
    fault = model_fault(server, action.target)
    if fault:
        return _refused(action, f"{fault} Nothing was sent.")
    action = msgspec.structs.replace(action, source=answering(session), was=session.status)
    return action, (ReadHistory(server=server.name, action=action.id, session=session.id),)


def _cancel(
    action: CancelAction, command: Cancel, server: Server, session: Session
) -> Decision:
    if action.strength == "steer":
        return action, (ReadHistory(server=server.name, action=action.id, session=session.id),)
    below = descendants(server, session.id)
    running = tuple(child for child in below if server.sessions[child].status != "idle")
    named = command.confirmed or action.strength == "tree"
    if session.status == "idle" and running and not named:
        names = ", ".join(server.sessions[child].info.title for child in running)
        why = f"it is idle, but an abort would stop what runs below it: {names}"
        return _refused(action, why, "say --strength tree or --yes")
    if session.status == "idle" and not running:
        return _nothing_to_stop(action, session)
    # an abort of a parent stops what runs below it, so that is watched as well
    targets = (session.id, *(below if action.strength == "tree" else running))
    action = msgspec.structs.replace(action, targets=targets, phase="aborting", aborts=1)
    return action, (SendAbort(server=server.name, action=action.id, session=session.id),)


def model_fault(server: Server, target: ModelRef) -> str | None:
    """Say in one sentence why a server cannot use a model; None when it can."""
    known = server.models.get(target.name)
    if known is None:
        if not server.models:
            return f"The models of {server.name} are not known yet."
        near = get_close_matches(target.name, server.models, n=3, cutoff=0.3)
        hint = f" Nearest: {', '.join(near)}." if near else ""
        return f"{server.name} has no model `{target.name}`.{hint}"
    if target.variant and target.variant not in known.variants:
        have = ", ".join(known.variants) or "none"
        return f"{target.name} has no variant `{target.variant}`; it has {have}."
    return None


def _nothing_to_stop(action: CancelAction, session: Session) -> Decision:
    done = msgspec.structs.replace(
        action, result="stopped", targets=(session.id,), ended_ms=action.started_ms, phase="ended",
        evidence=f"{session.info.title} is idle already, nothing was sent",
    )
    return done, ()


def _refused(action: Action, reason: str, hint: str = "") -> Decision:
    done = msgspec.structs.replace(
        action, result="refused", evidence=reason, hint=hint, ended_ms=action.started_ms,
        phase="ended",
    )
    return done, ()
