"""What must be written down of a fold: what was done, and each step of it before it is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TypeVar

from omo_watch_core.actions.action import Action, OverrideAction
from omo_watch_core.effects import Effect
from omo_watch_core.events import Event, JournalRead
from omo_watch_core.journal.cut_off import CUT_OFF
from omo_watch_core.journal.deeds import deed_of
from omo_watch_core.journal.nouns import Deed, Entry, Journal, Step
from omo_watch_core.journal.sending import request_of
from omo_watch_core.journal.stages import ACCEPTED, INTENT, SENT, stage_of
from omo_watch_core.state import State

K = TypeVar("K")
V = TypeVar("V")


def entries(
    before: State, after: State, effects: Sequence[Effect], batch: Sequence[Event] = ()
) -> tuple[Entry, ...]:
    """Give what is to be kept before any of these effects is performed.

    What the batch itself read from the journal stands there already.
    """
    stopped, stops = (state.duty.stops if state.duty else {} for state in (before, after))
    unchanged = before.actions is after.actions and before.journal is after.journal
    unchanged = unchanged and stopped is stops
    if (unchanged and not effects) or after.mode == "watch":
        return ()
    requests: dict[str, list[str]] = {}
    for effect in effects:
        if (request := request_of(effect)) is not None:
            requests.setdefault(request[0], []).append(request[1])
    written: list[Entry] = []
    for name, action in after.actions.items():
        former = before.actions.get(name)
        if action is not former or name in requests:
            written += _of_action(after, former, action, requests.get(name, ()))
    for deed in _changed(stopped, stops, frozenset()):
        written += _of_stop(deed, requests.get(deed.id, ()))
    written += _of_journal(before.journal, after.journal, batch)
    return tuple(written)


def _of_journal(before: Journal, after: Journal, batch: Sequence[Event]) -> Iterator[Entry]:
    yield from _cut_off(before.deeds, after.deeds)
    reads = [event for event in batch if isinstance(event, JournalRead)]
    read = {id(row) for event in reads for row in _rows(event)}
    yield from _changed(before.leases, after.leases, read)
    yield from _changed(before.parked, after.parked, read)
    yield from _changed(before.tasks, after.tasks, read)
    yield from _changed(before.lanes, after.lanes, read)
    yield from _changed(before.closed, after.closed, read)
    yield from _changed(before.holds, after.holds, read)


def _rows(read: JournalRead) -> tuple[object, ...]:
    kept = (*read.leases, *read.parked, *read.tasks)
    return (*kept, *read.lanes, *read.closed, *read.holds)


def _of_action(
    state: State, former: Action | None, action: Action, requests: Sequence[str]
) -> Iterator[Entry]:
    stage = INTENT if requests else stage_of(action)
    moved = former is None or stage_of(former) != stage or _is_corrected(former, action)
    if moved or requests:
        yield deed_of(state, action, stage)
    now = state.now_ms
    if former is not None and action.result is None and _is_answered(former, action):
        what = "the server answered"
        yield Step(action=action.id, at_ms=action.phase_ms, stage=ACCEPTED, what=what)
    for request in requests:
        yield Step(action=action.id, at_ms=now, stage=INTENT, what=request)
    if action.result is not None and moved:
        at = action.ended_ms or now
        yield Step(action=action.id, at_ms=at, stage=stage, what=action.evidence)


def _is_corrected(former: Action, action: Action) -> bool:
    """Tell whether another thing is said of an end than when it came."""
    return former.result is not None and former.evidence != action.evidence


def _of_stop(deed: Deed, requests: Sequence[str]) -> Iterator[Entry]:
    """Give a step by itself that has no action yet: its abort leaves, is answered, or for nothing.

    The action that prompts writes the same row.
    """
    yield deed
    said = {ACCEPTED: ("the server answered",), INTENT: requests}.get(deed.stage, (deed.evidence,))
    for what in said:
        yield Step(action=deed.id, at_ms=deed.changed_ms, stage=deed.stage, what=what)


def _is_answered(former: Action, action: Action) -> bool:
    unclear = isinstance(action, OverrideAction) and action.unclear
    return stage_of(former) == SENT and action.phase != former.phase and not unclear


def _cut_off(before: Mapping[str, Deed], after: Mapping[str, Deed]) -> list[Deed]:
    """Give the deeds of others that a person was told of just now."""
    if before is after:
        return []
    told = [deed for name, deed in after.items() if before.get(name) is not deed]
    return [deed for deed in told if deed.stage == CUT_OFF and deed.id in before]


def _changed(before: Mapping[K, V], after: Mapping[K, V], read: Set[int]) -> list[V]:
    """Give the values that are new in `after`, but for those that were read, by their identity."""
    if before is after:
        return []
    news = (value for key, value in after.items() if before.get(key) is not value)
    return [value for value in news if id(value) not in read]
