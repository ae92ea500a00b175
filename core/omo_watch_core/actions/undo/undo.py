"""Take back a move of ours, or that a session is parked: never an abort, never a message."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import UndoAction
from omo_watch_core.actions.moves import TAKEN, Move, end, enter, is_late, is_unclear, stay
from omo_watch_core.actions.prompt import switch_body
from omo_watch_core.effects import SwitchModel, TakeParked, WriteMetadata
from omo_watch_core.events import Event, MetadataWritten, ParkedTaken, PromptAnswered
from omo_watch_core.state import Server

UNPARK = b'{"parked":null}'
NOT_BACK = "nothing was stopped, no message was taken back"

Step = Move[UndoAction]


def begin(action: UndoAction) -> Step:
    """Set the model for prompts that name none."""
    assert action.target is not None
    effect = SwitchModel(
        server=action.server,
        action=action.id,
        session=action.session,
        body=switch_body(action.target),
    )
    return enter(action, "setting", action.started_ms, effect)


def unpark(action: UndoAction, place: str, owner: str) -> Step:
    """Take a parked session off its place, before any program lets it go on."""
    effect = TakeParked(
        server="", place=place, session=action.session, resumer=owner, at_ms=action.started_ms,
        off_for=action.id,
    )  # fmt: skip
    return enter(replace(action, unparks=True), "taking", action.started_ms, effect)


def on_event(action: UndoAction, event: Event, server: Server) -> Step:
    """React to the answer of the one request."""
    if isinstance(event, ParkedTaken) and action.phase == "taking":
        return _taken(action, event)
    if isinstance(event, MetadataWritten) and action.phase == "marking":
        return _unparked(action, event.at_ms, "" if event.ok else event.reason)
    if not isinstance(event, PromptAnswered) or action.phase != "setting":
        return stay(action)
    if event.status in TAKEN:
        return _undone(action, event.at_ms)
    if is_unclear(event.status):
        reason = event.reason or event.status
        why = f"the server did not say that it set the model ({reason})"
    else:
        why = f"the server did not set the model: {event.reason or event.status}"
    return _failed(action, event.at_ms, why)


def on_state(action: UndoAction, now_ms: int, server: Server) -> Step:
    """React to time, and to the end of the session."""
    if action.session not in server.sessions:
        return gone(action, now_ms, f"{action.title} is gone")
    if not is_late(action, now_ms):
        return stay(action)
    if action.phase == "marking":
        return _unparked(action, now_ms, "no answer in time")
    if action.phase == "taking":
        return end(action, "refused", now_ms, f"the journal did not answer; {NOT_BACK}")
    return _failed(action, now_ms, "the server did not say that it set the model")


def gone(action: UndoAction, now_ms: int, what: str) -> Step:
    """Say that there is nothing left to take back."""
    return end(action, "refused", now_ms, f"{what}; {NOT_BACK}")


def _taken(action: UndoAction, event: ParkedTaken) -> Step:
    if not event.taken:
        why = "it goes on at this moment, by another omo-watch; it is not stopped again"
        return end(action, "refused", event.at_ms, why, "x stops it")
    mark = WriteMetadata(
        server=action.server, action=action.id, session=action.session, changes=UNPARK
    )
    return enter(action, "marking", event.at_ms, mark)


def _undone(action: UndoAction, now_ms: int) -> Step:
    model = action.target.model if action.target else ""
    lease = "; its lease is ended" if action.lease else ""
    why = f"its next prompt that names no model uses {model} again; {NOT_BACK}{lease}"
    return end(action, "undone", now_ms, why)


def _failed(action: UndoAction, now_ms: int, why: str) -> Step:
    lease = "its lease is ended; " if action.lease else ""
    return end(action, "refused", now_ms, f"{lease}{why}; {NOT_BACK}")


def _unparked(action: UndoAction, now_ms: int, fault: str) -> Step:
    why = f"{action.title} is not parked any more and stays stopped; nothing was sent to a model"
    hint = f"its metadata still says so ({fault})" if fault else ""
    return end(action, "undone", now_ms, why, hint)
