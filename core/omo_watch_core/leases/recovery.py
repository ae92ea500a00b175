"""When a model that is limited is free again, as far as anything said so; nobody probes."""

from __future__ import annotations

from omo_watch_core.clock import due_ms
from omo_watch_core.model import ModelRef, Setback
from omo_watch_core.reduce.setback import asked_model, setbacks_of
from omo_watch_core.resets import stated_ms
from omo_watch_core.state import Server, Session, State


def primary_of(session: Session, model: ModelRef | None) -> ModelRef | None:
    """Give the first choice of the present turn: the first that failed, else the model now."""
    return session.setbacks[0].model if session.setbacks else model


def free_ms(state: State, server: Server, session: Session, model: ModelRef) -> int | None:
    """Give when a model is free again, local epoch milliseconds; None where nobody said.

    An end that lies nearer than the time for which a failed model is left alone counts from
    there: the server's own tries after 2 s are no end of a limit.
    """
    ends = [
        max(due_ms(setback.until_ms, setback.at_ms, server.offset_ms), _least(state, setback))
        for setback in setbacks_of(server)
        if setback.model.name == model.name and setback.until_ms is not None
    ]
    stated = _stated(server, session, model)
    if stated is not None:
        ends.append(stated)
    latest = max(ends, default=0.0)
    return int(latest) if latest > state.now_ms else None


def left_alone_ms(state: State, session: Session, model: ModelRef) -> int | None:
    """Give until when a model that failed in the present turn is left alone in any case."""
    failed = (one for one in session.setbacks if one.model.name == model.name)
    latest = max((_least(state, setback) for setback in failed), default=0.0)
    return int(latest) if latest > state.now_ms else None


def _least(state: State, setback: Setback) -> float:
    return setback.at_ms + state.policy.cooldown_ms


def _stated(server: Server, session: Session, model: ModelRef) -> float | None:
    """Give the reset that the present wait itself states."""
    retry, asked = session.retry, asked_model(session)
    if session.status != "retry" or retry is None or asked is None or asked.name != model.name:
        return None
    return stated_ms(retry.message, retry.since_ms, server.offset_ms)
