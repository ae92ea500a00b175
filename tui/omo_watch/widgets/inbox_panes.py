"""What stands around the table of the Inbox: heads, rule, detail, and the empty page."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.lines.inbox.detail import Whole, inbox_detail, inbox_title, inbox_whole, last_top
from omo_watch.lines.inbox.empty import empty_inbox
from omo_watch.lines.inbox.row import inbox_layout
from omo_watch.lines.line import Line
from omo_watch.lines.rule import titled_rule
from omo_watch.lines.tables.row import column_heads
from omo_watch.lines.text import fit
from omo_watch.widgets.below import Below
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.decide import locked
from omo_watch_core.select.inbox_rows import InboxRow, InboxRows, InboxView


class InboxHeads(Sheet):
    """Show the column heads."""

    def __init__(self) -> None:
        super().__init__("heads")
        self.past = False

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the heads that this width has room for."""
        several = len(self.app.desk.state.servers) > 1
        return [column_heads(inbox_layout(width, several, self.past), self.pen)]


class InboxRule(Sheet):
    """Part table and detail; say whose it is and where in the Inbox it stands."""

    def __init__(self) -> None:
        super().__init__("rule")
        self.row: InboxRow | None = None
        self.position: tuple[str, str] = ("", "")

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw title and position."""
        left, right = Line(self.pen.style("line")), Line(self.pen.style("line"))
        place, order = self.position
        right.add(place, self.pen.style("soft"))
        title, behind = inbox_title(self.row) if self.row is not None else ("", "")
        # What is under the cursor is worth more than the words of the order.
        whole = cell_len(title) + len(behind) + len(place) + len(order) + 16
        if whole <= width:
            right.add(f" {self.pen.glyphs.separator} {order}", self.pen.style("muted"))
        if self.row is not None:
            room = width - right.width - 8
            title = fit(title, max(room - len(behind) - 2, 8), self.pen.glyphs.ellipsis)
            left.add(title, self.pen.style("text", bold=True)).gap(2)
            behind = fit(behind, room - left.width, self.pen.glyphs.ellipsis)
            left.add(behind, self.pen.style("muted"))
        return [titled_rule(left, right, width, self.pen)]


class InboxDetail(Below):
    """Show the whole of what is under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.row: InboxRow | None = None

    def tell(self, row: InboxRow | None) -> None:
        """Show another row from its beginning."""
        if (row.id if row else "") != (self.row.id if self.row else ""):
            self.top = 0
        self.row = row

    def draw_whole(self, width: int, height: int) -> Sequence[Strip]:
        """Draw what a person has read on to."""
        if self.row is None:
            return []
        known = self._known(self.row, width)
        self.top = min(self.top, last_top(known, height))
        return inbox_detail(known, height, self.top, width, self.pen)

    def _known(self, row: InboxRow, width: int) -> Whole:
        state = self.app.desk.state
        return inbox_whole(state, row, width, self.pen, bool(locked(state, row.server)))


class InboxEmpty(Sheet):
    """Say that nothing waits, or why no row is shown."""

    def __init__(self) -> None:
        super().__init__("empty")
        self.found = InboxRows()
        self.view = InboxView()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the reason."""
        return empty_inbox(self.app.desk.state, self.view, self.found, width, self.pen)
