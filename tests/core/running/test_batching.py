"""However the events of a story are cut into batches, the tasks and the requests are the same."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core.effects import Effect
from omo_watch_core.events import Event
from omo_watch_core.state import State
from omo_watch_core.step import step
from tests.core.running.world import GPT, World


def completed(world: World) -> None:
    """Tell of one that is done, and of one that gets its slot."""
    world.answers("ses_1")
    world.tick(8)
    world.answers("ses_2")
    world.tick(8)


def moved(world: World) -> None:
    """Tell of one that goes on with another model."""
    world.waits("ses_1")
    world.answers("ses_1", model=GPT)
    world.tick(10)


def failed(world: World) -> None:
    """Tell of a failure, a stop from outside and a deletion."""
    world.fails("ses_1")
    world.stopped("ses_2")
    world.tick(6)
    world.deleted("ses_3")
    world.tick(6)


STORIES = (completed, moved, failed)


def begun() -> World:
    """Launch three tasks into two slots."""
    world = World()
    for _ in range(3):
        world.new()
    return world


def fold(state: State, events: list[Event], cuts: list[int]) -> tuple[State, list[Effect]]:
    """Fold events in pieces that end at `cuts`."""
    sent: list[Effect] = []
    places = sorted({0, len(events), *(cut % (len(events) + 1) for cut in cuts)})
    for start, end in pairwise(places):
        state, _, effects = step(state, events[start:end])
        sent += effects
    return state, sent


@pytest.mark.parametrize("story", STORIES)
@given(cuts=st.lists(st.integers(0, 500), max_size=12))
def test_cuts_make_no_difference(story: Callable[[World], None], cuts: list[int]) -> None:
    world = begun()
    state, heard = world.state, len(world.heard)
    story(world)
    events = world.heard[heard:]
    one_by_one, wanted = fold(state, events, list(range(len(events))))
    folded, sent = fold(state, events, cuts)
    assert folded.journal.tasks == one_by_one.journal.tasks
    assert folded.actions == one_by_one.actions
    assert sent == wanted
