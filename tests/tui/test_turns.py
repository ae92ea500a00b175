"""Keys that arrive in one go act one after the other, each where the one before it led."""

from __future__ import annotations

import pytest
from tests.tui.opened import Opened, opened
from tests.tui.story import story
from textual import events
from textual.widgets import Input

from omo_watch.screens.overview import Overview
from omo_watch.screens.picker import PickerScreen
from omo_watch.screens.session import SessionScreen
from omo_watch.screens.tasks import TasksScreen

NAMES = {"/": "slash", ":": "colon", "-": "minus", " ": "space"}


async def at_once(seen: Opened, *keys: str) -> None:
    """Put all keys into the queue before the first is read."""
    for key in keys:
        name = NAMES.get(key, key)
        seen.app.post_message(events.Key(name, key if len(key) == 1 else None))
    for _ in range(3):
        await seen.pilot.pause()
        await seen.pilot.pause(0.05)


async def test_letters_behind_the_slash_are_a_filter() -> None:
    async with opened(story()) as seen:
        await at_once(seen, *"/retry")
        assert seen.overview.table.view.filter == "retry"
        assert seen.desk.commands == []
        await at_once(seen, "enter", "j")
        assert not seen.overview.has_class("-filtering")
        assert seen.overview.table.cursor == 1


async def test_a_filter_is_kept_by_an_enter_in_the_same_go() -> None:
    async with opened(story()) as seen:
        await at_once(seen, *"/retry", "enter", "j", "s")
        assert seen.overview.table.view.filter == "retry"
        assert (seen.overview.table.cursor, seen.overview.table.view.sort) != (0, "attention")
        assert not seen.overview.has_class("-filtering")


async def test_a_key_behind_enter_belongs_to_the_new_page() -> None:
    async with opened(story()) as seen:
        await at_once(seen, "enter", "tab", "escape", "j", "2")
        assert isinstance(seen.app.screen, TasksScreen)
        assert seen.overview.table.cursor == 1


async def test_letters_behind_m_are_typed_into_the_picker() -> None:
    async with opened(story()) as seen:
        await at_once(seen, "j", "m", *"haiku")
        picker = seen.app.screen
        assert isinstance(picker, PickerScreen)
        assert picker.query_one(Input).value == "haiku"
        await at_once(seen, "escape", "enter")
        assert isinstance(seen.app.screen, SessionScreen)


@pytest.mark.parametrize("times", [2, 5])
async def test_going_in_and_out_many_times_loses_no_key(times: int) -> None:
    async with opened(story()) as seen:
        await at_once(seen, *(["j", "enter", "escape"] * times))
        for _ in range(times):
            await seen.pilot.pause(0.05)
        assert isinstance(seen.app.screen, Overview)
        assert seen.overview.table.cursor == times
