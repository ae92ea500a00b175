"""What servers say never steers the terminal, moves a column or is read as markup."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from tests.tui.hostile import TEXTS, always_said, dealt, hostile
from tests.tui.opened import Opened, opened
from textual.strip import Strip
from textual.widgets import Input

from omo_watch.app import ROOMS
from omo_watch.keys.key import Key
from omo_watch.keys.table import of_place
from omo_watch.screens.modal import Modal
from omo_watch.screens.page import Page
from omo_watch.screens.session import SessionScreen
from omo_watch_core.clean import clean

SIZES = [(80, 24), (140, 40)]
TABS = tuple(str(digit) for digit in (1, *ROOMS))
ENDS = frozenset({"q", "t", "escape"})
"""Keys that are not pressed on a walk: they leave, or show what all others show too."""
PANES = 7
OPENED = {
    "AnswerScreen", "BulkCancelScreen", "CancelScreen", "HelpScreen", "InboxScreen", "LogScreen",
    "ModelsScreen", "NewTaskScreen", "Overview", "PickerScreen", "SessionScreen", "TasksScreen",
}  # fmt: skip


class Walk:
    """Go through every page, press every key of it, and look at each picture."""

    def __init__(self, screen: Opened) -> None:
        self.screen = screen
        self.opened: set[str] = set()
        self.pictures: set[str] = set()
        self.page: object = None

    @property
    def front(self) -> object:
        return self.screen.app.screen

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.screen.press(key)
            self.opened.add(type(self.front).__name__)
            picture = self.screen.text
            if picture not in self.pictures:
                self.pictures.add(picture)
                assert faults(self.screen) == [], (type(self.front).__name__, key)

    async def tab(self, digit: str) -> None:
        """Go back to a tab, from wherever a key has led."""
        while isinstance(self.front, Modal) or isinstance(self.screen.app.focused, Input):
            await self.press("escape")
        if self.screen.app.tab != int(digit) or self.front is not self.page:
            await self.press(digit)
            self.page = self.front

    async def all_keys(self) -> None:
        """Press every key of every tab on the first row."""
        for digit in TABS:
            await self.tab(digit)
            assert isinstance(self.front, Page)
            for key in of_place(self.front.PLACE, read_only=False):
                for name in names(key):
                    await self.press(name)
                    await self.tab(digit)
        await self.tab("1")
        await self.press("escape", "escape")  # marks, and what the board of models filters by

    async def rows(self, keys: Sequence[str], rows: int) -> None:
        """Press keys on the first rows of all sessions."""
        await self.tab("1")
        await self.press("g")
        for _ in range(rows):
            for key in keys:
                await self.press(key)
                await self.tab("1")
            await self.press("j")

    async def session(self) -> None:
        """Open the session in front, and every pane of it."""
        await self.tab("1")
        await self.press("g", "enter")
        assert isinstance(self.front, SessionScreen)
        await self.press(*["tab", "pageup"] * PANES)


def names(key: Key) -> list[str]:
    """Give the keys to press, without those that only move or leave."""
    found = [binding.partition(",")[0] for binding, action in key.binds if "app.tab" not in action]
    moves = key.purpose == "Move" and key.shown != "spc" and key.rank == 0
    return [] if moves else [name for name in found if name not in ENDS]


def strips(screen: Opened) -> list[Strip]:
    return screen.app.screen._compositor.render_strips()


def faults(screen: Opened) -> list[str]:
    """Say what is wrong with the picture."""
    width = screen.app.size.width
    found: list[str] = []
    for y, strip in enumerate(strips(screen)):
        text = strip.text
        if clean(text, 10_000) != text or "\n" in text or "\t" in text:
            found.append(f"line {y} has a control: {text!r}")
        if cell_len(text) != width or strip.cell_length != width:
            found.append(f"line {y} is {cell_len(text)} wide: {text!r}")
        if any(piece.style and "@click" in piece.style.meta for piece in strip):
            found.append(f"line {y} can be clicked: {text!r}")
        if any(piece.style and piece.style.link for piece in strip):
            found.append(f"line {y} is a link: {text!r}")
    return found


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("name", TEXTS)
async def test_no_page_is_broken_by(name: str, width: int, height: int) -> None:
    async with opened(always_said(name), (width, height)) as screen:
        walk = Walk(screen)
        for digit in TABS:
            await walk.press(digit, "j")
        await walk.rows(["p"], 2)
        await walk.rows(["m", "x"], 1)
        await walk.session()
        assert walk.opened >= {"AnswerScreen", "CancelScreen", "PickerScreen", "SessionScreen"}


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("first", [0, 11])
async def test_no_key_opens_what_they_break(first: int, width: int, height: int) -> None:
    async with opened(hostile(dealt(first)), (width, height)) as screen:
        walk = Walk(screen)
        await walk.all_keys()
        await walk.rows(["m", "p", "x", "n"], 6)
        await walk.session()
        assert walk.opened >= OPENED


@pytest.mark.parametrize("name", TEXTS)
async def test_columns_stand_where_they_stand_behind(name: str) -> None:
    async with opened(always_said(name), (140, 40)) as screen:
        table = screen.overview.table
        places = table._layout(screen.desk.state).places
        drawn = [table.render_line(y) for y in range(min(len(table.found.rows), 20))]
        assert drawn
        for strip in drawn:
            for column in ("server", "agent", "model", "ladder"):
                start = places[column].start
                assert strip.crop(start - 1, start).text == " ", (column, strip.text)
