"""The palette: everything that can be done, found by its letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import events, getters, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from omo_watch.lines.line import blank
from omo_watch.lines.modals.palette import Row, keys_and_count, palette_lines, palette_rows
from omo_watch.lines.scrolling.window import in_view
from omo_watch.orders.entries import Entry, matching
from omo_watch.screens.command import Do
from omo_watch.screens.modal import Modal
from omo_watch.widgets.filter_line import Sign
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.state import SessionKey

AROUND = 5
"""Lines of the frame that are not list or keys."""
MOST_ROWS = 24
BELOW = 2


class Found(Sheet):
    """Show what fits the typed letters."""

    class Taken(Message):
        """A person chose the entry under the cursor."""

    def __init__(self, among: Sequence[Entry]) -> None:
        super().__init__("found")
        self._among = among
        self._top = 0
        self.rows: list[Row] = palette_rows(among, grouped=True)
        self.most = len(self.rows)
        self.cursor = self._entry_at(0, 1)

    @property
    def chosen(self) -> Entry | None:
        """Give the entry under the cursor."""
        row = self.rows[self.cursor] if self.rows else None
        return row if isinstance(row, Entry) else None

    @property
    def count(self) -> str:
        """Say which of how many the cursor is on."""
        entries = [row for row in self.rows if isinstance(row, Entry)]
        return f"{entries.index(self.chosen) + 1 if self.chosen else 0} of {len(entries)}"

    def narrow(self, typed: str) -> None:
        """Keep what has these letters, best first."""
        self.rows = palette_rows(matching(self._among, typed), grouped=not typed.strip())
        self._top, self.cursor = 0, self._entry_at(0, 1)
        self.renew()

    def move(self, rows: int) -> None:
        """Move the cursor, over headings."""
        place = min(max(self.cursor + rows, 0), max(len(self.rows) - 1, 0))
        self.cursor = self._entry_at(place, 1 if rows > 0 else -1)
        self.renew()

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked entry; a second click takes it."""
        place = self._top + event.y
        in_list = event.y < self.size.height - BELOW and place < len(self.rows)
        if in_list and isinstance(self.rows[place], Entry):
            again = event.chain > 1 and place == self.cursor
            self.cursor = place
            self.renew()
            if again:
                self.post_message(self.Taken())

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw list and keys."""
        shown = max(height - BELOW, 1)
        self._top = in_view(self._top, self.cursor, shown, len(self.rows))
        if self.cursor < min(2, shown):
            self._top = 0  # the heading above the first entry stays in view
        return [
            *palette_lines(self.rows, self.cursor, self._top, shown, width, self.pen),
            blank(width, self.pen.style("text", on=self.page)),
            keys_and_count(self.count, width, self.pen),
        ]

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"

    def _entry_at(self, place: int, step: int) -> int:
        while 0 <= place < len(self.rows) and not isinstance(self.rows[place], Entry):
            place += step
        return place if 0 <= place < len(self.rows) else min(1, max(len(self.rows) - 1, 0))


class PaletteScreen(Modal):
    """Do one of everything that can be done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+p", "back", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
    ]

    found = getters.query_one(Found)

    def __init__(
        self, among: Sequence[Entry], do: Do, open_session: Callable[[SessionKey], None]
    ) -> None:
        """Offer these; `do` and `open_session` are called with the page in front again."""
        super().__init__("Palette")
        self._among = among
        self._do = do
        self._open = open_session

    def body(self) -> Iterable[Widget]:
        """Give the line to type into, and the list."""
        line = Input(id="typed", compact=True, placeholder="type to find a key, a session, a theme")
        line.cursor_blink = False
        yield Horizontal(Sign(self.app.pen.glyphs.next, pad=2), line, id="typing")
        yield Found(self._among)

    def fit(self) -> None:
        """Show as much as there is room for; fewer hits leave the frame as it is."""
        room = max(self.app.size.height - AROUND - BELOW - 2, 3)
        self.found.styles.height = min(self.found.most, room, MOST_ROWS) + BELOW

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.found.narrow(event.value)

    @on(Found.Taken)
    @on(Input.Submitted)
    def _chosen(self) -> None:
        entry = self.found.chosen
        if entry is None:
            return
        self.dismiss()
        if entry.session is not None:
            self.app.call_later(self._open, entry.session)
        elif entry.order is not None:
            self.app.call_later(self._do, entry.order)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.found.move(rows)
