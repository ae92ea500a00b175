"""Choosing a theme: the whole screen wears the one under the cursor."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.scenery.themes import MINE
from tests.tui.desk import Looked
from tests.tui.make import state
from tests.tui.opened import Opened, opened
from tests.tui.story import story
from textual.color import Color

from omo_watch.screens.themes import ThemeScreen
from omo_watch.wardrobe import Wardrobe, remember_in, remembered
from omo_watch_themes import Shelf, load


def worn(screen: Opened) -> str:
    """Name the theme of pen, style sheet and ground alike."""
    name = screen.app.pen.ink.palette.name
    assert screen.app.theme == f"omo-{name}"
    return name


async def test_the_page_behind_wears_what_is_under_the_cursor() -> None:
    async with opened(story()) as screen:
        await screen.press("t")
        assert isinstance(screen.app.screen, ThemeScreen)
        for key, name in (("down", "paper"), ("down", "contrast"), ("up", "paper")):
            await screen.press(key)
            assert worn(screen) == name
        row = screen.overview.table.render_line(4)
        grounds = {piece.style.bgcolor.name for piece in row if piece.style and piece.style.bgcolor}
        assert load("paper").ground in grounds
        assert load("dusk").ground not in grounds
        assert screen.overview.styles.background == Color.parse(load("paper").ground)


@pytest.mark.parametrize("theme", ["dusk", "paper", "contrast", "terminal"])
async def test_all_themes_are_in_view_whichever_is_worn(theme: str) -> None:
    async with opened(story(), theme=theme) as screen:
        await screen.press("t")
        listed = ["dusk", "paper", "contrast", "terminal"]
        assert [name for name in listed if f" {name}  " in screen.text] == listed


async def test_escape_gives_the_old_one_back() -> None:
    async with opened(story()) as screen:
        before = screen.app.export_screenshot()
        await screen.press("t", "down", "down", "down", "escape")
        assert worn(screen) == "dusk"
        assert screen.app.screen is screen.overview
        assert screen.app.export_screenshot() == before


async def test_enter_keeps_and_remembers(tmp_path: Path) -> None:
    file = tmp_path / "deeper" / "theme"
    wardrobe = Wardrobe(remember=remember_in(file))
    async with opened(story(), wardrobe=wardrobe) as screen:
        await screen.press("t", "down")
        assert not file.exists()
        await screen.press("enter")
        assert worn(screen) == "paper"
        assert "theme   paper; the next start wears it too" in screen.text
    assert remembered(file, wardrobe.shelf) == "paper"


async def test_what_settings_name_lasts_longer_than_what_is_chosen() -> None:
    written: list[str] = []
    wardrobe = Wardrobe(fixed="config.toml", remember=lambda name: written.append(name) or "")
    async with opened(story(), wardrobe=wardrobe) as screen:
        await screen.press("t", "down")
        assert "config.toml names a theme" in screen.text
        await screen.press("enter")
        assert "paper until you leave" in screen.text
    assert written == []


async def test_what_cannot_be_remembered_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    wardrobe = Wardrobe(remember=remember_in(tmp_path / "file" / "theme"))
    async with opened(story(), wardrobe=wardrobe) as screen:
        await screen.press("t", "down", "enter")
        assert worn(screen) == "paper"
        assert "it will not be there next time" in screen.text


@pytest.mark.parametrize(("opens", "typed"), [("colon", "theme paper"), ("ctrl+p", "paper")])
async def test_a_theme_that_is_named_is_remembered_as_one_that_is_chosen(
    tmp_path: Path, opens: str, typed: str
) -> None:
    file = tmp_path / "theme"
    async with opened(story(), wardrobe=Wardrobe(remember=remember_in(file))) as screen:
        await screen.press(opens, *typed, "enter")
        assert "theme   paper; the next start wears it too" in screen.text
        assert file.read_text() == "paper\n"
    async with opened(story(), wardrobe=Wardrobe(fixed="config.toml")) as screen:
        await screen.press(opens, *typed, "enter")
        assert "paper until you leave; config.toml names another" in screen.text


async def test_letters_filter_and_own_themes_are_there() -> None:
    async with opened(story(), (100, 30), wardrobe=MINE) as screen:
        await screen.press("t")
        assert "'sea.toml' line 14: 'buzy' is not a role" in screen.text
        await screen.press(*"own")
        assert worn(screen) == "night"
        await screen.press(*"zz")
        assert "No theme has these letters." in screen.text
        await screen.press("enter")
        assert isinstance(screen.app.screen, ThemeScreen)
        await screen.press("escape")
        assert worn(screen) == "dusk"


async def test_without_colour_it_is_said() -> None:
    async with opened(story(), plain=True) as screen:
        await screen.press("t")
        assert "NO_COLOR is set: no theme has colours now." in screen.text


async def test_a_click_tries_and_a_second_keeps() -> None:
    async with opened(story()) as screen:
        await screen.press("t")
        await screen.pilot.click("#cloths", offset=(5, 2))
        await screen.pilot.pause()
        assert worn(screen) == "contrast"
        await screen.pilot.click("#cloths", offset=(5, 1), times=2)
        await screen.pilot.pause()
        assert worn(screen) == "paper"
        assert screen.app.screen is screen.overview


@pytest.mark.parametrize("keys", [("2",), ("4",), ("5",), ("enter",)])
async def test_other_pages_wear_it_too(keys: tuple[str, ...]) -> None:
    async with opened(story()) as screen:
        await screen.press(*keys, "t", "down", "enter", "1")
        assert worn(screen) == "paper"
        await screen.press("t", "up", "enter", *keys)
        assert worn(screen) == "dusk"
        text = screen.app.export_screenshot()
        assert load("paper").ground not in text


async def test_there_are_themes_without_a_server() -> None:
    looks = [Looked("127.0.0.1:4096", "the usual port", "nothing listens there")]
    async with opened(state(), looks=looks) as screen:
        await screen.press("t", "down", "enter")
        assert worn(screen) == "paper"


@pytest.mark.parametrize("text", ["", "mauve", "\xff" * 9, "../dusk"])
def test_what_was_remembered_may_be_gone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "theme"
    assert remembered(file, Shelf({})) is None
    file.write_bytes(text.encode("latin-1"))
    assert remembered(file, Shelf({})) is None
