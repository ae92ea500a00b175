"""The tabs: how they are drawn, and that each is as it was left."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from tests.tui.drawing import PEN, PLAIN, roles, text
from tests.tui.opened import opened
from tests.tui.story import BILLING, story
from textual.widget import Widget

from omo_watch.app import ROOMS
from omo_watch.keys.tabs import TABS
from omo_watch.lines.frame.tabs import tab_line
from omo_watch.screens.page import Page
from omo_watch.widgets.result_line import ResultLine


class Other(Page):
    """Be the page of another tab."""

    PLACE = "log"

    def body(self) -> Iterable[Widget]:
        yield ResultLine()


@pytest.fixture(autouse=True)
def _two_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABS, 7, "Other")
    monkeypatch.setitem(ROOMS, 7, Other)


def test_every_tab_has_a_page() -> None:
    assert set(TABS) == {1, *ROOMS}


def test_tabs_stand_as_far_apart_as_everything_in_the_header() -> None:
    for columns, between in ((140, "   "), (80, "  ")):
        line = text(tab_line({}, columns, PEN))
        assert f"1 Sessions{between}" in line
        assert f"{between}7 Other" in line


def test_the_active_tab_is_accent_or_in_brackets() -> None:
    assert roles(tab_line({}, 80, PEN, 7))["7 Other"] == "accent+"
    assert roles(tab_line({}, 80, PEN, 7))["Sessions"] == "soft"
    assert "[7 Other]" in text(tab_line({}, 80, PLAIN, 7))
    assert "[1 Sessions]" not in text(tab_line({}, 80, PLAIN, 7))


async def test_a_tab_is_as_it_was_left() -> None:
    async with opened(story(), (100, 30)) as screen:
        await screen.press("slash", *"agent:oracle", "enter", "j")
        screen.app.action_tab(7)
        await screen.pilot.pause()
        other = screen.app.screen
        assert isinstance(other, Other)
        assert "7 Other" in screen.lines[1]
        screen.app.action_tab(1)
        await screen.pilot.pause()
        assert screen.app.screen is screen.overview
        assert screen.overview.table.view.filter == "agent:oracle"
        assert screen.overview.table.cursor == 1
        screen.app.action_tab(7)
        await screen.pilot.pause()
        assert screen.app.screen is other


async def test_one_leads_from_a_session_to_all_of_them() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "enter", "1")
        assert screen.app.screen is screen.overview
        assert screen.desk.looked_at == [("laptop", BILLING), ("laptop", BILLING)]


async def test_a_session_says_from_which_tab_it_was_opened() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "enter")
        assert "Sessions · Refactor billing" in screen.lines[2]
        screen.app.tab = 7
        await screen.pass_time(1_000)
        assert "Other · Refactor billing" in screen.lines[2]


async def test_a_tab_takes_the_theme_that_was_chosen_meanwhile() -> None:
    async with opened(story()) as screen:
        screen.app.action_tab(7)
        await screen.pilot.pause()
        screen.app.action_tab(1)
        await screen.press("t", *"paper", "enter")
        screen.app.action_tab(7)
        await screen.pilot.pause()
        paper = screen.app.export_screenshot()
        assert "#faf7f1" in paper
        assert "#17161f" not in paper
