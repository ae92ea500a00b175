"""What actions do to the rows of parked sessions: written down before their requests leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from omo_watch_core.actions.action import (
    Action,
    CancelAction,
    DeleteAction,
    OverrideAction,
    ParkAction,
    StopAllAction,
    UndoAction,
)
from omo_watch_core.actions.cancel.cancel import covered
from omo_watch_core.actions.words import AGAIN
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect
from omo_watch_core.journal.nouns import Parked, ParkedStage
from omo_watch_core.journal.place import place_of
from omo_watch_core.parking.leases import end_lease
from omo_watch_core.parking.rows import OPEN, close, put, row_of
from omo_watch_core.state import State

AGAIN_MS = 30 * SECOND
"""After that long a session whose server did not answer is tried again."""

Booked = tuple[State, tuple[Effect, ...]]


def book(before: State, state: State) -> Booked:
    """Give the state with the rows as its actions have them by now."""
    effects: list[Effect] = []
    if before.actions is not state.actions:
        for name, action in state.actions.items():
            former = before.actions.get(name)
            keep = _KEEPS.get(type(action))
            if action is not former and keep is not None:
                state, wanted = keep(state, former, action)
                effects += wanted
    return state, tuple(effects)


def _park(state: State, former: Action | None, action: ParkAction) -> Booked:
    """Keep the row of what is parked: `parking` before its abort leaves."""
    stage = _stage(action)
    server = state.servers.get(action.server)
    was = _stage(former) if isinstance(former, ParkAction) else None
    if stage is None or stage == was or server is None or action.model is None:
        return state, ()
    if stage == "dropped":
        row = row_of(state, server, action.session)
        return _close(state, row, "dropped", action.evidence)
    row = Parked(
        place=place_of(server.url),
        session=action.session,
        title=action.title,
        model=action.model,
        due_ms=action.due_ms,
        owner=state.owner,
        since_ms=state.now_ms,
        changed_ms=state.now_ms,
        stage=stage,
        newest=action.newest,
        parent=action.parent,
    )
    return put(state, row), ()


def _stage(action: ParkAction) -> ParkedStage | None:
    """Give what the row of a parking session says; None while there is none, or as it was."""
    if not action.due_ms or action.unsure:
        return None
    if action.phase == "marking" or action.result == "parked":
        return "parked"
    return "dropped" if action.result else "parking"


def _override(state: State, former: Action | None, action: OverrideAction) -> Booked:
    """Close the row of a session that goes on, by the resume that was due or by a person."""
    server = state.servers.get(action.server)
    row = row_of(state, server, action.session) if server else None
    if row is None or row.stage not in OPEN:
        return state, ()
    if action.purpose == "resume":
        return _resumed(state, row, action) if action.result else (state, ())
    was_sent = isinstance(former, OverrideAction) and former.sent_ms
    if not action.sent_ms or was_sent:
        return state, ()
    if action.purpose == "retry":
        return _close(state, row, "resumed", f"gone on before its time by {state.owner}")
    why = f"moved to {action.target.model} by {state.owner}"
    return _close(state, row, "dropped", why)


def _resumed(state: State, row: Parked, action: OverrideAction) -> Booked:
    if action.result != "refused":
        return _close(state, row, "resumed", action.evidence)
    if action.hint == AGAIN and not action.sent_ms:
        # Nothing was sent: what nobody could read now is tried again.
        again = replace(row, stage="parked", due_ms=state.now_ms + AGAIN_MS, why=action.evidence)
        return put(state, again), ()
    return _close(state, row, "dropped", action.evidence)


def _cancel(state: State, former: Action | None, action: CancelAction) -> Booked:
    """Drop the rows of what a person stops: it is not to go on by itself afterwards."""
    server = state.servers.get(action.server)
    aborts = former.aborts if isinstance(former, CancelAction) else 0
    stops = action.aborts > aborts or action.result in ("stopped", "deleted")
    if server is None or action.strength == "steer" or not stops:
        return state, ()
    effects: list[Effect] = []
    for name in covered(action, server):
        row = row_of(state, server, name)
        state, wanted = _close(state, row, "dropped", f"stopped by {state.owner}")
        effects += wanted
    return state, tuple(effects)


def _undo(state: State, former: Action | None, action: UndoAction) -> Booked:
    """End what is taken back before the request leaves that says so."""
    server = state.servers.get(action.server)
    if action.result is not None or server is None:
        return state, ()
    effects: tuple[Effect, ...] = ()
    if former is None and action.lease:
        state, effects = end_lease(state, action.lease, f"undone by {state.owner}")
    row = row_of(state, server, action.session)
    if action.unparks and action.phase == "marking" and row is not None and row.stage in OPEN:
        # The action itself takes the mark out of the metadata.
        state = put(state, replace(row, stage="dropped", why=f"taken back by {state.owner}"))
    return state, effects


def _close(state: State, row: Parked | None, stage: ParkedStage, why: str) -> Booked:
    if row is None or row.stage not in OPEN:
        return state, ()
    return close(state, row, stage, why)


_KEEPS: dict[type[Action], Callable[[State, Action | None, Any], Booked]] = {
    ParkAction: _park,
    OverrideAction: _override,
    CancelAction: _cancel,
    DeleteAction: _cancel,
    StopAllAction: _cancel,
    UndoAction: _undo,
}
