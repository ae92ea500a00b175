"""The story is a value: equal arguments give equal events, however it is cut into pieces."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.house.purity import faults
from tests.house.tree import CORE, syntax

from omo_watch_core.edge.demo.curtain import raise_curtain
from omo_watch_core.edge.demo.frames import Frame
from omo_watch_core.edge.demo.rehearsal import demo_state
from omo_watch_core.edge.demo.script import Script
from omo_watch_core.edge.demo.stage import Stage, play
from omo_watch_core.edge.demo.story import STORY

START = 1_795_183_402_000
LENGTH = 60_000
TOUCHES_THE_WORLD = {"child.py", "host.py", "routes.py", "server.py"}
DEMO = CORE / "edge" / "demo"


def _played(script: Script, moments: list[int]) -> tuple[Stage, list[Frame]]:
    stage, said = raise_curtain(script, START), []
    for moment in moments:
        stage, frames = play(stage, START + moment)
        said += frames
    return stage, said


@pytest.mark.parametrize("script", STORY, ids=lambda script: script.name)
def test_two_runs_are_equal(script: Script) -> None:
    assert _played(script, [LENGTH]) == _played(script, [LENGTH])


@settings(max_examples=15, deadline=None)
@given(moments=st.lists(st.integers(0, LENGTH), max_size=30))
def test_the_cut_makes_no_difference(moments: list[int]) -> None:
    for script in STORY:
        assert _played(script, [*sorted(moments), LENGTH]) == _played(script, [LENGTH])


def test_two_rehearsals_are_equal() -> None:
    assert demo_state(4_000) == demo_state(4_000)


def test_ids_are_never_used_twice() -> None:
    for script in STORY:
        stage, _ = _played(script, [LENGTH])
        entries = [entry for held in stage.world.entries.values() for entry in held]
        messages = [entry.info.id for entry in entries]
        parts = [part.id for entry in entries for part in entry.parts]
        assert len(messages) == len(set(messages))
        assert len(parts) == len(set(parts))
        for held in stage.world.entries.values():
            assert [entry.info.id for entry in held] == sorted(entry.info.id for entry in held)


@pytest.mark.parametrize("file", sorted(DEMO.glob("*.py")), ids=lambda file: file.name)
def test_the_story_knows_no_clock_no_chance_and_no_io(file) -> None:
    found = list(faults(syntax(file), {"omo_watch_core.edge"}))
    assert bool(found) == (file.name in TOUCHES_THE_WORLD), found
