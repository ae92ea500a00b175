"""Events and the state make the next state."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.changes import NOTHING, Changes
from omo_watch_core.events import Event
from omo_watch_core.state import State


def reduce(state: State, batch: Sequence[Event]) -> tuple[State, Changes]:
    """Fold a batch of events; any batching of a stream gives the same state."""
    return state, NOTHING
