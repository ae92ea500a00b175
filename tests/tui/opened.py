"""An app over a scripted desk, opened for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from tests.tui.desk import ScriptedDesk
from textual.pilot import Pilot

from omo_watch.app import OmoWatch
from omo_watch.desk import Look
from omo_watch.keys.keyboard import Keyboard
from omo_watch.keys.table import USUAL
from omo_watch.orders.history import History
from omo_watch.screens.overview import Overview
from omo_watch.stage import Columns
from omo_watch.wardrobe import Wardrobe
from omo_watch_core.changes import Changes
from omo_watch_core.state import State


@dataclass
class Opened:
    """Hold an open app and what a test does with it."""

    app: OmoWatch
    desk: ScriptedDesk
    pilot: Pilot[int]

    async def press(self, *keys: str) -> None:
        """Press keys and let everything settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def tell(self, state: State, changes: Changes) -> None:
        """Show a new state and let everything settle."""
        self.desk.tell(state, changes)
        await self.pilot.pause()

    async def pass_time(self, ms: int) -> None:
        """Let time pass and everything settle."""
        self.desk.pass_time(ms)
        await self.pilot.pause()

    @property
    def overview(self) -> Overview:
        """Give the page of all sessions."""
        page = self.app.screen_stack[0]
        assert isinstance(page, Overview)
        return page

    @property
    def lines(self) -> list[str]:
        """Give the text on the screen, line by line."""
        return lines_of(self.app)

    @property
    def text(self) -> str:
        """Give the text on the screen."""
        return "\n".join(self.lines)


def lines_of(app: OmoWatch) -> list[str]:
    """Give the text on the screen of an open app, line by line."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


@asynccontextmanager
async def opened(
    state: State,
    size: tuple[int, int] = (80, 24),
    *,
    looks: Sequence[Look] = (),
    has_opencode: bool = False,
    theme: str = "dusk",
    glyphs: Literal["unicode", "ascii"] = "unicode",
    plain: bool = False,
    wardrobe: Wardrobe | None = None,
    columns: Columns | None = None,
    faults: Sequence[str] = (),
    keyboard: Keyboard = USUAL,
    history: History | None = None,
) -> AsyncIterator[Opened]:
    """Open the app over a state that only the test changes."""
    desk = ScriptedDesk(state, looks, has_opencode=has_opencode)
    app = OmoWatch(
        desk,
        theme=theme,
        glyphs=glyphs,
        plain=plain,
        wardrobe=wardrobe,
        columns=columns,
        faults=faults,
        keyboard=keyboard,
        history=history,
    )
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Opened(app, desk, pilot)
