"""Let the running actions react to what has happened."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.effects import Effect
from omo_watch_core.events import Event
from omo_watch_core.state import State


def advance(state: State, batch: Sequence[Event]) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with its actions moved on, and what they need done next."""
    return state, ()
