"""Answers of a server to what was asked for the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from omo_watch_core import events
from omo_watch_core.actions.action import HandAction, OverrideAction
from omo_watch_core.agenda import MESSAGES
from omo_watch_core.charge import stopping, telling
from omo_watch_core.charge.duty import Errand
from omo_watch_core.charge.marks import Page, newest_of, others_act
from omo_watch_core.charge.permission import permission
from omo_watch_core.charge.resuming import follow
from omo_watch_core.charge.saying import said_of
from omo_watch_core.charge.shift import Shift
from omo_watch_core.charge.stance import may_abort
from omo_watch_core.charge.wanting import read_status
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import SendAbort
from omo_watch_core.events import Event
from omo_watch_core.fallback.engine import happenings as h

IN_TIME_MS = 4 * SECOND
"""An abort that goes out later might be answered when the engine has given the step up."""
LATE_MS = 60 * SECOND
"""A question that is open for so long will not be answered any more."""


def answer(shift: Shift, event: Event) -> None:
    """Hand an answer to the question that it belongs to."""
    react = _ANSWERS.get(type(event))
    if react is not None:
        react(shift, event)


def follow_prompts(shift: Shift) -> None:
    """Look what became of the prompts that are under way."""
    for errand in tuple(shift.duty.errands.values()):
        if errand.kind == "prompt":
            follow(shift, errand)


def give_up(shift: Shift) -> None:
    """Answer for the server what it did not answer."""
    for errand in tuple(shift.duty.errands.values()):
        if shift.now - errand.since_ms >= LATE_MS and errand.kind != "prompt":
            _fail(shift, errand, "no answer in time")


def _listed(shift: Shift, event: events.MessagesListed) -> None:
    for errand in _reading(shift, event.server, event.session):
        if not shift.is_awaited(errand):
            shift.close(errand)
        elif event.asked_ms >= errand.since_ms:
            _with_page(shift, errand, event.messages)


def _unread(shift: Shift, event: events.ReadFailed) -> None:
    if event.what == MESSAGES and event.session is not None:
        for errand in _reading(shift, event.server, event.session):
            _fail(shift, errand, event.reason)


def _with_page(shift: Shift, errand: Errand, page: Page) -> None:
    newest = {**shift.duty.newest, errand.key: newest_of(page)}
    shift.duty = replace(shift.duty, newest=newest)
    server = shift.server(errand.key)
    clock = shift.now - (server.offset_ms if server else 0.0)
    other = others_act(page, set(_own_prompts(shift)), clock)
    if other is not None:
        _fail(shift, errand, f"{other.by or 'another omo-watch'} acts on it at this moment")
    elif errand.stage == "marks":
        read_status(shift, replace(errand, stage="status"))
    else:
        shift.close(errand)
        said = said_of(page)
        read = h.HistoryRead(key=errand.key, at_ms=shift.now, ask=errand.ask, said=said)
        shift.happenings.append(read)


def _own_prompts(shift: Shift) -> Iterator[str]:
    """Give the ids of what this program prompted lately, and of the moves whose lease it keeps."""
    for lease in shift.state.journal.leases.values():
        yield lease.after
    for action in shift.state.actions.values():
        if isinstance(action, OverrideAction | HandAction) and action.message:
            yield action.message


def _status(shift: Shift, event: events.StatusRead) -> None:
    errand = shift.duty.errands.get(event.action)
    if errand is None or errand.stage != "status":
        return
    if not shift.is_awaited(errand):
        shift.close(errand)
    elif errand.kind == "status":
        shift.close(errand)
        read = h.StatusRead(key=errand.key, at_ms=shift.now, ask=errand.ask, status=event.status)
        shift.happenings.append(read)
    else:
        _before_abort(shift, errand, event.status)


def _before_abort(shift: Shift, errand: Errand, status: str | None) -> None:
    """Abort by a status of this moment only; where nothing runs the barrier is not needed."""
    server, session = shift.server(errand.key), shift.session(errand.key)
    ours = shift.duty.prompts.get(errand.key)
    # Two questions have passed since the step was allowed.
    allowed = permission(shift, errand.key, errand.source)
    if allowed.does != "acts":
        _fail(shift, errand, allowed.why)
    elif shift.now - errand.since_ms > IN_TIME_MS:
        _fail(shift, errand, "the server was too slow to be sure of what is stopped")
    elif server and session and may_abort(session, status, errand.source, ours):
        errand = stopping.begin(shift, errand, server, session)
        shift.take(errand)
        abort = SendAbort(server=server.name, action=errand.id, session=session.id)
        shift.effects.append(abort)
        text = f"abort ({errand.source})"
        shift.effects.append(telling.told("action", errand.key, shift.now, text))
    elif status == "idle":
        _aborted(shift, errand, "done")
    else:
        _fail(shift, errand, f"it is {status or 'unknown'}, and not ours to stop")


def _abort_answered(shift: Shift, event: events.AbortAnswered) -> None:
    errand = shift.duty.errands.get(event.action)
    if errand is None or errand.stage != "abort":
        return
    if event.ok:
        barriers = shift.duty.barriers | {errand.key}
        shift.duty = replace(shift.duty, barriers=barriers)
        stopping.answered(shift, errand.key)
        _aborted(shift, errand, "done")
    else:
        _fail(shift, errand, f"the abort was not answered: {event.reason}")


def _fail(shift: Shift, errand: Errand, why: str) -> None:
    shift.effects.append(telling.told("decision", errand.key, shift.now, f"held: {why}"))
    shift.look_again(errand.key)
    if errand.kind == "abort":
        _aborted(shift, errand, "held")
        return
    shift.close(errand)
    key, ask = errand.key, errand.ask
    if errand.kind == "history":
        shift.happenings.append(h.HistoryRead(key=key, at_ms=shift.now, ask=ask, said=None))
    else:
        shift.happenings.append(h.StatusRead(key=key, at_ms=shift.now, ask=ask, status=None))


def _aborted(shift: Shift, errand: Errand, result: str) -> None:
    shift.close(errand)
    answered = h.AbortAnswered(
        key=errand.key,
        at_ms=shift.now,
        ask=errand.ask,
        result="done" if result == "done" else "held",
    )
    shift.happenings.append(answered)


def _reading(shift: Shift, server: str, session: str) -> list[Errand]:
    found = shift.duty.errands.values()
    stages = ("marks", "history")
    return [e for e in found if e.key == (server, session) and e.stage in stages]


_ANSWERS: dict[type[Event], Callable[[Shift, Any], None]] = {
    events.AbortAnswered: _abort_answered,
    events.MessagesListed: _listed,
    events.ReadFailed: _unread,
    events.StatusRead: _status,
}
ANSWERS = frozenset(_ANSWERS)
"""Events that may answer a question of the engine."""
