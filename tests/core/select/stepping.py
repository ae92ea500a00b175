"""A recording, moment by moment."""

from collections.abc import Iterator

from omo_watch_core.events import Event
from omo_watch_core.reduce import reduce
from omo_watch_core.replay import Recording
from omo_watch_core.state import State
from tests.core.reduce.tapes import empty


def moments(recorded: Recording) -> Iterator[tuple[int, State]]:
    """Give the state after each moment of a recording."""
    batches: dict[int, list[Event]] = {}
    for event in recorded.events:
        batches.setdefault(event.at_ms, []).append(event)
    state = empty()
    for at, events in batches.items():
        state, _ = reduce(state, events)
        yield at, state
