"""Let a session go on now: what an override does, on the model that it is on already."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.knowing import model_fault
from omo_watch_core.actions.moves import Move, end, enter
from omo_watch_core.actions.waking import action_of
from omo_watch_core.effects import ReadStatus
from omo_watch_core.events import LastTurn
from omo_watch_core.model import ModelRef
from omo_watch_core.select.condition import is_heard, is_stuck
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server, Session

UNKNOWN = ModelRef(provider="", model="")
"""The model of a session that nobody has looked at yet."""
WORKS = "it works, there is nothing to retry; nothing was sent"
ANSWERED = "it has its answer, there is nothing to retry; nothing was sent"
NEVER = "it never had a prompt, there is nothing to retry; nothing was sent"

Step = Move[OverrideAction]


def begin(action: OverrideAction, server: Server, session: Session) -> Step:
    """Read the status right before anything is stopped; a turn that works is left alone."""
    now, row = action.started_ms, session.parked
    model = row.model if row is not None else answering(session)
    if row is not None and row.stage == "resuming":
        why = f"{row.resumer or 'another program'} lets it go on at this moment; nothing was sent"
        return end(action, "refused", now, why)
    if model is None and session.prompt is not None:
        model = session.prompt.model
    if model is None:
        return end(action, "refused", now, "nobody knows which model it is on; nothing was sent")
    fault = model_fault(server, model)
    if fault:
        return end(action, "refused", now, f"{fault} Nothing was sent.", "m moves it to another")
    if is_heard(server, session) and works(session.status, session, now):
        return end(action, "refused", now, WORKS, "x stops it, m moves it")
    action = replace(action, target=model, source=model)
    if row is not None:
        # A program that lets it go on at this moment sends the same message, which runs once.
        action = replace(action, after=row.newest, seed=action_of(row))
    effect = ReadStatus(
        server=action.server,
        action=action.id,
        session=action.session,
        directory=session.info.directory,
    )
    return enter(action, "checking", now, effect)


def works(status: str, session: Session, now_ms: int) -> bool:
    """Tell whether a turn gets on by itself: then it is nobody's to stop for another try."""
    return status == "busy" and not is_stuck(session, now_ms)


def nothing_to_retry(action: OverrideAction, turn: LastTurn | None, now_ms: int) -> Step:
    """Say that nothing is left to be answered."""
    if action.aborted:
        # The answer came in the moment before our abort: what ran has ended with it.
        why = "it had its answer when it was stopped; no prompt was sent"
        return end(action, "refused", now_ms, why)
    return end(action, "refused", now_ms, NEVER if turn is None else ANSWERED)
