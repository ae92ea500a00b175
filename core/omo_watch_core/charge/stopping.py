"""A step by itself stands in the journal from before its abort on, until its action takes over.

Its abort leaves before there is an action: a program that is killed behind it must be told of.
"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.charge.duty import Errand, SessionKey
from omo_watch_core.charge.moving import name_of, purpose_of
from omo_watch_core.charge.shift import Shift
from omo_watch_core.clock import MINUTE
from omo_watch_core.fallback.models import parse
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.journal.stages import ACCEPTED, INTENT
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server, Session

REFUSED = "refused"
UNANSWERED = "the abort was not answered; nothing was prompted"
NOT_WANTED = "what ran is stopped; nothing was prompted"
ELSEWHERE = "what ran is stopped; it goes on by another step"
KEPT_MS = MINUTE
"""For how long one that has ended is kept: it is written when it is new, and not again."""


def begin(shift: Shift, errand: Errand, server: Server, session: Session) -> Errand:
    """Write down what is about to be stopped; its errand goes on under the name of the step."""
    record = shift.record(errand.key)
    step = record.step or record.queued
    entry = step.plan.model if step and step.plan else ""
    target = parse(entry)
    deed = Deed(
        id=name_of(session.id, shift.duty.newest.get(errand.key, ""), entry),
        kind=purpose_of(shift.state, server, session, target),
        place=place_of(server.url),
        session=session.id,
        title=session.info.title,
        owner=shift.state.owner,
        stage=INTENT,
        started_ms=shift.now,
        changed_ms=shift.now,
        source=answering(session),
        target=target,
        automatic=True,
        evidence=step.trouble.cause if step else errand.source,
    )
    _put(shift, errand.key, deed)
    shift.close(errand)
    return replace(errand, id=deed.id, stage="abort")


def answered(shift: Shift, key: SessionKey) -> None:
    """Note that the server answered the abort: what ran is over."""
    deed = shift.duty.stops.get(key)
    if deed is not None and deed.ended_ms is None:
        _put(shift, key, replace(deed, stage=ACCEPTED, changed_ms=shift.now))


def go_on(shift: Shift, key: SessionKey, action: str) -> None:
    """Leave it to the action that prompts; one of another name ends it."""
    deed = shift.duty.stops.get(key)
    if deed is None or deed.ended_ms is not None:
        return
    if deed.id == action:
        left = {name: stop for name, stop in shift.duty.stops.items() if name != key}
        shift.duty = replace(shift.duty, stops=left)
    else:
        _end(shift, key, deed, ELSEWHERE)


def tidy(shift: Shift) -> None:
    """End those whose step was given up."""
    for key, deed in tuple(shift.duty.stops.items()):
        waits = deed.id in shift.duty.errands or key in shift.duty.barriers
        if deed.ended_ms is None and not waits:
            _end(shift, key, deed, NOT_WANTED if deed.stage == ACCEPTED else UNANSWERED)


def forget(shift: Shift) -> None:
    """Forget those that ended some time ago."""
    left = {
        key: deed
        for key, deed in shift.duty.stops.items()
        if deed.ended_ms is None or shift.now - deed.ended_ms < KEPT_MS
    }
    if len(left) != len(shift.duty.stops):
        shift.duty = replace(shift.duty, stops=left)


def _end(shift: Shift, key: SessionKey, deed: Deed, why: str) -> None:
    now = shift.now
    ended = replace(deed, stage=REFUSED, evidence=why, changed_ms=now, ended_ms=now)
    _put(shift, key, ended)


def _put(shift: Shift, key: SessionKey, deed: Deed) -> None:
    shift.duty = replace(shift.duty, stops={**shift.duty.stops, key: deed})
