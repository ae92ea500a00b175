"""The table of the log: the newest on top; rows keep their places while a person reads."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace
from textual import events, getters
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from omo_watch.lines.log_row import log_row
from omo_watch.lines.session_row import Cursor
from omo_watch.stage import Stage
from omo_watch_core.select.log import LogRow, LogRows, LogView, log
from omo_watch_core.state import State


class LogTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Show what happened."""

    app = getters.app(Stage)

    @dataclass
    class Turned(Message):
        """The cursor stands on another line, or the lines are others."""

        table: LogTable

    class Opened(Message):
        """A person chose the line under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="log-table")
        self.view = LogView()
        self.found = LogRows()
        self.cursor = 0
        self.following = True
        """The cursor stays on the newest line; else nothing moves until it is asked for."""
        self.fresh = 0
        """How many lines are new and not shown, as a person reads."""
        self._made_of: tuple[object, ...] = ()

    @property
    def row(self) -> LogRow | None:
        """Give the line under the cursor."""
        rows = self.found.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    def on_mount(self) -> None:
        """Take the first lines."""
        self._take(self.app.desk.state)

    def show(self, state: State) -> None:
        """Take the newest state, where it says anything else."""
        if _made_of(state) != self._made_of:
            self._take(state)

    def look_at(self, view: LogView) -> None:
        """Show another part of the log at once: a person asked for it."""
        self.view = view
        self.follow()

    def follow(self) -> None:
        """Go to the newest line, and stay there."""
        self.following, self.cursor = True, 0
        self._take(self.app.desk.state)

    def move(self, rows: int) -> None:
        """Move the cursor by a number of lines."""
        self.go(self.cursor + rows)

    def page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.go(self.cursor + pages * max(self.size.height - 1, 1))

    def go(self, place: int) -> None:
        """Put the cursor on a line, or on the nearest that exists; on the first one follow."""
        place = min(max(place, 0), max(len(self.found.rows) - 1, 0))
        if place == 0:
            self.follow()
            return
        before, self.cursor, self.following = self.cursor, place, False
        self.refresh_line(before - self.scroll_offset.y)
        self.refresh_line(place - self.scroll_offset.y)
        self._into_view()
        self.post_message(self.Turned(self))

    def repaint(self) -> None:
        """Draw all lines anew."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Give one line."""
        place, pen, width = self.scroll_offset.y + y, self.app.pen, self.size.width
        if place >= len(self.found.rows):
            return Strip.blank(width, pen.style("text"))
        here = place == self.cursor
        cursor: Cursor = ("here" if self.has_focus else "away") if here else "none"
        several = len(self.app.desk.state.servers) > 1
        return log_row(self.found.rows[place], width, several, pen, cursor)

    def on_resize(self) -> None:
        """Lay out for the new width."""
        self.virtual_size = Size(self.size.width, len(self.found.rows))
        self._into_view()
        self.refresh()

    def on_focus(self) -> None:
        """Show the cursor as the place where keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """Show the cursor as left behind."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked line; a second click opens its session."""
        place = self.scroll_offset.y + event.y
        if place < len(self.found.rows):
            self.go(place)
            if event.chain == 2:
                self.post_message(self.Opened())

    def _take(self, state: State) -> None:
        found = log(state, self.view)
        self._made_of = _made_of(state)
        self.found, self.fresh = (found, 0) if self.following else self._in_place(found)
        self.cursor = min(self.cursor, max(len(self.found.rows) - 1, 0))
        self.virtual_size = Size(self.size.width, len(self.found.rows))
        self._into_view()
        self.refresh()
        self.post_message(self.Turned(self))

    def _in_place(self, found: LogRows) -> tuple[LogRows, int]:
        """Give the lines that are shown, as they are by now, and count those that are not."""
        now = {row.id: row for row in found.rows}
        kept = tuple(now.pop(row.id) for row in self.found.rows if row.id in now)
        newest = kept[0].at_ms if kept else 0
        older = [row for row in now.values() if row.at_ms < newest]
        return replace(found, rows=(*kept, *older)), len(now) - len(older)

    def _into_view(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if height and self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif height and self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)


def _made_of(state: State) -> tuple[object, ...]:
    """Name what the log is made of; the same objects mean the same lines."""
    asks = [id(sheet) for s in state.servers.values() for sheet in (s.asks, s.dead)]
    deeds = state.journal.deeds
    return (id(state.log), id(state.actions), id(deeds), len(state.servers), *asks)
