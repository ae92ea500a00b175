"""One turn of the loop: a batch of events and the state make the next state and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.changes import Changes
from omo_watch_core.effects import Effect
from omo_watch_core.events import Event
from omo_watch_core.reduce import reduce
from omo_watch_core.state import State


def step(state: State, batch: Sequence[Event]) -> tuple[State, Changes, tuple[Effect, ...]]:
    """Fold a batch, let the connections and the running actions react, say what to do next."""
    state, changes = reduce(state, batch)
    return state, changes, ()
