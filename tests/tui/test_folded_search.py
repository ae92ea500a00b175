"""Looking for words that folded tools hold: they count, and are unfolded while one is there."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.make import SECOND, part, said, tool
from tests.tui.opened import Opened, opened
from tests.tui.streaming import IN, SIZES, TOLD, answer, front, numbered, read, spoken
from textual import events

from omo_watch_core.given import Output
from omo_watch_core.model import Part
from omo_watch_core.state import Entry, State

DIFF = "--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n-a needle\n+a pin\n"


def call(name: str, printed: str = "", *, diff: str = "", error: str = "") -> Part:
    """Make a call of a tool that gave this back."""
    status = "error" if error else "completed"
    made = tool("bash", f"run {name}", SECOND, status=status, error=error)
    return part(
        name, "msg_1", "tool", tool=replace(made, output=Output(printed=printed, diff=diff))
    )


def calls(*made: Part) -> Entry:
    """Make a message of calls."""
    return said("msg_1", "assistant", SECOND, made)


def two() -> State:
    """Give two tools with three needles, and one that is said."""
    first, second = call("prt_1", "needle 1\nneedle 2\nhay"), call("prt_2", diff=DIFF)
    return spoken(calls(first, second), answer("needle said", "msg_2", done=True))


async def look(screen: Opened, query: str = "needle") -> None:
    """Open the session and look for something."""
    await screen.press(*IN, "slash", *query, "enter")


def shown(screen: Opened) -> str:
    """Give what stands in the pane in front."""
    return "\n".join(read(screen))


def place(screen: Opened) -> tuple[int, int]:
    """Give which match of how many is the current one."""
    log = front(screen).spoken
    assert log.search is not None
    return log.match + 1, len(log.search.lines)


@pytest.mark.parametrize("size", SIZES)
async def test_matches_in_folded_tools_count_and_are_unfolded(size: tuple[int, int]) -> None:
    async with opened(two(), size) as screen:
        await look(screen)
        assert place(screen) == (4, 4)
        assert "needle 1" not in shown(screen)
        await screen.press("N")
        assert place(screen) == (3, 4)
        assert "- a needle" in shown(screen)
        await screen.press("N")
        assert place(screen) == (2, 4)
        assert "needle 2" in shown(screen)
        assert "a needle" not in shown(screen)
        await screen.press("N")
        assert place(screen) == (1, 4)
        assert "needle 1" in shown(screen)
        await screen.press("N")
        assert place(screen) == (4, 4)
        assert "needle 1" not in shown(screen)


async def test_the_current_match_is_the_lit_one() -> None:
    async with opened(two(), (140, 40)) as screen:
        await look(screen)
        for words in ("- a needle", "needle 2", "needle 1"):
            await screen.press("N")
            log = front(screen).spoken
            assert log.search is not None
            strip = log.roll.line(log.search.lines[log.match])
            assert strip is not None
            assert words in strip.text


async def test_what_a_person_unfolded_stays_so() -> None:
    async with opened(two(), (140, 40)) as screen:
        await screen.press(*IN, "left_square_bracket", "left_square_bracket", "enter")
        assert "needle 1" in shown(screen)
        await screen.press("slash", *"needle", "enter", "N", "N", "N", "N")
        assert place(screen) == (4, 4)
        assert "needle 1" in shown(screen)
        assert "a needle" not in shown(screen)


async def test_where_the_search_ends_the_tool_stays_open() -> None:
    async with opened(two(), (140, 40)) as screen:
        await look(screen)
        await screen.press("N", "escape")
        assert "- a needle" in shown(screen)
        await screen.press("left_square_bracket", "enter")
        assert "- a needle" not in shown(screen)


async def test_enter_folds_what_the_search_unfolded() -> None:
    async with opened(two(), (140, 40)) as screen:
        await look(screen)
        await screen.press("N", "enter")
        assert "- a needle" not in shown(screen)
        assert place(screen)[1] == 4


async def test_errors_are_looked_through_and_a_tool_without_output_is_not() -> None:
    state = spoken(calls(call("prt_1", error="no such file\nstack of doom"), call("prt_2")))
    async with opened(state, (140, 40)) as screen:
        await look(screen, "doom")
        assert "stack of doom" in shown(screen)
        await screen.press("escape", "slash", *"gave nothing back")
        assert "no match" in screen.lines[-1]


async def test_far_up_in_a_long_transcript_it_is_found_and_stays_while_it_streams() -> None:
    long = answer(numbered(0, 200), "msg_2", done=True)
    made = calls(call("prt_1", "\n".join([*map(str, range(50)), "needle", *map(str, range(50))])))
    async with opened(spoken(made, long)) as screen:
        await look(screen)
        assert place(screen) == (1, 1)
        there = read(screen)
        assert "needle" in shown(screen)
        grown = answer(numbered(0, 210), "msg_2", done=True)
        await screen.tell(spoken(made, grown), TOLD)
        assert read(screen) == there
        assert place(screen) == (1, 1)


async def test_each_letter_looks_anew() -> None:
    async with opened(two(), (140, 40)) as screen:
        await screen.press(*IN, "slash")
        front(screen).front.post_message(events.Paste("needle 2"))
        await screen.pilot.pause()
        assert "needle 2" in shown(screen)
        await screen.press("backspace")
        assert "1 of" not in screen.lines[-1]
        assert place(screen)[1] == 4
