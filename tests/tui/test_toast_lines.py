"""Toasts in their place above the footer: seen when they come, and never read as a success."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.drawing import PEN, roles, text, width
from tests.tui.log_story import many_toasts
from tests.tui.make import NOW, SECOND
from tests.tui.moments import override, toasted
from tests.tui.opened import opened
from tests.tui.story import story

from omo_watch.lines.results.notice import toast_lines
from omo_watch.lines.results.telling import in_quotes, telling
from omo_watch_core.actions.action import Result
from omo_watch_core.model import Toast
from omo_watch_core.select.toasts import told_now
from omo_watch_core.state import State


def toast(title: str, *lines: str, ago: float = 1, variant: str = "info", **more: str) -> Toast:
    said = {"server": "laptop", "directory": "/d", **more}
    return Toast(
        title=title, message=" ".join(lines), lines=lines if len(lines) > 1 else (),
        variant=variant, at_ms=NOW - int(ago * SECOND), **said,
    )  # fmt: skip


def launch(*names: str, ago: float = 1, directory: str = "/d") -> Toast:
    """Make the list that comes when the last of these tasks is launched."""
    listed = [f"[Q] {name} (explore) - Queued" for name in names]
    listed[-1] += " ← NEW"
    head = f"Queued ({len(names)}):"
    return toast("New Background Task", head, *listed, ago=ago, directory=directory)


def told(*toasts: Toast) -> tuple[Toast, ...]:
    return told_now(replace(story(), toasts=toasts))


def test_a_burst_of_lists_is_its_last_one() -> None:
    burst = [launch(*"abc"[: n + 1], ago=6 - n * 2.0) for n in range(3)]
    assert told(*burst) == (burst[-1],)
    elsewhere = launch("x", ago=3, directory="/other")
    assert told(burst[0], elsewhere, burst[2]) == (burst[2], elsewhere)


def test_a_list_that_came_long_before_stands_for_itself() -> None:
    first, second = launch("a", ago=8), launch("a", "b", ago=1)
    assert told(first, second) == (second, first)


def test_the_same_said_twice_is_told_once() -> None:
    twice = [toast("Task Completed", '"a" finished in 3s', ago=ago) for ago in (2, 1)]
    assert told(*twice) == (twice[1],)


@pytest.mark.parametrize("columns", [80, 140])
def test_two_are_shown_and_the_rest_is_counted(columns: int) -> None:
    state = many_toasts()
    drawn = toast_lines(told_now(state), state.now_ms, columns, PEN, 5)
    assert {width(line) for line in drawn} == {columns}
    said = [text(line).strip() for line in drawn]
    assert said[0] == "▌ and 3 more in the Log"
    assert "the plugin says:" in said[-1]
    assert len(said) == 3


def test_with_less_room_the_newest_stays() -> None:
    state = many_toasts()
    toasts = told_now(state)
    for room in (0, 1, 2):
        drawn = toast_lines(toasts, state.now_ms, 140, PEN, room)
        assert len(drawn) == room
        assert not drawn or "Explore tests" in text(drawn[-1])


def test_an_end_never_reads_as_a_success() -> None:
    lines = ('"Write docs" finished in 3m 5s', "", "Still running: 2 | Queued: 1")
    for title, first in (("Task Completed", lines[0]), ("任务完成", "“写文档”用时 3m 5s")):
        said = telling(toast(title, first, *lines[1:], variant="success"), PEN)
        assert (said.level, said.role) == ("claim", "soft")
        assert said.text == f"the plugin says: {first} · 2 running, 1 queued"
    drawn = toast_lines([toast(title, *lines, variant="success")], NOW, 140, PEN, 5)
    assert not {"done", "done+"} & set(roles(drawn[0]).values())
    assert "✓" not in text(drawn[0])
    assert telling(toast("Saved", "all well", variant="success"), PEN).level == "claim"


def test_a_list_is_one_telling_line() -> None:
    lines = ("Running (2):", "[BG] Write docs (k) - 0s ← NEW", "[BG] Old (x) - 5s", "",
             "Queued (1):", "[Q] Next (x) - Queued")  # fmt: skip
    said = telling(toast("New Background Task", *lines), PEN)
    assert said.text == "2 running, 1 queued · new: Write docs"
    quoted = in_quotes(toast("New Background Task", *lines), PEN)
    assert quoted == "“New Background Task: 2 running, 1 queued · new: Write docs”"


def moved(result: Result) -> State:
    action = override("act_1", result, lasted=800)
    return replace(many_toasts(), actions={action.id: action})


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_toasts_cover_no_row_and_take_no_result_away(size: tuple[int, int]) -> None:
    async with opened(story(), size) as screen:
        rows = screen.overview.table.size.height
        calm = screen.lines[3 : 3 + rows]
    async with opened(moved("accepted"), size) as screen:
        assert screen.overview.table.size.height == rows
        assert screen.lines[3 : 3 + rows] == calm
        assert "not proved" in screen.text
        assert "the Inbox keeps this until you close it" in screen.text
        assert "the plugin says" in screen.text
        assert "Task Completed" not in screen.text


async def test_a_toast_is_seen_and_goes() -> None:
    async with opened(toasted(), (80, 24)) as screen:
        assert "Model Fallback" in screen.lines[-2]
        await screen.pass_time(6 * SECOND)
        assert "Model Fallback" not in screen.text
