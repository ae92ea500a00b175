"""Footers name no key that does nothing: without a session, or with nothing to undo."""

from __future__ import annotations

import pytest
from tests.tui.inboxed import three
from tests.tui.log_story import not_proved_in_log
from tests.tui.make import server, state
from tests.tui.opened import opened
from tests.tui.story import story

REACH = ("a attach", "copy id", "B in a browser")


@pytest.mark.parametrize("tab", ["2", "4"])
async def test_without_rows_nothing_leads_to_a_session(tab: str) -> None:
    async with opened(state(server("laptop")), (140, 40)) as screen:
        await screen.press(tab)
        assert not any(word in screen.lines[-1] for word in REACH)


async def test_with_a_row_it_does() -> None:
    async with opened(three(), (180, 40)) as screen:
        await screen.press("4")
        assert "a attach" in screen.lines[-1]


async def test_the_log_offers_undo_only_where_something_can_be_undone() -> None:
    async with opened(not_proved_in_log(), (140, 40)) as screen:
        await screen.press("5", "G")
        assert "u undo" not in screen.lines[-1]
        await screen.press("slash", *"kind:action", "enter", "g")
        assert "u undo" in screen.lines[-1]


async def test_marks_keep_their_keys_where_a_filter_hides_all() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "space", "slash", *"zzz", "enter")
        assert screen.overview.table.count == 0
        assert "cancel 1 marked" in screen.lines[-1]
        await screen.press("r")
        assert "look again" not in screen.desk.asked
