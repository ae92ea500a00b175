"""esc leads back step by step to where one came from, on every page."""

from __future__ import annotations

import pytest
from tests.tui.opened import Opened, opened
from tests.tui.story import BILLING, story

from omo_watch.keys.tabs import TABS
from omo_watch.screens.page import Page
from omo_watch.screens.session import SessionScreen
from omo_watch.trail import MOST, Stop, Trail


def _place(seen: Opened) -> str:
    page = seen.app.screen
    assert isinstance(page, Page)
    return page.PLACE


@pytest.mark.parametrize("digit", [digit for digit in TABS if digit > 1])
async def test_esc_leads_from_every_tab_to_the_one_before(digit: int) -> None:
    async with opened(story()) as seen:
        await seen.press(str(digit))
        assert _place(seen) == TABS[digit].lower()
        await seen.press("escape")
        assert _place(seen) == "sessions"
        await seen.press("escape")
        assert "this is where you began; q quits" in seen.text


async def test_the_way_back_goes_through_sessions_that_were_open() -> None:
    async with opened(story()) as seen:
        await seen.press("j", "enter", "2", "5")
        assert _place(seen) == "log"
        places: list[str] = []
        for _ in range(3):
            await seen.press("escape")
            places.append(_place(seen))
        assert places == ["tasks", "session", "sessions"]


async def test_a_session_opened_above_another_leads_back_to_it() -> None:
    async with opened(story()) as seen:
        await seen.press("enter", "ctrl+p", *"refbill", "enter")
        page = seen.app.screen
        assert isinstance(page, SessionScreen)
        assert page.subject == ("laptop", BILLING)
        await seen.press("escape")
        assert isinstance(seen.app.screen, SessionScreen)
        assert seen.app.screen.subject == ("ci-box", "ses_deploy")
        await seen.press("escape")
        assert _place(seen) == "sessions"


async def test_the_filter_goes_before_the_tab() -> None:
    async with opened(story()) as seen:
        await seen.press("5", "slash", *"kind:ask", "enter", "escape")
        assert _place(seen) == "log"
        await seen.press("escape")
        assert _place(seen) == "sessions"


def test_the_trail_forgets_the_oldest_and_never_stands_still() -> None:
    trail = Trail()
    for place in range(MOST + 3):
        trail.left(Stop(place % 5 + 1))
        trail.left(Stop(place % 5 + 1))
    back = 0
    here = Stop(9)
    while (stop := trail.back(here)) is not None:
        assert stop != here
        here, back = stop, back + 1
    assert back == MOST
