"""A key that is written in a sentence or beside a way is the one that a person chose."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.desk import Looked
from tests.tui.inboxed import permission, three
from tests.tui.make import NOW, server, state
from tests.tui.opened import opened
from tests.tui.story import story

from omo_watch.keys.conflicts import keyboard_of
from omo_watch.keys.session import SEARCH
from omo_watch.keys.table import KEYS, USUAL
from omo_watch_core.link import Link

CHOSEN = {
    "filter": "F", "search": "F", "new task": "T", "match back": "V", "retry": "Z", "mark": "M",
    "address": "E", "serve": "I", "demo": "Q", "permit once": "O", "permit always": "L",
}  # fmt: skip
BOARD, CLASHES = keyboard_of(CHOSEN)


def test_the_chosen_keys_are_free() -> None:
    assert CLASHES == []


async def test_the_other_ways_of_the_page_without_a_server() -> None:
    looks = [Looked(f"127.0.0.1:{n}", "opencode serve", "OpenCode 1.18.33") for n in (5001, 5002)]
    async with opened(state(), looks=looks, has_opencode=True, keyboard=BOARD) as seen:
        words = " ".join(seen.text.split())
        assert "Address E" in words
        assert "Start one I opencode" in words
        assert "Or look Q the demo" in words
        assert "M marks several." in words


async def test_a_server_that_does_not_answer() -> None:
    gone = Link(phase="waiting", lost_since_ms=NOW, retry_at_ms=NOW + 4_000, reason="no answer")
    unheard = state(replace(server("laptop", link=gone), listed_ms=None))
    async with opened(unheard, keyboard=BOARD) as seen:
        assert "Trying again in 4s, Z tries now." in seen.text
        await seen.press("Z")
        assert seen.desk.asked == ["look again"]
        await seen.pass_time(4_000)
        assert "Z tries again." in seen.text


@pytest.mark.parametrize("tab", "2345")
async def test_a_click_on_a_head_that_sorts_nothing(tab: str) -> None:
    async with opened(story(), keyboard=BOARD) as seen:
        await seen.press(tab)
        await seen.pilot.click("#heads")
        await seen.pilot.pause()
        assert "; F filters" in seen.text


async def test_the_search_of_a_session() -> None:
    async with opened(story(), (140, 40), keyboard=BOARD) as seen:
        await seen.press("j", "enter")
        assert "F T V search" in seen.lines[-1]
        await seen.press("F", *"the", "enter")
        assert ", T V" in seen.text


def test_the_search_is_written_anew_where_only_its_next_is_another() -> None:
    search = next(key for key in KEYS if key.shown == SEARCH)
    assert USUAL.shown(search) == SEARCH
    assert keyboard_of({"new task": "T"})[0].shown(search) == "/ T N"


async def test_what_always_covers() -> None:
    covers = tuple(f"rm -rf /srv/dev/x/{n:04}" for n in range(8))
    async with opened(three(permission("a", 60_000, covers)), (120, 40), keyboard=BOARD) as seen:
        await seen.press("4")
        assert "L covers" in seen.text
