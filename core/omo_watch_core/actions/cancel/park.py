"""Stop a session that waits for a limit, so that it goes on once the limit has passed."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from omo_watch_core.actions.action import ParkAction
from omo_watch_core.actions.moves import Move, end, enter, is_late, is_overlong, stay
from omo_watch_core.actions.words import AGAIN, UNREAD
from omo_watch_core.clock import FAR_MS, SECOND, countdown, due_ms, when
from omo_watch_core.effects import ReadHistory, ReadStatus, SendAbort, WriteMetadata
from omo_watch_core.events import (
    AbortAnswered,
    Event,
    HistoryRead,
    LastTurn,
    MetadataWritten,
    StatusRead,
)
from omo_watch_core.family import descendants, waiting_parent
from omo_watch_core.resets import stated_ms
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server, Session

ASK_AGAIN_MS = SECOND
SETTLES_MS = 5 * SECOND
"""How long a session may go on after its abort was answered."""
LOOKING = ("reading", "checking")
"""Phases in which nothing was sent yet."""
SAY_UNTIL = "`omo-watch park --until TIME` parks it all the same"
NOBODY = "it goes on by itself while a screen or a guard of omo-watch runs on this machine"

Step = Move[ParkAction]


def begin(action: ParkAction, server: Server, session: Session) -> Step:
    """Read how the history ends, then the status, right before anything is stopped."""
    action = replace(action, directory=session.info.directory)
    effect = ReadHistory(server=action.server, action=action.id, session=action.session)
    return enter(action, "reading", action.started_ms, effect)


def on_event(action: ParkAction, event: Event, server: Server) -> Step:
    """React to the answer of a request of ours."""
    session = server.sessions.get(action.session)
    if session is None:
        return stay(action)
    if isinstance(event, HistoryRead) and action.phase == "reading":
        return _on_history(action, event, session)
    if isinstance(event, StatusRead) and action.phase == "checking":
        return _on_checked(action, event, server, session)
    if isinstance(event, AbortAnswered) and action.phase == "aborting":
        action = replace(action, unanswered="" if event.ok else event.reason or "no answer")
        return _ask(enter(action, "confirming", event.at_ms)[0], event.at_ms)
    if isinstance(event, StatusRead) and action.phase == "confirming":
        return _on_confirmed(action, event, server, session)
    if isinstance(event, MetadataWritten) and action.phase == "marking":
        return _parked(action, event.at_ms, "" if event.ok else event.reason)
    return stay(action)


def on_state(action: ParkAction, now_ms: int, server: Server) -> Step:
    """React to time, and to the end of the session."""
    if action.session not in server.sessions:
        return gone(action, now_ms, f"{action.title} is gone")
    if action.phase == "confirming":
        return _wait(action, now_ms)
    if not is_late(action, now_ms):
        return stay(action)
    if action.phase == "aborting":
        action = replace(action, unanswered="no answer in time")
        return _ask(enter(action, "confirming", now_ms)[0], now_ms)
    if action.phase == "marking":
        return _parked(action, now_ms, "no answer in time")
    why = "its history could not be read, nothing was sent"
    return end(action, "refused", now_ms, UNREAD if action.phase == "checking" else why, AGAIN)


def gone(action: ParkAction, now_ms: int, what: str) -> Step:
    """Say that there is nothing left to park."""
    if action.phase in LOOKING:
        return end(action, "refused", now_ms, f"{what}, nothing was sent")
    return end(action, "refused", now_ms, f"{what}: it does not go on")


def note(until_server_ms: int, by: str) -> bytes:
    """Write what the metadata of a parked session says."""
    return msgspec.json.encode({"parked": {"until_ms": until_server_ms, "by": by}})


def honest_due(server: Server, session: Session) -> float | None:
    """Give when the wait of a session ends; the later of the server's word and the message's."""
    retry = session.retry
    if retry is None or session.status != "retry":
        return None
    due = due_ms(retry.next_ms, retry.since_ms, server.offset_ms)
    stated = stated_ms(retry.message, retry.since_ms, server.offset_ms)
    return due if stated is None else max(due, stated)


def _on_history(action: ParkAction, event: HistoryRead, session: Session) -> Step:
    turn, now = event.turn, event.at_ms
    if event.failed is not None:
        why = f"its history could not be read: {event.failed}; nothing was sent"
        return end(action, "refused", now, why, AGAIN)
    model = answering(session) or (turn.prompt.model if turn else None)
    why = _nothing_waits(turn)
    if why or turn is None or model is None:
        why = why or "nobody knows which model it is on"
        return end(action, "refused", now, f"{why}; nothing was sent")
    action = replace(action, model=model, newest=turn.newest)
    effect = ReadStatus(
        server=action.server, action=action.id, session=action.session, directory=action.directory
    )
    return enter(action, "checking", now, effect)


def _nothing_waits(turn: LastTurn | None) -> str:
    if turn is None:
        return "it never had a prompt, so there is nothing that could go on"
    return "it has its answer, so there is nothing that could go on" if turn.answered else ""


def _on_checked(action: ParkAction, event: StatusRead, server: Server, session: Session) -> Step:
    now = event.at_ms
    if event.status is None:
        return end(action, "refused", now, UNREAD, AGAIN)
    # What the stream said after the question was answered is newer.
    status = session.status if session.status_ms >= now else event.status
    if status == "busy":
        return end(action, "refused", now, "it works and waits for no limit; nothing was sent")
    if status == "idle" and action.until_ms is None:
        why = "it does not wait for a limit, nothing was sent"
        return end(action, "refused", now, why, SAY_UNTIL)
    due = action.until_ms if action.until_ms is not None else honest_due(server, session)
    if due is None:
        why = "nobody knows how long it waits, nothing was sent"
        return end(action, "refused", now, why, SAY_UNTIL)
    parent = waiting_parent(server, session)
    action = replace(
        action,
        due_ms=int(due),
        until_server_ms=round(due - server.offset_ms),
        parent=parent.id if parent is not None and status == "retry" else "",
    )
    return _mark(action, now) if status == "idle" else _abort(action, now, server)


def _abort(action: ParkAction, now_ms: int, server: Server) -> Step:
    below = (server.sessions[name] for name in descendants(server, action.session))
    titles = tuple(session.info.title for session in below if session.status != "idle")
    effect = SendAbort(server=action.server, action=action.id, session=action.session)
    return enter(replace(action, below=titles), "aborting", now_ms, effect)


def _on_confirmed(action: ParkAction, event: StatusRead, server: Server, session: Session) -> Step:
    newest = session.status if session.status_ms >= event.at_ms else event.status
    if newest == "idle":
        return _mark(action, event.at_ms)
    late = event.at_ms - action.phase_ms >= SETTLES_MS
    if newest is None or not late:
        return stay(action)
    if action.unanswered:
        why = f"the abort was not answered ({action.unanswered}), and it still runs"
        return end(action, "still alive", event.at_ms, why)
    return end(action, "still alive", event.at_ms, "the abort was answered, but it runs again")


def _wait(action: ParkAction, now_ms: int) -> Step:
    """Ask again each second for what nobody could tell, and not for ever."""
    if is_late(action, now_ms) or is_overlong(action, now_ms):
        why = "nobody could tell whether it stopped; it is parked if it is found stopped later"
        return end(replace(action, unsure=True), "still alive", now_ms, why)
    return _ask(action, now_ms) if now_ms - action.asked_ms >= ASK_AGAIN_MS else stay(action)


def _ask(action: ParkAction, now_ms: int) -> Step:
    effect = ReadStatus(
        server=action.server, action=action.id, session=action.session, directory=action.directory
    )
    return stay(replace(action, asked_ms=now_ms), effect)


def _mark(action: ParkAction, now_ms: int) -> Step:
    effect = WriteMetadata(
        server=action.server,
        action=action.id,
        session=action.session,
        changes=note(action.until_server_ms, action.by),
    )
    return enter(action, "marking", now_ms, effect)


def _parked(action: ParkAction, now_ms: int, fault: str) -> Step:
    model = action.model.model if action.model else "it"
    left = action.due_ms - now_ms
    soon = f" (in {countdown(left)})" if 0 < left < FAR_MS else ""
    why = f"{action.title} goes on {when(action.due_ms, now_ms)}{soon} with {model}"
    hint = NOBODY
    if action.below:
        hint += f"; the abort also stopped what ran below it: {', '.join(action.below)}"
    if fault:
        hint += f"; its metadata could not be written, so others do not see it ({fault})"
    return end(action, "parked", now_ms, why, hint)
