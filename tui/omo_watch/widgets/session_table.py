"""The table of sessions, drawn line by line; only lines that look different are painted."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, getters
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from omo_watch.lines.columns import Name, layout
from omo_watch.lines.layout import Layout
from omo_watch.lines.moments import changes_at
from omo_watch.lines.session_row import Cursor, older_row, session_row
from omo_watch.stage import Stage
from omo_watch.widgets.reading import Reading
from omo_watch_core.changes import Changes
from omo_watch_core.model import SessionState
from omo_watch_core.select.arrange import arrange
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import SessionKey, State


class SessionTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Show the sessions of all servers as trees."""

    app = getters.app(Stage)

    @dataclass
    class Turned(Message):
        """The cursor stands on another row, or the order changed."""

        table: SessionTable

    class Opened(Message):
        """A person chose the row under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="table")
        self.view = View()
        self.found = Arrangement()
        self.cursor = 0
        self.reading = Reading()
        self.marks: frozenset[SessionKey] = frozenset()
        """Sessions that a person has marked, also those that are not shown now."""
        self._strips: dict[RowKey, Strip] = {}
        self._states: dict[SessionKey, SessionState] = {}
        self._due: dict[RowKey, int] = {}
        """When a row may look different by time alone, local epoch milliseconds."""
        self._order_stale = True
        self._second = -1

    @property
    def key(self) -> RowKey | None:
        """Give the row under the cursor."""
        rows = self.found.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    @property
    def paused(self) -> bool:
        """Tell whether rows would change places if nobody were reading."""
        return self._order_stale and self.reading.reads(self.app.desk.state.now_ms)

    def on_mount(self) -> None:
        """Take the first order."""
        self.put_in_order(self.app.desk.state)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state: repaint what changed, re-sort when it is time."""
        self._order_stale = self._order_stale or changes.order
        self.reading.noticed(state.now_ms)
        if self._order_stale and (not self.found.rows or self.reading.may_sort(state.now_ms)):
            self.put_in_order(state)
        self.marks = frozenset(key for key in self.marks if state.session(key) is not None)
        second = state.now_ms // 1_000
        visible = self._visible()
        if changes.actions:
            self._repaint(visible, state)
        if second != self._second:
            self._second = second
            self._strips = {key: s for key, s in self._strips.items() if key in set(visible)}
            due = {key for key in visible if self._due.get(key, 0) <= state.now_ms}
            self._repaint([k for k in visible if k in due or k.key in changes.sessions], state)
        elif changes.sessions:
            self._repaint([key for key in visible if key.key in changes.sessions], state)
            for key in [key for key in self._strips if key.key in changes.sessions]:
                if key not in visible:
                    del self._strips[key]

    def look_at(self, view: View) -> None:
        """Arrange by another view at once: a person asked for it."""
        self.view = view
        self.put_in_order(self.app.desk.state)

    def put_in_order(self, state: State) -> None:
        """Put the rows in order; the cursor stays on its session, once a person is at it."""
        here = self.key if self.reading.begun else None
        self.found = arrange(state, self.view)
        self._order_stale = False
        self.reading.sorted(state.now_ms)
        self.cursor = self._place_of(here)
        self.virtual_size = Size(self.size.width, len(self.found.rows))
        self._strips.clear()
        self._states.clear()
        self._due.clear()
        self._into_view()
        self.refresh()
        self.post_message(self.Turned(self))

    def move(self, rows: int) -> None:
        """Move the cursor by a number of rows."""
        self.go(self.cursor + rows)

    def page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.go(self.cursor + pages * max(self.size.height - 1, 1))

    def go(self, place: int) -> None:
        """Put the cursor on a row, or on the nearest that exists."""
        place = min(max(place, 0), max(len(self.found.rows) - 1, 0))
        before, self.cursor = self.cursor, place
        if before == place:
            return
        self._forget(before)
        self._forget(place)
        self._into_view()
        self.post_message(self.Turned(self))

    def mark(self) -> None:
        """Mark the session under the cursor, or take its mark away."""
        key = session_of(self.key)
        if key is not None:
            self.marks = self.marks ^ {key}
            self._forget(self.cursor)
            self.post_message(self.Turned(self))

    def unmark(self) -> bool:
        """Take all marks away; tell whether there were any."""
        found = bool(self.marks)
        self.marks = frozenset()
        if found:
            self.repaint()
            self.post_message(self.Turned(self))
        return found

    @property
    def hidden_marks(self) -> int:
        """Count the marked sessions that are not among the rows now."""
        return len(self.marks - {key.key for key in self.found.rows})

    def repaint(self) -> None:
        """Draw all rows anew."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Give the line of one row."""
        place = self.scroll_offset.y + y
        if place >= len(self.found.rows):
            return Strip.blank(self.size.width, self.app.pen.style("text"))
        key = self.found.rows[place]
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._draw(key, self.app.desk.state)
        return strip

    def on_resize(self) -> None:
        """Lay out for the new width."""
        self.virtual_size = Size(self.size.width, len(self.found.rows))
        self._into_view()
        self.repaint()

    def on_focus(self) -> None:
        """Show the cursor as the place where keys go."""
        self._forget(self.cursor)

    def on_blur(self) -> None:
        """Show the cursor as left behind."""
        self._forget(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked row; a second click opens it."""
        place = self.scroll_offset.y + event.y
        if place >= len(self.found.rows):
            return
        self.reading.pressed()
        self.go(place)
        if event.chain == 2:
            self.post_message(self.Opened())

    def _draw(self, key: RowKey, state: State) -> Strip:
        pen, columns = self.app.pen, self._layout(state)
        here = self.key == key
        cursor: Cursor = ("here" if self.has_focus else "away") if here else "none"
        if key.older:
            return older_row(key, columns, pen, cursor)
        found = row(state, key)
        if found is None:
            return Strip.blank(self.size.width, pen.style("text"))
        if self._states.setdefault(key.key, found.state) != found.state:
            # time alone makes a state another one: stuck, due
            self._states[key.key] = found.state
            self._order_stale = True
        self._due[key] = changes_at(found, state.now_ms)
        marked = key.key in self.marks
        return session_row(found, columns, pen, state.now_ms, cursor, marked=marked)

    def _layout(self, state: State) -> Layout[Name]:
        return layout(self.size.width, len(state.servers) > 1)

    def _visible(self) -> tuple[RowKey, ...]:
        top = self.scroll_offset.y
        return self.found.rows[top : top + self.size.height]

    def _repaint(self, keys: tuple[RowKey, ...] | list[RowKey], state: State) -> None:
        """Draw these visible rows anew and paint those that came out different."""
        places = {key: y for y, key in enumerate(self._visible())}
        changed: list[Region] = []
        for key in keys:
            strip = self._draw(key, state)
            if strip != self._strips.get(key):
                self._strips[key] = strip
                changed.append(Region(0, places[key], self.size.width, 1))
        if changed:
            self.refresh(*changed)

    def _forget(self, place: int) -> None:
        if place < len(self.found.rows):
            self._strips.pop(self.found.rows[place], None)
            self.refresh_line(place)

    def _place_of(self, here: RowKey | None) -> int:
        rows = self.found.rows
        if here is not None:
            for place, key in enumerate(rows):
                if key.key == here.key:
                    return place
        return min(self.cursor, max(len(rows) - 1, 0))

    def _into_view(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if not height:
            return
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)


def session_of(key: RowKey | None) -> SessionKey | None:
    """Give the session that a row stands for."""
    return key.key if key is not None and not key.older else None
