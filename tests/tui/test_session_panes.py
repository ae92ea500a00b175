"""Diff and events of a session, what panes have not, and hostile texts in all of them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.make import SECOND, part, said, tool
from tests.tui.opened import opened
from tests.tui.reading import OPEN, key_of, read_closely, unchanged
from tests.tui.story import BILLING
from tests.tui.streaming import (
    IN,
    SIZES,
    TOLD,
    answer,
    front,
    read,
    spoken,
)

from omo_watch_core.given import FileChange, Output
from omo_watch_core.state import State


async def test_the_diff_is_asked_for_and_shown_and_grows_with_the_session() -> None:
    changed = FileChange(file="a.py", patch="@@ -1 +1 @@\n-old\n+new\n", added=1, removed=1)
    async with opened(spoken(answer("x")), (140, 40)) as screen:
        await screen.press(*IN, "tab", "tab")
        assert screen.desk.asked == [f"diff {BILLING}"]
        assert "Reading what it changed in its files." in screen.text
        await screen.tell(spoken(answer("x"), diff=()), TOLD)
        assert "It has changed no file." in screen.text
        await screen.tell(spoken(answer("x"), diff=(changed,)), TOLD)
        assert "+ new" in screen.text
        assert "1 file +1 -1" in screen.text
        assert "Ladder" in screen.text


@pytest.mark.parametrize("size", SIZES)
async def test_the_diff_says_why_it_could_not_be_read(size: tuple[int, int]) -> None:
    fault = "it answers with a web page: an older OpenCode, or a proxy in between it and us here"
    changed = FileChange(file="a.py", patch="@@ -1 +1 @@\n-old\n+new\n", added=1, removed=1)
    async with opened(spoken(answer("x"), diff_fault=fault), size) as screen:
        await screen.press(*IN, *["tab"] * (2 if size[0] > 80 else 4))
        assert front(screen).pane == "Diff"
        said = " ".join(" ".join(read(screen)).split())
        assert f"What it changed in its files could not be read: {fault}." in said
        assert "Reading" not in said
        await screen.tell(spoken(answer("x"), diff=(changed,), diff_fault=fault), TOLD)
        assert "could not be read" in screen.text
        assert "+ new" in screen.text
        await screen.tell(spoken(answer("x"), diff=(changed,)), TOLD)
        assert "could not be read" not in screen.text
        await screen.tell(spoken(answer("x"), diff=(changed,), diff_more=3), TOLD)
        assert "3 more files are not shown." in screen.text
        assert "1 of 4 files +1 -1" in screen.text


async def test_the_events_are_those_of_this_session() -> None:
    async with opened(read_closely(), (140, 40)) as screen:
        await screen.press(*OPEN, "shift+tab")
        assert "agrees" in screen.text
        assert "Model Fallback" in screen.text
        rows = [line for line in read(screen) if line.strip()]
        assert len(rows) == 4


@pytest.mark.parametrize("size", SIZES)
async def test_each_pane_says_what_it_has_not(size: tuple[int, int]) -> None:
    async with opened(unchanged(), size) as screen:
        await screen.press(*OPEN)
        assert "Nothing was said yet." in screen.text
        await screen.press("shift+tab", "shift+tab")
        assert "It has changed no file." in screen.text


async def test_a_pane_that_both_widths_have_stays_in_front() -> None:
    async with opened(read_closely(), (80, 24)) as screen:
        await screen.press(*OPEN, "tab", "tab")
        assert front(screen).pane == "Tasks"
        await screen.pilot.resize_terminal(140, 40)
        await screen.pilot.pause()
        assert front(screen).pane == "Ladder"
        await screen.press("tab")
        await screen.pilot.resize_terminal(80, 24)
        await screen.pilot.pause()
        assert front(screen).pane == "Diff"
        assert "class CreditNote" in screen.text


HOSTILE = (
    "[bold red]markup[/] [@click=app.quit]x[/]", "[/]", "\\[x]", "翻訳して表を直す" * 40,
    "e\u0301" * 300, "a" * 100_000, "x\n" * 5_000, "\t\ttabs\tand  blanks ", "", " ",
    "👩‍👩‍👧 famille",
    "| a |\n|---|\n" + "| x |\n" * 300, "```\nnever closed", "> " * 200, "&lt;b&gt; <script>",
)  # fmt: skip


def said_in_hostile_words(text: str) -> State:
    """Say a text in every place that a session's screen has."""
    made = replace(
        tool("bash", text[:400], 1, status="error", error=text[:400]),
        output=Output(printed=text[:40_000], diff="@@ -1 +1 @@\n+" + text[:40_000]),
    )
    entry = said(
        "msg_1", "assistant", SECOND,
        [
            replace(part("prt_1", "msg_1", "text", text), ended_ms=1),
            part("prt_2", "msg_1", "tool", tool=made),
            part("prt_3", "msg_1", "text", text),
        ],
    )  # fmt: skip
    changed = FileChange(file=text[:400], patch="@@ -1 +1 @@\n-" + text[:40_000], status=text[:9])
    return spoken(entry, diff=(changed,))


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_texts_fill_their_pane_and_nothing_more(size: tuple[int, int]) -> None:
    async with opened(said_in_hostile_words(HOSTILE[0]), size) as screen:
        await screen.press(*IN, "left_square_bracket", "enter", "slash", *"x]", "enter")
        for pane in ("Transcript", "Diff"):
            assert front(screen).pane == pane
            for text in HOSTILE:
                await screen.tell(said_in_hostile_words(text), TOLD)
                for edge in ("g", "G"):
                    await screen.press(edge)
                    log = front(screen).front
                    strips = [log.render_line(y) for y in range(log.size.height)]
                    assert {strip.cell_length for strip in strips} == {log.size.width}, text[:9]
            await screen.press("shift+tab", "shift+tab")


async def test_a_key_of_the_demo_leads_to_the_session() -> None:
    async with opened(read_closely()) as screen:
        await screen.press(*OPEN)
        assert front(screen).subject == key_of(screen.desk.state)
