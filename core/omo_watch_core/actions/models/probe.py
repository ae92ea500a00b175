"""Probe a model: create a session, ask for one word, see who answers, delete the session."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction, Result
from omo_watch_core.actions.child import UNSEEN, created, look
from omo_watch_core.actions.knowing import model_fault
from omo_watch_core.actions.models.nouns import ProbeAction
from omo_watch_core.actions.moves import TAKEN, Move, end, enter, is_late, is_unclear, stay
from omo_watch_core.actions.override.proof import is_proved
from omo_watch_core.actions.override.proving import watch
from omo_watch_core.actions.prompt import fresh_id
from omo_watch_core.clock import SECOND, due_ms, when
from omo_watch_core.commands import ProbeModel
from omo_watch_core.effects import CreateSession, DeleteSession, SendAbort, SendPrompt
from omo_watch_core.events import (
    AbortAnswered,
    DeletionAnswered,
    Event,
    PromptAnswered,
    SessionCreated,
)
from omo_watch_core.fallback.reason import reason_of
from omo_watch_core.limited import LIMITS
from omo_watch_core.model import ModelRef
from omo_watch_core.resets import stated_ms
from omo_watch_core.state import Server, Session, State

TITLE = "omo-watch probe "
WORDS = "Reply with the single word: ok"
PROVE_MS = 20 * SECOND
"""How long an answer may take."""
GONE = 404
Step = Move[ProbeAction]


def blank(command: ProbeModel, common: dict[str, Any]) -> ProbeAction:
    """Make the action of a probe; what it sends is made once its server is known."""
    title = f"{TITLE}{command.target.name}"
    named: dict[str, Any] = {**common, "title": title}
    return ProbeAction(
        **named,
        target=command.target,
        directory="",
        creation=b"",
        message="",
        body=b"",
    )


def begin(state: State, action: ProbeAction, server: Server, session: Session | None) -> Step:
    """Refuse what cannot be asked, else create the session."""
    now = action.started_ms
    fault = model_fault(server, action.target)
    directory = server.own_directory or next(iter(server.directories), "")
    if not fault and not directory:
        fault = f"No directory of {server.name} is known yet."
    if fault:
        return end(action, "refused", now, f"{fault} Nothing was sent.")
    message = fresh_id("msg", action.id.removeprefix("act_"), now - server.offset_ms)
    action = replace(
        action,
        directory=directory,
        message=message,
        creation=_creation(action),
        body=_prompt(action, message, int(now - server.offset_ms)),
    )
    effect = CreateSession(
        server=action.server, action=action.id, directory=directory, body=action.creation
    )
    return enter(action, "creating", now, effect)


def on_event(action: ProbeAction, event: Event, server: Server) -> Step:
    """React to the answer of a request."""
    now = event.at_ms
    if isinstance(event, SessionCreated) and action.phase in ("creating", "looking"):
        return created(action, event, _ask)
    if isinstance(event, PromptAnswered) and action.phase == "prompting":
        if event.status in TAKEN or is_unclear(event.status):
            return enter(action, "proving", now)
        why = f"the server did not take the prompt: {event.reason or event.status}"
        return _found(action, "accepted", now, why, server)
    if isinstance(event, AbortAnswered) and action.phase == "aborting":
        return _delete(action, now)
    if isinstance(event, DeletionAnswered) and action.phase == "deleting":
        if event.status in TAKEN or event.status == GONE:
            return _end(action, now)
        return _end(action, now, f"{event.reason or event.status or 'no answer'}")
    return stay(action)


def on_state(action: ProbeAction, now_ms: int, server: Server) -> Step:
    """React to what the stream has shown, and to time."""
    if action.phase == "looking":
        return _look(action, now_ms, server)
    if action.phase in ("prompting", "proving"):
        return _judge(action, now_ms, server)
    if action.phase == "aborting" and is_late(action, now_ms):
        return _delete(action, now_ms)
    if action.phase == "deleting" and is_late(action, now_ms):
        return _end(action, now_ms, "the server did not answer")
    if action.phase == "creating" and is_late(action, now_ms):
        return enter(action, "looking", now_ms)
    return stay(action)


def gone(action: ProbeAction, now_ms: int, what: str) -> Step:
    """Say that nobody watches it any more."""
    if not action.child:
        return end(action, "refused", now_ms, f"{what}: {UNSEEN}")
    left = f"its session {action.child} may still be there"
    return end(action, action.found or "accepted", now_ms, f"{what}; {left}")


def _look(action: ProbeAction, now_ms: int, server: Server) -> Step:
    made = (
        session
        for session in server.sessions.values()
        if session.info.probe_action == action.id and session.prompt is None
    )
    return look(action, now_ms, next(made, None), _ask)


def _ask(action: ProbeAction, now_ms: int) -> Step:
    effect = SendPrompt(
        server=action.server, action=action.id, session=action.child, body=action.body
    )
    return enter(replace(action, sent_ms=now_ms), "prompting", now_ms, effect)


def _judge(action: ProbeAction, now_ms: int, server: Server) -> Step:
    """Say what the session has shown: an answer of the model, a limit, or another failure."""
    session = server.sessions.get(action.child)
    name = action.target.name
    if session is not None:
        move = _as_move(action)
        if is_proved(move, session):
            proved, _ = watch(move, now_ms, session)
            said = f"{name} answers on {server.name}"
            return _found(action, proved.result, now_ms, said, server)
        limit = _limit(session)
        if limit is not None:
            return _limited(action, now_ms, server, session, limit)
        failed = _failure(session)
        if failed:
            return _found(action, "accepted", now_ms, f"{name} failed: {failed}", server)
    if now_ms - action.sent_ms >= PROVE_MS:
        waited = PROVE_MS // SECOND
        why = f"no answer of {name} was seen within {waited}s"
        return _found(action, "accepted", now_ms, why, server)
    return stay(action)


def _as_move(action: ProbeAction) -> OverrideAction:
    """Give the move that the probe is a proof of: it is proved by the same rule."""
    return OverrideAction(
        id=action.id,
        server=action.server,
        session=action.child,
        title=action.title,
        started_ms=action.started_ms,
        phase="proving",
        phase_ms=action.phase_ms,
        target=action.target,
        message=action.message,
        sent_ms=action.sent_ms,
    )


def _limit(session: Session) -> str | None:
    """Name the class of the limit that the session met; None where it met none."""
    failure = session.failure
    if session.status == "retry" and session.retry is not None:
        found = reason_of(session.retry.message)
    elif failure is not None:
        found = reason_of(failure.message, failure.status, failure.name)
    else:
        return None
    return found if found in LIMITS else None


def _failure(session: Session) -> str:
    """Say what went wrong where it is no limit: another try asks the provider once more."""
    if session.status == "retry" and session.retry is not None:
        return session.retry.message
    if session.failure is None or session.status != "idle":
        return ""
    return session.failure.message or session.failure.name


def _limited(
    action: ProbeAction, now_ms: int, server: Server, session: Session, reason: str
) -> Step:
    until = _until(session, now_ms, server)
    # The words are read hours later: they name the time, not what is left of it.
    back = f"back {when(until, now_ms)}" if until is not None else "nobody said until when"
    action = replace(action, until_ms=until)
    said = f"{action.target.name} on {server.name}: {reason}, {back}"
    return _found(action, "limited", now_ms, said, server)


def _until(session: Session, now_ms: int, server: Server) -> float | None:
    """Give when the limit ends, by the server, else by the words of the error."""
    wait, failure = session.retry, session.failure
    if wait is not None and wait.next_ms:
        return due_ms(wait.next_ms, wait.since_ms, server.offset_ms)
    words = wait.message if wait is not None else failure.message if failure is not None else ""
    return stated_ms(words, now_ms, server.offset_ms)


def _found(
    action: ProbeAction, found: Result | None, now_ms: int, said: str, server: Server
) -> Step:
    """Keep what came of it, and put its session away: what runs there is stopped first."""
    action = replace(action, found=found, evidence=said)
    session = server.sessions.get(action.child)
    if session is not None and session.status == "idle":
        return _delete(action, now_ms)
    effect = SendAbort(server=action.server, action=action.id, session=action.child)
    return enter(action, "aborting", now_ms, effect)


def _delete(action: ProbeAction, now_ms: int) -> Step:
    effect = DeleteSession(server=action.server, action=action.id, session=action.child)
    return enter(action, "deleting", now_ms, effect)


def _end(action: ProbeAction, now_ms: int, fault: str = "") -> Step:
    hint = f"its session {action.child} is still there: {fault}" if fault else ""
    return end(action, action.found or "accepted", now_ms, action.evidence, hint)


def _creation(action: ProbeAction) -> bytes:
    note: dict[str, object] = {
        "probe": {"model": action.target.name, "by": action.by, "action": action.id}
    }
    return msgspec.json.encode({"title": action.title, "metadata": {"omo-watch": note}})


def _prompt(action: ProbeAction, message: str, clock_ms: int) -> bytes:
    target: ModelRef = action.target
    mark: dict[str, object] = {
        "action": action.id, "kind": "probe", "at": clock_ms, "by": action.by,
    }  # fmt: skip
    part = {
        "id": f"prt_{message.removeprefix('msg_')}",
        "type": "text",
        "text": WORDS,
        "metadata": {"omo-watch": mark},
    }
    body: dict[str, object] = {
        "messageID": message,
        "model": {"providerID": target.provider, "modelID": target.model},
        "tools": {"*": False},
        "parts": [part],
    }
    if target.variant:
        body["variant"] = target.variant
    return msgspec.json.encode(body)
