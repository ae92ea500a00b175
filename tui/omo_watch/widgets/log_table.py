"""The table of the log: the newest on top; rows keep their places while a person reads."""

from __future__ import annotations

from msgspec.structs import replace
from textual.strip import Strip

from omo_watch.lines.log.row import log_row
from omo_watch.lines.tables.row import Cursor
from omo_watch.widgets.row_table import RowTable
from omo_watch.widgets.sameness import same
from omo_watch_core.changes import Changes
from omo_watch_core.select.log import LogRow, LogRows, LogView, log
from omo_watch_core.state import State


class LogTable(RowTable):
    """Show what happened."""

    def __init__(self) -> None:
        super().__init__()
        self.view = LogView()
        self.found = LogRows()
        self.following = True
        """The cursor stays on the newest line; else nothing moves until it is asked for."""
        self.fresh = 0
        """How many lines are new and not shown, as a person reads."""
        self._made_of: tuple[object, ...] = ()

    @property
    def count(self) -> int:
        """Count the lines."""
        return len(self.found.rows)

    @property
    def row(self) -> LogRow | None:
        """Give the line under the cursor."""
        rows = self.found.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    def on_mount(self) -> None:
        """Take the first lines."""
        self._take(self.app.desk.state)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state, where it says anything else."""
        if not same(_made_of(state), self._made_of):
            self._take(state)

    def look_at(self, view: LogView) -> None:
        """Show another part of the log at once: a person asked for it."""
        self.view = view
        self.follow()

    def follow(self) -> None:
        """Go to the newest line, and stay there."""
        self.following, self.cursor = True, 0
        self._take(self.app.desk.state)

    def go(self, place: int, way: int = 1) -> None:
        """Put the cursor on a line, or on the nearest that exists; on the first one follow."""
        if self.nearest(place, way) == 0:
            self.follow()
        else:
            self.following = False
            super().go(place, way)

    def pick(self, place: int) -> None:
        """Put the cursor on the line that was clicked, where newer ones wait as well."""
        self.following = self.following and place == 0
        super().go(place)

    def draw(self, place: int, cursor: Cursor) -> Strip:
        """Draw one line."""
        several = len(self.app.desk.state.servers) > 1
        return log_row(self.found.rows[place], self.size.width, several, self.app.pen, cursor)

    def _take(self, state: State) -> None:
        found = log(state, self.view)
        self._made_of = _made_of(state)
        self.found, self.fresh = (found, 0) if self.following else self._in_place(found)
        self.filled()

    def _in_place(self, found: LogRows) -> tuple[LogRows, int]:
        """Give the lines that are shown, as they are by now, and count those that are not."""
        now = {row.id: row for row in found.rows}
        kept = tuple(now.pop(row.id) for row in self.found.rows if row.id in now)
        newest = kept[0].at_ms if kept else 0
        older = [row for row in now.values() if row.at_ms < newest]
        return replace(found, rows=(*kept, *older)), len(now) - len(older)


def _made_of(state: State) -> tuple[object, ...]:
    """Give what the log is made of; the same objects mean the same lines."""
    asks = [sheet for server in state.servers.values() for sheet in (server.asks, server.dead)]
    return (state.log, state.actions, state.journal.deeds, *asks)
