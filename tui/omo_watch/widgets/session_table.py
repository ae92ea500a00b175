"""The table of sessions, drawn line by line; only lines that look different are painted."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from textual.geometry import Region
from textual.strip import Strip

from omo_watch.lines.moments import changes_at
from omo_watch.lines.sessions.columns import Name, layout
from omo_watch.lines.sessions.row import gone_row, older_row, session_row
from omo_watch.lines.tables.layout import Layout
from omo_watch.lines.tables.row import Cursor
from omo_watch.widgets.row_table import RowTable
from omo_watch_core.changes import Changes
from omo_watch_core.model import SessionState
from omo_watch_core.select.arrange import arrange
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import SessionKey, State


class SessionTable(RowTable):
    """Show the sessions of all servers as trees."""

    marks: frozenset[SessionKey] = frozenset()
    """Sessions that a person has marked, also those that are not shown now."""

    def __init__(self) -> None:
        super().__init__()
        self.view = View()
        self.found = Arrangement()
        self._strips: dict[RowKey, Strip] = {}
        self._states: dict[SessionKey, SessionState] = {}
        self._due: dict[RowKey, int] = {}
        """When a row may look different by time alone, local epoch milliseconds."""
        self._order_stale = True
        self._second = -1

    @property
    def count(self) -> int:
        """Count the rows."""
        return len(self.found.rows)

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
        if self._order_stale and (not self.found.shown or self.reading.may_sort(state.now_ms)):
            self.put_in_order(state)
        self.marks = frozenset(key for key in self.marks if state.session(key) is not None)
        second = state.now_ms // 1_000
        if self.paused and second != self._second:
            self._renew_badges(state)
        visible = self._visible()
        if changes.actions:
            self._repaint(visible)
        if second != self._second:
            self._second = second
            self._strips = {key: s for key, s in self._strips.items() if key in set(visible)}
            due = {key for key in visible if self._due.get(key, 0) <= state.now_ms}
            self._repaint([k for k in visible if k in due or k.key in changes.sessions])
        elif changes.sessions:
            self._repaint([key for key in visible if key.key in changes.sessions])
            for key in [key for key in self._strips if key.key in changes.sessions]:
                if key not in visible:
                    del self._strips[key]

    def look_at(self, view: View) -> None:
        """Arrange by another view at once: a person asked for it."""
        self.view = view
        self.put_in_order(self.app.desk.state)

    def put_in_order(self, state: State) -> None:
        """Put the rows in order; the cursor stays on its session, once a person is at it."""
        here = self.key if self.reading.begun and self.found.shown else None
        self.found = arrange(state, self.view)
        self._order_stale = False
        self.reading.sorted(state.now_ms)
        self.cursor = self._place_of(here)
        self._strips.clear()
        self._states.clear()
        self._due.clear()
        self.filled()

    def _renew_badges(self, state: State) -> None:
        """Let rows that keep their places say what is below them now."""
        badges = {one.key: one.badge for one in arrange(state, self.view).rows}
        rows = tuple(
            replace(one, badge=badges[one.key]) if one.key in badges else one
            for one in self.found.rows
        )
        if rows != self.found.rows:
            self.found = replace(self.found, rows=rows)
            self.refresh()

    def mark(self) -> None:
        """Mark the session under the cursor, or take its mark away."""
        key = session_of(self.key)
        if key is not None:
            self.marks = self.marks ^ {key}
            self.stale(self.cursor)
            self.post_message(self.Turned())

    def mark_all(self) -> None:
        """Mark all sessions that are shown."""
        self.marks |= {key.key for key in self.found.rows if not key.older}
        self.repaint()
        self.post_message(self.Turned())

    @property
    def hidden_marks(self) -> int:
        """Count the marked sessions that are not among the rows now."""
        return len(self.marks - {key.key for key in self.found.rows})

    def repaint(self) -> None:
        """Draw all rows anew."""
        self._strips.clear()
        self.refresh()

    def stale(self, place: int) -> None:
        """Draw one row anew."""
        if place < self.count:
            self._strips.pop(self.found.rows[place], None)
        super().stale(place)

    def render_line(self, y: int) -> Strip:
        """Give the line of one row."""
        place = self.scroll_offset.y + y
        if place >= self.count:
            return self.line(place)
        key = self.found.rows[place]
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self.line(place)
        return strip

    def draw(self, place: int, cursor: Cursor) -> Strip:
        """Draw one row."""
        state, key = self.app.desk.state, self.found.rows[place]
        pen, columns = self.app.pen, self._layout(state)
        if key.older:
            return older_row(key, columns, pen, cursor)
        found = row(state, key)
        if found is None:
            return gone_row(columns, pen, cursor)
        if self._states.setdefault(key.key, found.state) != found.state:
            # time alone makes a state another one: stuck, due
            self._states[key.key] = found.state
            self._order_stale = True
        self._due[key] = changes_at(found, state.now_ms)
        marked = key.key in self.marks
        return session_row(found, columns, pen, state.now_ms, cursor, marked=marked)

    def _layout(self, state: State) -> Layout[Name]:
        return layout(self.size.width, len(state.servers) > 1, self.app.columns.sessions)

    def _visible(self) -> tuple[RowKey, ...]:
        top = self.scroll_offset.y
        return self.found.rows[top : top + self.size.height]

    def _repaint(self, keys: Iterable[RowKey]) -> None:
        """Draw these visible rows anew and paint those that came out different."""
        places = {key: y for y, key in enumerate(self._visible())}
        changed: list[Region] = []
        for key in keys:
            strip = self.line(self.scroll_offset.y + places[key])
            if strip != self._strips.get(key):
                self._strips[key] = strip
                changed.append(Region(0, places[key], self.size.width, 1))
        if changed:
            self.refresh(*changed)

    def _place_of(self, here: RowKey | None) -> int:
        rows = self.found.rows
        if here is not None:
            for place, key in enumerate(rows):
                if key.key == here.key:
                    return place
        return min(self.cursor, max(len(rows) - 1, 0))


def session_of(key: RowKey | None) -> SessionKey | None:
    """Give the session that a row stands for."""
    return key.key if key is not None and not key.older else None
