"""Marking rows, and stopping all that is marked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.drawing import PEN, text
from tests.tui.make import HOUR, MINUTE, NOW, SECOND, ended, server, session, state
from tests.tui.moments import acted, cancel
from tests.tui.opened import Opened, opened
from tests.tui.story import BILLING, story

from omo_watch.lines.results.grouping import is_told, stays
from omo_watch.lines.results.result import result_lines
from omo_watch.screens.bulk_cancel import BulkCancelScreen
from omo_watch_core.actions.action import Action, CancelAction, Result
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Cancel
from omo_watch_core.state import State


def family() -> State:
    """Give a parent with two children, one that rests, and one alone."""
    parent = session("ses_p", "Parent", "fake/a", status="busy", since=MINUTE)
    left = session("ses_l", "Left", "fake/a", status="busy", since=MINUTE, parent="ses_p")
    right = session("ses_r", "Right", "fake/a", since=HOUR, parent="ses_p")
    alone = session("ses_a", "Alone", "fake/a", status="busy", since=SECOND)
    return state(server("laptop", [parent, left, ended(right), alone], plugin=False))


def commands(screen: Opened) -> list[Cancel]:
    """Give what was submitted."""
    return [command for command in screen.desk.commands if isinstance(command, Cancel)]


async def marked(screen: Opened, *titles: str) -> None:
    """Mark the rows of these titles."""
    for title in titles:
        await screen.press("g")
        for _ in range(len(screen.overview.table.found.rows)):
            key = screen.overview.table.key
            assert key is not None
            if screen.desk.state.servers["laptop"].sessions[key.session].info.title == title:
                break
            await screen.press("j")
        await screen.press("space")


async def test_space_marks_a_row_and_takes_the_mark_away() -> None:
    async with opened(family()) as screen:
        await marked(screen, "Left")
        (line,) = [line for line in screen.lines[:8] if "Left" in line]
        assert line[1] == "*"
        assert "1 marked · " in screen.text
        assert "x cancel 1 marked" in screen.text
        await screen.press("space")
        assert "marked" not in screen.text
        assert screen.overview.table.marks == frozenset()


async def test_marks_stay_on_their_sessions() -> None:
    async with opened(family()) as screen:
        await marked(screen, "Left", "Alone")
        marks = screen.overview.table.marks
        assert marks == {("laptop", "ses_l"), ("laptop", "ses_a")}
        await screen.press("s", "c")
        assert screen.overview.table.marks == marks
        await screen.press("slash", *"left", "enter")
        assert "2 marked, 1 not shown · " in screen.text
        gone = screen.desk.state
        laptop = gone.servers["laptop"]
        rest = {name: made for name, made in laptop.sessions.items() if name != "ses_a"}
        gone = replace(gone, servers={"laptop": replace(laptop, sessions=rest)})
        await screen.tell(gone, Changes(order=True))
        assert screen.overview.table.marks == {("laptop", "ses_l")}


async def test_escape_takes_marks_away_before_the_filter() -> None:
    async with opened(family()) as screen:
        await screen.press("slash", *"parent", "enter")
        await marked(screen, "Left")
        await screen.press("escape")
        assert screen.overview.table.marks == frozenset()
        assert screen.overview.table.view.filter == "parent"


async def test_all_that_is_marked_is_named_with_what_happens_to_it() -> None:
    async with opened(family()) as screen:
        await marked(screen, "Parent", "Left", "Alone")
        await screen.press("x")
        assert isinstance(screen.app.screen, BulkCancelScreen)
        assert "Stop 3 marked sessions" in screen.text
        await screen.press("2")
        told = [" ".join(line.split()) for line in screen.lines]
        assert any("Alone stops" in line for line in told)
        assert any("Parent stops with 1 below" in line for line in told)
        await screen.press("3")
        told = [" ".join(line.split()) for line in screen.lines]
        assert any("Left stops with Parent" in line for line in told)
        assert "enter tree 3" in screen.text
        assert screen.desk.commands == []
        await screen.press("escape")
        assert len(screen.overview.table.marks) == 3


@pytest.mark.parametrize(
    ("key", "strength", "names"),
    [
        ("1", "steer", {"ses_p", "ses_l", "ses_a"}),
        ("2", "abort", {"ses_p", "ses_l", "ses_a"}),
        ("3", "tree", {"ses_p", "ses_a"}),
    ],
)
async def test_each_becomes_a_command_of_its_own(key: str, strength: str, names: set[str]) -> None:
    async with opened(family()) as screen:
        await marked(screen, "Parent", "Left", "Alone")
        await screen.press("x", key, "enter")
        given = commands(screen)
        assert {command.session for command in given} == names
        assert {command.strength for command in given} == {strength}
        assert {command.confirmed for command in given} == {True}
        assert len({command.batch for command in given}) == 1
        assert given[0].batch
        assert screen.overview.table.marks == frozenset()


async def test_more_than_fits_is_counted() -> None:
    many = [
        session(f"ses_{n:02}", f"Job {n:02}", "fake/a", status="busy", since=MINUTE)
        for n in range(40)
    ]
    async with opened(state(server("laptop", many, plugin=False))) as screen:
        for _ in many:
            await screen.press("space", "j")
        await screen.press("x")
        assert "Stop 40 marked sessions" in screen.text
        assert "and 30 more" in screen.text
        assert "enter steer 40" in screen.text
        await screen.press("enter")
        assert len(commands(screen)) == 40


async def test_what_is_deleted_meanwhile_leaves_the_list() -> None:
    async with opened(family()) as screen:
        await marked(screen, "Left", "Alone")
        await screen.press("x")
        laptop = screen.desk.state.servers["laptop"]
        await screen.tell(
            replace(screen.desk.state, servers={"laptop": replace(laptop, sessions={})}),
            Changes(order=True),
        )
        assert screen.app.screen is screen.overview
        await screen.press("enter")
        assert screen.desk.commands == []


async def test_nothing_is_stopped_where_nothing_may_change() -> None:
    async with opened(replace(family(), mode="watch")) as screen:
        await screen.press("space", "x")
        assert screen.app.screen is screen.overview
        await screen.press("X")
        assert "read-only" in screen.text


async def test_capital_x_asks_about_the_tree() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "X")
        assert "enter tree" in screen.text
        await screen.press("enter")
        (command,) = commands(screen)
        assert (command.session, command.strength, command.batch) == (BILLING, "tree", "")


async def test_rows_show_that_they_are_being_stopped() -> None:
    async with opened(family()) as screen:
        running = replace(
            cancel("act_1", "stopped", aborts=1, evidence=""),
            result=None, ended_ms=None, phase="watching", targets=("ses_p", "ses_l"),
        )  # fmt: skip
        stopping = replace(screen.desk.state, actions={"act_1": running})
        await screen.tell(stopping, Changes(actions=True))
        rows = [line for line in screen.lines[3:8] if "stopping" in line]
        assert [title for title in ("Parent", "Left") if any(title in row for row in rows)] == [
            "Parent", "Left",
        ]  # fmt: skip
        assert len(rows) == 2


def stopped(name: str, result: Result | None, evidence: str = "still runs") -> CancelAction:
    """Make one of a batch."""
    made = cancel(name, result or "stopped", aborts=1, evidence=evidence)
    made = replace(made, batch="b", title=f"Job {name}")
    return made if result else replace(made, result=None, ended_ms=None, phase="watching")


def lines(*actions: Action) -> list[str]:
    """Give what is told of these."""
    return [text(line).rstrip() for line in result_lines(actions, NOW, 100, PEN, again=True)]


def test_a_batch_is_told_in_one_line_while_it_runs() -> None:
    told = lines(stopped("1", "stopped"), stopped("2", None), stopped("3", None))
    assert told == ["▌ ► stopping   3 sessions: 1 stopped, 2 to go   4.0s"]


def test_a_batch_that_held_is_told_in_one_line() -> None:
    group = (stopped("1", "stopped"), stopped("2", "stopped"))
    assert lines(*group) == ["▌ ✓ stopped   2 stopped   4.0s"]
    assert is_told(group, NOW + 7 * SECOND)
    assert not is_told(group, NOW + 8 * SECOND)


def test_what_was_only_asked_is_not_called_stopped() -> None:
    assert lines(stopped("1", "sent"), stopped("2", "sent")) == ["▌ = sent   2 sent   4.0s"]


def test_what_did_not_stop_is_named_and_stays() -> None:
    good = [stopped(str(n), "stopped") for n in range(7)]
    group = (*good, stopped("8", "still alive"))
    told = lines(*group)
    assert told[0] == "▌ ! not all   7 stopped, 1 still alive   4.0s"
    assert told[1].startswith("▌ Job 8: still alive, still runs")
    assert told[1].endswith("esc close")
    assert stays(group)
    assert is_told(group, NOW + HOUR)


def test_many_that_did_not_stop_are_counted() -> None:
    bad = [stopped(str(n), "refused", "no") for n in range(5)]
    told = lines(stopped("9", "stopped"), *bad)
    assert told[0].startswith("▌ ! not all   5 refused, 1 stopped")
    assert told[1].startswith("▌ Job 0: refused, no")
    assert "and 3 more" in told[-1]


async def test_bad_news_of_a_batch_is_closed_together() -> None:
    bad = acted(stopped("1", "stopped"), stopped("2", "refused"), stopped("3", "came back"))
    async with opened(bad) as screen:
        assert "1 stopped, 1 refused, 1 came back" in screen.text
        await screen.pass_time(HOUR)
        assert "1 came back" in screen.text
        await screen.press("escape")
        assert "came back" not in screen.text
