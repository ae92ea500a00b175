"""What was read from the journal joins what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from omo_watch_core.events import (
    CutOffTold,
    Event,
    JournalFailed,
    JournalRead,
    NeverSent,
    NewsClosed,
    StepsRead,
)
from omo_watch_core.journal.cut_off import told
from omo_watch_core.journal.kept import Closed, Hold
from omo_watch_core.journal.kept import joined as joined_holds
from omo_watch_core.journal.nouns import Deed, Journal, Lease, Parked
from omo_watch_core.state import State
from omo_watch_core.tasks.joining import joined
from omo_watch_core.tasks.own import LaneSetting, OwnTask

K = TypeVar("K")
Changing = TypeVar("Changing", Deed, Lease, Parked, OwnTask, LaneSetting, Closed, Hold)
MOST_DEEDS = 200
MOST_STEPS = 20
"""Of how many deeds the steps are held."""
ENDED = "it was over too soon"
_KINDS = ("deeds", "leases", "parked", "tasks", "lanes", "closed", "holds")
NEVER_LEFT = "its last request never left, as the journal was too slow"


def fold(state: State, batch: Sequence[Event]) -> State:
    """Give the state with what a batch says about the journal."""
    for event in batch:
        if isinstance(event, JournalRead):
            state = replace(state, journal=_joined(state.journal, event))
        elif isinstance(event, JournalFailed):
            state = replace(state, journal=replace(state.journal, fault=event.reason))
        elif isinstance(event, NeverSent):
            state = _corrected(state, event.action)
        elif isinstance(event, StepsRead):
            state = replace(state, journal=_with_steps(state.journal, event))
        elif isinstance(event, CutOffTold):
            state = replace(state, journal=_told(state.journal, event))
        elif isinstance(event, NewsClosed):
            state = replace(state, journal=_closed(state.journal, event))
    return state


def _corrected(state: State, name: str) -> State:
    """Say of an action that has ended that its last request never left."""
    action = state.actions.get(name)
    if action is None or action.result is None:
        return state
    if action.result == "accepted":
        # Nobody can have taken what was not sent, whatever its end said of it.
        said = replace(action, result="refused", evidence=f"{ENDED}: {NEVER_LEFT}")
    else:
        said = replace(action, evidence=f"{action.evidence}; {NEVER_LEFT}")
    return replace(state, actions={**state.actions, name: said})


def _with_steps(known: Journal, event: StepsRead) -> Journal:
    steps = {name: read for name, read in known.steps.items() if name != event.action}
    kept = list(steps.items())[-MOST_STEPS + 1 :]
    return replace(known, steps={**dict(kept), event.action: event.steps})


def _told(known: Journal, event: CutOffTold) -> Journal:
    deeds = known.deeds
    changed = {name: told(deeds[name], event.at_ms) for name in event.deeds if name in deeds}
    return replace(known, deeds={**deeds, **changed}) if changed else known


def _closed(known: Journal, event: NewsClosed) -> Journal:
    return replace(known, closed={**known.closed, **{one.id: one for one in event.closed}})


def _joined(known: Journal, event: JournalRead) -> Journal:
    deeds = _newer(known.deeds, {deed.id: deed for deed in event.deeds})
    leases = _newer(known.leases, {lease.id: lease for lease in event.leases})
    parked = _newer(known.parked, {(p.place, p.session): p for p in event.parked})
    if len(deeds) > MOST_DEEDS:
        oldest = sorted(deeds.values(), key=lambda deed: deed.started_ms)[:-MOST_DEEDS]
        spare = {deed.id for deed in oldest}
        deeds = {name: deed for name, deed in deeds.items() if name not in spare}
    tasks = _furthest(known.tasks, event.tasks)
    lanes = _newer(known.lanes, {(lane.place, lane.key): lane for lane in event.lanes})
    closed = _newer(known.closed, {one.id: one for one in event.closed})
    holds = _with_holds(known.holds, event.holds)
    after = replace(
        known, fault="", read=True, deeds=deeds, leases=leases, parked=parked, tasks=tasks,
        lanes=lanes, closed=closed, holds=holds,
    )  # fmt: skip
    same = all(getattr(after, kind) is getattr(known, kind) for kind in _KINDS)
    return known if same and known.read and not known.fault else after


def _furthest(known: dict[str, OwnTask], read: Sequence[OwnTask]) -> dict[str, OwnTask]:
    news = {
        own.id: after
        for own in read
        if (before := known.get(own.id)) is None or own.changed_ms != before.changed_ms
        if (after := joined(before, own) if before else own) is not before
    }
    return {**known, **news} if news else known


def _with_holds(known: dict[str, Hold], read: Sequence[Hold]) -> dict[str, Hold]:
    """Give both, each joined with what was read of it; what is new in that is written back."""
    news = {
        hold.id: after
        for hold in read
        if (after := joined_holds(known.get(hold.id, hold), hold)) is not known.get(hold.id)
    }
    return {**known, **news} if news else known


def _newer(known: dict[K, Changing], read: dict[K, Changing]) -> dict[K, Changing]:
    """Give both, of each the one that changed last: own changes may not be written yet."""
    news = {
        key: value
        for key, value in read.items()
        if key not in known or value.changed_ms > known[key].changed_ms
    }
    return {**known, **news} if news else known
