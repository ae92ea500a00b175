"""The app: it wires desk, screens and look, and hands every new state to what can be seen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Literal

from textual import events, on
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from omo_watch.desk import Desk
from omo_watch.glyphs import ASCII, Glyphs, glyphs_for
from omo_watch.keys.elsewhere import no_meaning
from omo_watch.keys.keyboard import Keyboard
from omo_watch.keys.table import USUAL, names_in
from omo_watch.lines.pen import Pen
from omo_watch.orders.entries import entries
from omo_watch.orders.history import History
from omo_watch.screens.command import CommandScreen
from omo_watch.screens.connect import ConnectScreen
from omo_watch.screens.faults import FaultsScreen
from omo_watch.screens.help import HelpScreen
from omo_watch.screens.inbox import InboxScreen
from omo_watch.screens.log import LogScreen
from omo_watch.screens.modal import Modal
from omo_watch.screens.models import ModelsScreen
from omo_watch.screens.ordering import carry_out, known_on
from omo_watch.screens.overview import Overview
from omo_watch.screens.page import Page
from omo_watch.screens.palette import PaletteScreen
from omo_watch.screens.session import SessionScreen
from omo_watch.screens.shrinking import acts_unseen
from omo_watch.screens.tasks import TasksScreen
from omo_watch.screens.themes import ThemeScreen
from omo_watch.stage import Columns, Shown, Stage
from omo_watch.theming import Ink, textual_theme
from omo_watch.trail import Stop, Trail
from omo_watch.turns import Behind, Turns
from omo_watch.wardrobe import Wardrobe
from omo_watch.widgets.small import is_small
from omo_watch_core.changes import Changes
from omo_watch_core.state import SessionKey, State

ROOMS: dict[int, Callable[[], Page]] = {
    2: TasksScreen, 3: ModelsScreen, 4: InboxScreen, 5: LogScreen,
}  # fmt: skip
"""The pages of the tabs by their digits; the first tab is what the program begins with."""
BEGAN = "this is where you began; {quit} quits"


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
        wardrobe: Wardrobe | None = None,
        columns: Columns | None = None,
        faults: Sequence[str] = (),
        keyboard: Keyboard = USUAL,
        history: History | None = None,
    ) -> None:
        """Prepare; `plain` is NO_COLOR. Raises PaletteError for a theme that does not exist."""
        super().__init__(ansi_color=True if plain else None)
        self.keyboard = keyboard
        self.set_keymap(keyboard.keymap)
        self._history = history or History()
        self.desk = desk
        self.since_ms = desk.state.now_ms
        self.animation_level = "none"
        self._turns = Turns(self)
        self._trail = Trail()
        self._plain = plain
        signs = glyphs_for(glyphs, sys.stdout.encoding or "", os.environ.get("TERM", ""))
        self._wardrobe = wardrobe or Wardrobe()
        self.themes = self._wardrobe.shelf.names
        self.columns = columns or Columns()
        self.faults = faults
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

    async def on_event(self, event: events.Event) -> None:
        """Hand on what is typed, one key after the other; none acts on what cannot be seen."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif not self._turns.hold(event):
            if not is_small(*self.size) or acts_unseen(event, self.keyboard):
                await super().on_event(event)
            self._turns.begin()

    @on(Behind)
    async def _came(self, message: Behind) -> None:
        typed = self._turns.came(message)
        if typed is not None:
            await self.on_event(typed)

    def show(self, state: State, changes: Changes) -> None:
        """Hand a new state to every screen that can be seen."""
        if isinstance(self.screen, ConnectScreen) and state.servers:
            self.pop_screen()
        for screen in self._seen():
            screen.show(state, changes)

    def speak(self, sequence: str) -> None:
        """Write to the terminal what is not a part of the screen: a bell, a notification."""
        # while the terminal is lent, Textual's writer stands still and its queue would fill
        if self._driver is not None and not self.is_headless and not self.lent:
            self._driver.write(sequence)

    @property
    def in_view(self) -> SessionKey | None:
        """Name the session before the person's eyes; none while the terminal is not in front."""
        pages = [screen for screen in self.screen_stack if isinstance(screen, Page)]
        return pages[-1].subject if self.app_focus and pages else None

    async def action_quit(self) -> None:
        """Leave, and end all connections."""
        await self.end(0)

    async def end(self, code: int) -> None:
        """Leave with this code once nothing is left half done."""
        try:
            await self.desk.stop()
        finally:
            self.exit(code)

    def action_help(self) -> None:
        """Show keys and signs."""
        if isinstance(self.screen, Page):
            self.push_screen(HelpScreen(self.screen.PLACE))

    def action_faults(self) -> None:
        """Show what is wrong in the settings."""
        page = self.screen
        if self.faults:
            self.faults_read = True
            self.push_screen(FaultsScreen(self.faults))
        elif isinstance(page, Page):
            page.result.say("settings", "nothing is wrong in config.toml and the themes")

    def action_tab(self, digit: int) -> None:
        """Go to a tab, which is as it was left; esc leads back from there."""
        here = self._here()
        if (digit, ()) != here:
            self._trail.left(here)
            self._go(digit)

    def go_back(self) -> None:
        """Go back to where this tab was entered from."""
        stop = self._trail.back(self._here())
        if stop is None:
            if isinstance(self.screen, Page):
                self.screen.result.say("back", BEGAN, quiet=True)
            return
        self._go(stop.tab)
        for key in stop.sessions:
            if self.desk.state.session(key) is not None:
                self.push_screen(SessionScreen(key))

    def _go(self, digit: int) -> None:
        room = self._room(digit)
        self.tab = digit
        while self.screen is not room and len(self.screen_stack) > 1:
            if isinstance(self.screen, Page):
                self.screen.leave()
            self.pop_screen()
        if self.screen is not room:
            self.push_screen(room)

    def _here(self) -> Stop:
        """Give the place in front."""
        opened = (each.subject for each in self.screen_stack if isinstance(each, SessionScreen))
        return Stop(self.tab, tuple(key for key in opened if key is not None))

    def action_theme(self) -> None:
        """Choose a theme."""
        page = self.screen
        if isinstance(page, Page):
            worn = self.pen.ink.palette.name
            self.push_screen(ThemeScreen(self._wardrobe, worn, self.wear, page.result.say))

    def wear(self, name: str) -> None:
        """Put a theme on, everywhere at once."""
        if name == self.pen.ink.palette.name:
            return
        self._wear(name, self.pen.glyphs)
        self._dress()
        for screen in {*self.screen_stack, *self._rooms.values()}:
            if isinstance(screen, Shown) and screen.is_mounted:
                screen.repaint()

    def keep_theme(self, name: str) -> str:
        """Put a theme on, and keep it for the next start; say what became of that."""
        self.wear(name)
        return self._wardrobe.keep(name)

    def action_command(self) -> None:
        """Type a command."""
        page = self.screen
        if isinstance(page, Page):
            do = partial(carry_out, self, page.about)
            self.push_screen(CommandScreen(known_on(page), self._history, do))

    def action_palette(self) -> None:
        """List everything that can be done, and find it by its letters."""
        page = self.screen
        if isinstance(page, Page):
            found = entries(self.desk.state, page.PLACE, self.themes, self.keyboard, self.read_only)
            do = partial(carry_out, self, page.about)
            self.push_screen(PaletteScreen(found, do, self.open_session))

    def open_session(self, key: SessionKey) -> None:
        """Open a session on the whole screen; esc leads back from it."""
        self.push_screen(SessionScreen(key))

    def on_key(self, event: events.Key) -> None:
        """Say where a key has a meaning that has none here."""
        page = self.screen
        if not isinstance(page, Page) or isinstance(self.focused, Input):
            return
        if event.key not in names_in(page.PLACE, self.keyboard) and event.key != "ctrl+c":
            page.result.say("no key", no_meaning(event.key, self.keyboard), quiet=True)

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
        palette = self._wardrobe.shelf.take(name)
        self.pen = Pen(Ink(palette, self._plain, self._wardrobe.accents), signs, self.keyboard)
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
