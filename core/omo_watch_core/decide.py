"""A command and the state make an action with its first effects, or a refusal with its reason."""

from __future__ import annotations

from difflib import get_close_matches

import msgspec

from omo_watch_core.actions import cancel, override
from omo_watch_core.actions.action import Action, CancelAction, OverrideAction
from omo_watch_core.actions.advance import remember
from omo_watch_core.actions.moves import end
from omo_watch_core.actions.precedence import make_way
from omo_watch_core.commands import Cancel, Command, Override
from omo_watch_core.effects import Effect
from omo_watch_core.model import ModelRef
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server, Session, State

Decision = tuple[Action, tuple[Effect, ...]]
READ_ONLY = "read-only, nothing was sent"
NEAREST = 3


def decide(state: State, command: Command) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with the new action in it, refused or begun, and what it needs done."""
    action, effects = _decide(state, command)
    actions = {**state.actions, **make_way(state, action), action.id: action}
    return msgspec.structs.replace(state, actions=remember(actions)), effects


def action_id(command: Command) -> str:
    """Give the id of the action that a command becomes."""
    return f"act_{command.nonce}"


def model_fault(server: Server, target: ModelRef) -> str | None:
    """Say in one sentence why a server cannot use a model; None when it can."""
    known = server.models.get(target.name)
    if known is None:
        if not server.models:
            return f"The models of {server.name} are not known yet."
        near = get_close_matches(target.name, server.models, n=NEAREST, cutoff=0.3)
        return f"{server.name} has no model `{target.name.lstrip('/')}`.{_nearest(near)}"
    if target.variant and target.variant not in known.variants:
        have = ", ".join(known.variants) or "none"
        return f"{target.name} has no variant `{target.variant}`; it has {have}."
    return None


def _decide(state: State, command: Command) -> Decision:
    server = state.servers.get(command.server)
    session = server.sessions.get(command.session) if server else None
    title = session.info.title if session else command.session
    action = _blank(state, command, title)
    if state.mode == "watch":
        return _refused(action, READ_ONLY, "start without --read-only")
    if server is None:
        near = get_close_matches(command.server, state.servers, n=NEAREST)
        why = f"There is no server `{command.server}`.{_nearest(near)} Nothing was sent."
        return _refused(action, why)
    if session is None:
        near = _near_sessions(server, command.session)
        why = f"{server.name} has no session `{command.session}`.{_nearest(near)} Nothing was sent."
        return _refused(action, why)
    if not server.link.is_open:
        return _refused(action, f"{server.name} is not connected, nothing was sent")
    if isinstance(action, OverrideAction):
        return _override(action, server, session)
    if isinstance(action, CancelAction):
        return cancel.begin(action, server, session, _is_prompted(state, action))
    return _refused(action, "this is not a command of this version")


def _blank(state: State, command: Command, title: str) -> Action:
    now, name = state.now_ms, action_id(command)
    if isinstance(command, Override):
        return OverrideAction(
            id=name, server=command.server, session=command.session, title=title, phase="reading",
            started_ms=now, phase_ms=now, target=command.target, send=command.send or None,
        )
    if isinstance(command, Cancel):
        return CancelAction(
            id=name, server=command.server, session=command.session, title=title, phase="reading",
            started_ms=now, phase_ms=now, strength=command.strength, text=command.text,
            confirmed=command.confirmed,
        )
    return Action(
        id=name, server=command.server, session=command.session, title=title, phase="reading",
        started_ms=now, phase_ms=now,
    )


def _override(action: OverrideAction, server: Server, session: Session) -> Decision:
    fault = model_fault(server, action.target)
    if fault:
        return _refused(action, f"{fault} Nothing was sent.")
    action = msgspec.structs.replace(action, source=answering(session))
    return override.begin(action, server, session)


def _is_prompted(state: State, action: Action) -> bool:
    """Tell whether a move of ours has prompted the session: it runs, or soon will."""
    moves = (older for older in state.actions.values() if isinstance(older, OverrideAction))
    return any(m.key == action.key and m.result is None and m.sent_ms > 0 for m in moves)


def _near_sessions(server: Server, name: str) -> list[str]:
    """Give sessions whose id begins like `name`, else those whose id is nearly it."""
    begun = sorted(known for known in server.sessions if name and known.startswith(name))
    return begun[:NEAREST] or get_close_matches(name, server.sessions, n=NEAREST, cutoff=0.8)


def _nearest(names: list[str]) -> str:
    return f" Nearest: {', '.join(names)}." if names else ""


def _refused(action: Action, reason: str, hint: str = "") -> Decision:
    return end(action, "refused", action.started_ms, reason, hint)
