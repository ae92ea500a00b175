"""The table of what needs a person; rows keep their places while one reads."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.inbox.row import inbox_layout, inbox_row
from omo_watch.lines.tables.row import Cursor
from omo_watch.widgets.row_table import RowTable
from omo_watch_core.changes import Changes
from omo_watch_core.select.inbox_rows import InboxRow, InboxRows, InboxView, in_place, inbox_rows
from omo_watch_core.state import State

RECOUNT_MS = 1_000
"""Time alone makes a session stuck: the rows are gathered once a second."""


class InboxTable(RowTable):
    """Show what waits, or what was dealt with."""

    marks: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.view = InboxView()
        self.found = InboxRows()
        self.shown: tuple[InboxRow, ...] = ()
        """The rows as they stand, with those that are over while a person is at them."""
        self._gathered_ms: int | None = None

    @property
    def count(self) -> int:
        """Count the rows."""
        return len(self.shown)

    @property
    def row(self) -> InboxRow | None:
        """Give the row under the cursor."""
        return self.shown[self.cursor] if self.cursor < self.count else None

    @property
    def marked(self) -> tuple[InboxRow, ...]:
        """Give the marked rows that are shown."""
        return tuple(row for row in self.found.rows if row.id in self.marks)

    def on_mount(self) -> None:
        """Take the first rows."""
        self.settle()

    def settle(self) -> None:
        """Show what waits now, in its order: nobody was at it for a while."""
        found = inbox_rows(self.app.desk.state, self.view)
        self._take(self.app.desk.state, found, found.rows)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state, at once where something was asked or done."""
        self.reading.noticed(state.now_ms)
        urgent = changes.notices or changes.actions or changes.order
        if not urgent and self._gathered_ms is not None:
            late = state.now_ms - self._gathered_ms >= RECOUNT_MS
            if not late:
                return
        found = inbox_rows(state, self.view)
        here = self.row.id if self.row is not None and self.reading.begun else ""
        reads = self.reading.reads(state.now_ms)
        self._take(state, found, in_place(self.shown, found.rows, here, reads))

    def look_at(self, view: InboxView) -> None:
        """Show other rows at once: a person asked for it."""
        self.view, self.cursor, self.shown = view, 0, ()
        self.settle()

    def mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        if self.row is not None and not self.row.over:
            self.marks ^= {self.row.id}
            self.move(1)
            self.refresh()

    def draw(self, place: int, cursor: Cursor) -> Strip:
        """Draw one row."""
        state, row = self.app.desk.state, self.shown[place]
        layout = inbox_layout(self.size.width, len(state.servers) > 1, self.view.past)
        marked = row.id in self.marks
        return inbox_row(row, layout, state.now_ms, self.app.pen, cursor, marked=marked)

    def _take(self, state: State, found: InboxRows, shown: tuple[InboxRow, ...]) -> None:
        self._gathered_ms = state.now_ms
        before = self.row
        self.found, self.shown = found, shown
        self.marks &= {row.id for row in found.rows}
        names = [row.id for row in shown]
        if before is not None and before.id in names:
            self.cursor = names.index(before.id)
        self.filled()
