"""Stop a session and watch until it is really quiet."""

from __future__ import annotations

import msgspec

from omo_watch_core.actions import quiet
from omo_watch_core.actions.action import CancelAction
from omo_watch_core.actions.moves import Move, end, enter, is_late, stay
from omo_watch_core.effects import ReadHistory, SendAbort
from omo_watch_core.events import AbortAnswered, Event, StatusRead
from omo_watch_core.family import descendants
from omo_watch_core.select.condition import is_heard
from omo_watch_core.state import Server, Session

UNREAD = "its status could not be read, nothing was sent"
AGAIN = "try again: the server may be overloaded"

Step = Move[CancelAction]


def begin(
    action: CancelAction, server: Server, session: Session, prompted: bool
) -> Step:
    """Stop what runs; where nobody has told the status, read it first.

    `prompted` says that a prompt of ours is on its way, so that an idle session is about to run.
    """
    action = msgspec.structs.replace(action, directory=session.info.directory)
    if prompted and session.status == "idle":
        return _stop(action, server, session, "busy", action.started_ms)
    if is_heard(server, session):
        return _stop(action, server, session, session.status, action.started_ms)
    effect = quiet.status_of(action, server, session.id)
    return enter(action, "checking", action.started_ms, effect)


def on_event(action: CancelAction, event: Event, server: Server) -> Step:
    """React to the answer of a request of ours."""
    if isinstance(event, AbortAnswered) and action.phase == "aborting":
        return _on_abort(action, event, server)
    if isinstance(event, StatusRead) and action.phase == "confirming":
        return quiet.on_status(action, event, server)
    if isinstance(event, StatusRead) and action.phase == "checking":
        return _on_checked(action, event, server)
    return stay(action)


def on_state(action: CancelAction, now_ms: int, server: Server) -> Step:
    """React to what the stream has shown, and to time."""
    if action.phase in ("watching", "confirming"):
        return quiet.watch(action, now_ms, server)
    if not is_late(action, now_ms):
        return stay(action)
    if action.phase == "checking":
        return end(action, "refused", now_ms, UNREAD, AGAIN)
    return quiet.give_up(action, now_ms, "the abort was not answered", action.awaiting)


def _on_checked(action: CancelAction, event: StatusRead, server: Server) -> Step:
    session = server.sessions.get(action.session)
    if event.status is None or session is None:
        why = UNREAD if session else f"{action.title} is gone, nothing was sent"
        return end(action, "refused", event.at_ms, why, AGAIN if session else "")
    # What the stream said after the question was answered is newer.
    newest = session.status if session.status_ms >= event.at_ms else event.status
    return _stop(action, server, session, newest, event.at_ms)


def _stop(
    action: CancelAction, server: Server, session: Session, status: str, now_ms: int
) -> Step:
    below = descendants(server, session.id)
    running = tuple(name for name in below if server.sessions[name].status != "idle")
    if status == "idle" and action.strength == "steer":
        return _nothing_to_stop(action, session, now_ms)
    if action.strength == "steer":
        effect = ReadHistory(server=server.name, action=action.id, session=session.id)
        return enter(action, "reading", now_ms, effect)
    if status == "idle" and not running and not _may_run(action, server, below):
        return _nothing_to_stop(action, session, now_ms)
    if status == "idle" and action.strength == "abort" and not action.confirmed:
        return _unconfirmed(action, server, running, now_ms)
    ran = running if status == "idle" else (session.id, *running)
    return _abort(action, _targets(action, status, below, running), ran, now_ms)


def _abort(
    action: CancelAction, targets: tuple[str, ...], ran: tuple[str, ...], now_ms: int
) -> Step:
    action = msgspec.structs.replace(
        action,
        targets=targets,
        ran=tuple(name for name in ran if name in targets),
        awaiting=(action.session,),
        aborts=1,
    )
    effect = SendAbort(server=action.server, action=action.id, session=action.session)
    return enter(action, "aborting", now_ms, effect)


def _may_run(action: CancelAction, server: Server, below: tuple[str, ...]) -> bool:
    """Tell whether a tree that looks idle holds sessions of which nobody has said so."""
    return action.strength == "tree" and any(
        not is_heard(server, server.sessions[name]) for name in below
    )


def _targets(
    action: CancelAction, status: str, below: tuple[str, ...], running: tuple[str, ...]
) -> tuple[str, ...]:
    if action.strength == "tree":
        return (action.session, *below)
    # Below an idle session they are what a person wanted stopped, by name; below a working
    # one some may be no jobs of its server and go on by right.
    return (action.session, *running) if status == "idle" else (action.session,)


def _on_abort(action: CancelAction, event: AbortAnswered, server: Server) -> Step:
    if not event.ok and not action.reaborts:
        why = f"the abort was not answered: {event.reason}"
        return quiet.give_up(action, event.at_ms, why, action.awaiting)
    awaiting = tuple(name for name in action.awaiting if name != event.session)
    action = msgspec.structs.replace(action, awaiting=awaiting)
    if awaiting:
        return stay(action)
    if action.strength == "tree":
        # What was started before the abort took effect belongs to the tree as well.
        born = (n for n in descendants(server, action.session) if n not in action.spared)
        targets = tuple(dict.fromkeys((*action.targets, *born)))
        action = msgspec.structs.replace(action, targets=targets)
    return enter(action, "watching", event.at_ms)


def _unconfirmed(
    action: CancelAction, server: Server, running: tuple[str, ...], now_ms: int
) -> Step:
    names = ", ".join(server.sessions[name].info.title for name in running)
    why = f"it is idle, but an abort would stop what runs below it: {names}"
    return end(action, "refused", now_ms, why, "say --strength tree or --yes")


def _nothing_to_stop(action: CancelAction, session: Session, now_ms: int) -> Step:
    action = msgspec.structs.replace(action, targets=(session.id,))
    return end(action, "stopped", now_ms, f"{action.title} is idle already, nothing was sent")
