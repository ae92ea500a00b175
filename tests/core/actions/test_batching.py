"""In whatever batches it comes: the same result and the same requests."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omo_watch_core.commands import (
    Command,
)
from omo_watch_core.decide import decide
from omo_watch_core.effects import (
    Effect,
)
from omo_watch_core.events import Event
from omo_watch_core.state import State
from tests.core.actions.happenings import COMMANDS, CUTS, MOMENTS, begin, story
from tests.core.actions.stage import (
    turn_of,
)


def replayed(
    before: State, command: Command, told: Sequence[Event], cuts: Sequence[int]
) -> tuple[State, list[Effect]]:
    state, effects = decide(before, command)
    sent: list[Effect] = list(effects)
    place, turn = 0, 0
    while place < len(told):
        size = cuts[turn % len(cuts)]
        state, effects = turn_of(state, told[place : place + size])
        sent += effects
        place, turn = place + size, turn + 1
    return state, sent


@pytest.mark.parametrize("command", COMMANDS)
@settings(max_examples=100, deadline=None)
@given(moments=MOMENTS, cuts=CUTS, heard=st.booleans())
def test_any_batching_ends_alike(
    command: str, moments: list[tuple[str, int]], cuts: list[int], heard: bool
) -> None:
    stage, before = begin(command, heard)
    story(stage, moments)
    state, sent = replayed(before, COMMANDS[command], stage.told, cuts)
    assert state.actions == stage.state.actions
    assert sent == stage.sent
