"""Moving, retrying and parking all that is marked, and what became of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.demo_ladders import minute
from tests.tui.drawing import PEN, text
from tests.tui.make import NOW, SECOND
from tests.tui.moments import asking, override
from tests.tui.opened import Opened, opened
from tests.tui.story import BILLING, PRO, story

from omo_watch.lines.results.grouping import stays
from omo_watch.lines.results.result import result_lines
from omo_watch.screens.bulk_order import BulkOrderScreen
from omo_watch.screens.picker import PickerScreen
from omo_watch.screens.tasks import TasksScreen
from omo_watch_core.actions.action import OverrideAction, ParkAction, Result
from omo_watch_core.commands import Override, Park, RetryNow

WAITING = ("ses_nightly", BILLING, "ses_incidents")


async def mark(screen: Opened, *names: str) -> None:
    """Mark the rows of these sessions."""
    for name in names:
        await screen.press("g")
        for _ in screen.overview.table.found.rows:
            key = screen.overview.table.key
            if key is not None and key.session == name:
                break
            await screen.press("j")
        await screen.press("space")


@pytest.mark.parametrize("key", ["asterisk", "ctrl+a"])
async def test_all_that_is_shown_is_marked_and_esc_takes_it_back(key: str) -> None:
    async with opened(story()) as screen:
        await screen.press("slash", *"state:retry", "enter", key)
        assert {name for _, name in screen.overview.table.marks} == set(WAITING)
        assert "3 marked · " in screen.text
        await screen.press("escape")
        assert screen.overview.table.marks == frozenset()
        assert screen.overview.table.view.filter == "state:retry"


async def test_r_asks_about_all_by_name_and_leaves_what_waits_for_nothing() -> None:
    async with opened(story(), (120, 40)) as screen:
        await mark(screen, *WAITING, "ses_release")
        await screen.press("r")
        assert isinstance(screen.app.screen, BulkOrderScreen)
        assert "Retry 4 marked sessions now" in screen.text
        told = [" ".join(line.split()) for line in screen.lines]
        assert any("Nightly review goes on now with claude-opus-4-6" in line for line in told)
        assert any("Release checklist left as it is: idle" in line for line in told)
        assert "enter retry 3" in screen.text
        assert screen.desk.commands == []
        await screen.press("enter")
        given = screen.desk.commands
        assert {type(one) for one in given} == {RetryNow}
        assert {one.session for one in given} == set(WAITING)
        assert len({one.batch for one in given}) == 1
        assert given[0].batch
        assert screen.overview.table.marks == frozenset()


async def test_w_parks_all_that_wait() -> None:
    async with opened(story(), (120, 40)) as screen:
        await mark(screen, BILLING, "ses_nightly", "ses_flaky")
        await screen.press("w")
        assert "Park 3 marked sessions" in screen.text
        assert "put aside, goes on at " in screen.text
        assert "left as it is: busy" in screen.text
        await screen.press("enter")
        assert {type(one) for one in screen.desk.commands} == {Park}
        assert len(screen.desk.commands) == 2


async def test_m_chooses_once_and_then_says_what_happens_to_each() -> None:
    async with opened(story(), (120, 40)) as screen:
        await mark(screen, BILLING, "ses_nightly", "ses_release")
        await screen.press("m")
        assert isinstance(screen.app.screen, PickerScreen)
        assert "and 2 more marked" in screen.text
        await screen.press(*"gemini-3-pro", "enter")
        assert isinstance(screen.app.screen, BulkOrderScreen)
        assert screen.desk.commands == []
        assert "Move 3 marked sessions to gemini-3-pro" in screen.text
        assert "Stops the wait" in screen.text
        assert "Idle: nothing is sent" in screen.text
        await screen.press("enter")
        given = [one for one in screen.desk.commands if isinstance(one, Override)]
        assert {one.target.name for one in given} == {PRO}
        assert {one.session for one in given} == {BILLING, "ses_nightly", "ses_release"}


async def test_esc_leaves_all_and_keeps_the_marks() -> None:
    async with opened(story()) as screen:
        await mark(screen, BILLING)
        await screen.press("r", "escape")
        assert screen.desk.commands == []
        assert len(screen.overview.table.marks) == 1


async def test_nothing_is_given_where_nothing_would_happen() -> None:
    async with opened(story()) as screen:
        await mark(screen, "ses_release")
        await screen.press("r")
        assert "enter retry" not in screen.text
        await screen.press("enter")
        assert screen.desk.commands == []
        assert isinstance(screen.app.screen, BulkOrderScreen)


async def test_nothing_is_asked_where_nothing_may_change() -> None:
    async with opened(replace(minute(), mode="watch"), (120, 40)) as screen:
        await screen.press("asterisk", "r")
        assert screen.app.screen is screen.overview
        assert "read-only" in screen.text


async def test_tasks_are_marked_together_as_well() -> None:
    async with opened(asking()) as screen:
        await screen.press("2", "asterisk")
        page = screen.app.screen
        assert isinstance(page, TasksScreen)
        assert len(page.marked_keys) > 1
        await screen.press("m")
        assert isinstance(screen.app.screen, PickerScreen)
        await screen.press("escape", "escape")
        assert page.marked_keys == ()


def moved(name: str, result: Result | None) -> OverrideAction:
    """Make one of a batch of moves."""
    return replace(override(name, result, lasted=4 * SECOND, evidence="no answer"), batch="b")


def lines(*group: OverrideAction | ParkAction) -> list[str]:
    """Give what is told of these."""
    return [text(line).rstrip() for line in result_lines(group, NOW, 100, PEN, again=True)]


def test_moves_are_summed_up_honestly() -> None:
    good = [moved(str(n), "proved") for n in range(4)]
    assert lines(*good) == ["▌ ✓ proved   4 moved and proved   4.0s"]
    told = lines(*good, moved("9", "accepted"))
    assert told[0] == "▌ ! not all   4 moved and proved, 1 not proved   4.0s"
    assert "Refactor billing: not proved, no answer" in told[1]
    assert lines(*good, moved("9", None))[0].startswith("▌ ► moving   5 sessions: 4 moved and")


def test_what_was_parked_together_is_no_bad_news() -> None:
    one = ParkAction(
        id="1", server="laptop", session=BILLING, title="Refactor", phase="ended", batch="b",
        started_ms=NOW - SECOND, phase_ms=NOW, result="parked", evidence="", ended_ms=NOW,
    )  # fmt: skip
    group = (one, replace(one, id="2"))
    assert not stays(group)
    assert lines(*group) == ["▌ = set   2 parked   1.0s"]
