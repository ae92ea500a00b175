"""The palette: all that can be done, found by its letters, done by enter."""

from __future__ import annotations

import pytest
from tests.scenery.told.story import read_only
from tests.tui.make import state
from tests.tui.opened import opened
from tests.tui.story import story

from omo_watch.keys.conflicts import keyboard_of
from omo_watch.keys.table import USUAL
from omo_watch.orders.entries import Entry, entries, matching
from omo_watch.orders.order import action_of
from omo_watch.orders.scoring import score
from omo_watch.screens.palette import PaletteScreen
from omo_watch.screens.picker import PickerScreen
from omo_watch.screens.session import SessionScreen
from omo_watch.screens.tasks import TasksScreen

ALL = entries(story(), "sessions", ("dusk", "paper"), USUAL, read_only=False)


def test_keys_of_this_page_are_first_then_others_tabs_sessions_themes() -> None:
    kinds = [entry.kind for entry in ALL]
    assert list(dict.fromkeys(kinds)) == ["here", "elsewhere", "tab", "session", "theme"]
    assert kinds == sorted(kinds, key=list(dict.fromkeys(kinds)).index)
    titles = [entry.title for entry in ALL]
    assert titles.index("filter") < titles.index("quit")


def test_each_is_listed_once_and_shows_its_key() -> None:
    acts = [entry.title for entry in ALL if entry.order]
    assert sorted(set(acts)) == sorted(acts)
    signs = {entry.title.partition(":")[0]: entry.aside for entry in ALL}
    assert (signs["move"], signs["cancel tree"], signs["pause"]) == ("m", "X", "2 Tasks  P")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("ca", "cancel"),
        ("ct", "cancel tree"),
        ("paper", "theme paper"),
        ("refbill", "Refactor billing"),
        ("task", "Tasks"),
        ("bill ref", "Refactor billing"),
    ],
)
def test_the_best_is_on_top(typed: str, title: str) -> None:
    assert matching(ALL, typed)[0].title == title


def test_without_a_server_only_what_this_page_can_do_is_listed() -> None:
    found = entries(state(), "connect", ("dusk", "paper"), USUAL, read_only=False)
    assert {entry.kind for entry in found} == {"here", "theme"}
    words = {entry.order.word for entry in found if entry.order}
    assert {"join", "address", "demo", "again", "serve", "theme", "quit"} <= words
    assert all(action_of(word, "connect") for word in words)


def test_letters_in_another_order_do_not_fit() -> None:
    assert score("lecnac", "cancel") == 0
    assert score("cancel", "cancel") > score("cancel", "cancel tree") > 0


async def test_enter_does_it() -> None:
    async with opened(story()) as seen:
        await seen.press("ctrl+p")
        assert isinstance(seen.app.screen, PaletteScreen)
        assert f"1 of {len(seen.app.screen.found.rows) - 5}" in seen.text
        await seen.press(*"move to", "enter")
        assert isinstance(seen.app.screen, PickerScreen)


async def test_a_session_is_opened_and_a_theme_worn() -> None:
    async with opened(story()) as seen:
        await seen.press("ctrl+p", *"refbill", "enter")
        assert isinstance(seen.app.screen, SessionScreen)
        assert "Refactor billing" in seen.lines[2]
        await seen.press("ctrl+p", *"paper", "enter")
        assert seen.app.theme == "omo-paper"
        await seen.press("escape")
        assert seen.app.screen is seen.overview


async def test_a_key_of_another_page_leads_there_and_does_nothing_yet() -> None:
    async with opened(story()) as seen:
        await seen.press("ctrl+p", *"pause", "enter")
        assert isinstance(seen.app.screen, TasksScreen)
        assert "P does it, for the row under the cursor" in seen.text
        assert seen.desk.commands == []


async def test_what_fits_nothing_says_so_and_enter_stays() -> None:
    async with opened(story()) as seen:
        await seen.press("ctrl+p", *"qqqq", "enter")
        assert isinstance(seen.app.screen, PaletteScreen)
        assert "Nothing has these letters." in seen.text
        assert "0 of 0" in seen.text


def _named(found: list[Entry], word: str) -> list[str]:
    return [entry.aside for entry in found if entry.order and entry.order.word == word]


def test_other_keys_are_shown_and_who_only_looks_has_fewer() -> None:
    board, _ = keyboard_of({"move": "M"})
    found = entries(story(), "sessions", (), board, read_only=False)
    assert _named(found, "move") == ["M"]
    assert _named(entries(read_only(), "sessions", (), USUAL, read_only=True), "move") == []
