"""The app: it wires desk, screens and look, and hands every new state to what can be seen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.screen import Screen

from omo_watch.desk import Desk
from omo_watch.glyphs import ASCII, Glyphs, glyphs_for
from omo_watch.lines.pen import Pen
from omo_watch.screens.connect import ConnectScreen
from omo_watch.screens.help import HelpScreen
from omo_watch.screens.log import LogScreen
from omo_watch.screens.modal import Modal
from omo_watch.screens.overview import Overview
from omo_watch.screens.page import Page
from omo_watch.screens.tasks import TasksScreen
from omo_watch.stage import Shown, Stage
from omo_watch.theming import Ink, textual_theme
from omo_watch_core.changes import Changes
from omo_watch_core.state import State
from omo_watch_themes import load, names

ROOMS: dict[int, Callable[[], Page]] = {2: TasksScreen, 5: LogScreen}
"""The pages of the tabs by their digits; the first tab is what the program begins with."""


class OmoWatch(Stage):
    """Show what the desk knows, and hand it what the person asks for."""

    CSS_PATH = "app.tcss"
    TITLE = "omo-watch"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "quit", show=False)]

    def __init__(
        self,
        desk: Desk,
        *,
        theme: str = "dusk",
        glyphs: Literal["auto", "unicode", "ascii"] = "auto",
        plain: bool = False,
    ) -> None:
        """Prepare; `plain` is NO_COLOR. Raises PaletteError for a theme that does not exist."""
        super().__init__(ansi_color=True if plain else None)
        self.desk = desk
        self.animation_level = "none"
        self._plain = plain
        signs = glyphs_for(glyphs, sys.stdout.encoding or "", os.environ.get("TERM", ""))
        self._palette = theme
        self._rooms: dict[int, Page] = {}
        """The pages of the tabs that somebody has been to; they stay as they were left."""
        self._wear(theme, signs)

    def get_default_screen(self) -> Overview:
        """Begin with all sessions."""
        return Overview()

    def on_mount(self) -> None:
        """Attend to the desk, and let it run."""
        self._dress()
        self.desk.attend(self.show)
        if not self.desk.state.servers:
            self.push_screen(ConnectScreen())
        # A screen without its loop would show old states as if they were new: better to end.
        self.run_worker(self.desk.run(), name="desk", exit_on_error=True)

    def show(self, state: State, changes: Changes) -> None:
        """Hand a new state to every screen that can be seen."""
        if isinstance(self.screen, ConnectScreen) and state.servers:
            self.pop_screen()
        for screen in self._seen():
            screen.show(state, changes)

    async def action_quit(self) -> None:
        """Leave, and end all connections."""
        await self.desk.stop()
        self.exit(0)

    def action_help(self) -> None:
        """Show keys and signs."""
        self.push_screen(HelpScreen())

    def action_tab(self, digit: int) -> None:
        """Go to a tab, which is as it was left."""
        room = self._room(digit)
        self.tab = digit
        while self.screen is not room and len(self.screen_stack) > 1:
            if isinstance(self.screen, Page):
                self.screen.leave()
            self.pop_screen()
        if self.screen is not room:
            self.push_screen(room)

    def action_theme(self) -> None:
        """Take the next theme."""
        known = names()
        self._palette = known[(known.index(self._palette) + 1) % len(known)]
        self._wear(self._palette, self.pen.glyphs)
        self._dress()
        for screen in {*self.screen_stack, *self._rooms.values()}:
            if isinstance(screen, Shown):
                screen.repaint()

    def _room(self, digit: int) -> Screen[None]:
        """Give the page of a tab; it stays when another one comes in front of it."""
        if digit not in ROOMS:
            return self.screen_stack[0]
        if digit not in self._rooms:
            self._rooms[digit] = ROOMS[digit]()
            room = self._rooms[digit]
            self.install_screen(room, f"tab-{digit}")  # pyright: ignore[reportUnknownMemberType]
        return self._rooms[digit]

    def _wear(self, name: str, signs: Glyphs) -> None:
        palette = load(name)
        self.pen = Pen(Ink(palette, self._plain), signs)
        self.register_theme(textual_theme(palette))
        self.theme = f"omo-{name}"

    def _seen(self) -> list[Shown]:
        """Give the screen in front, and those behind modals, from the back."""
        seen: list[Shown] = []
        for screen in reversed(self.screen_stack):
            # a screen that is still being composed takes the newest state when it is mounted
            if isinstance(screen, Shown) and screen.is_mounted:
                seen.append(screen)
            if not isinstance(screen, Modal):
                break
        return seen[::-1]

    def _dress(self) -> None:
        """Tell the style sheet what pages and frames look like."""
        self.set_class(self.pen.ink.flat, "-flat")
        self.set_class(self.pen.glyphs is ASCII, "-ascii")
        self.set_class(self.pen.ink.plain, "-plain")
