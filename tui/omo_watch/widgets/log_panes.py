"""What stands around the table of the log: heads, rule, detail, and the empty page."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.log.detail import LogFacts, log_detail, log_title
from omo_watch.lines.log.empty import empty_log
from omo_watch.lines.log.row import log_heads
from omo_watch.lines.rule import titled_rule
from omo_watch.lines.scrolling.window import last_top, window
from omo_watch.lines.text import fit
from omo_watch.widgets.below import Below
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.select.log import LogRows


class LogHeads(Sheet):
    """Show the column heads."""

    def __init__(self) -> None:
        super().__init__("heads")

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the heads that this width has room for."""
        return [log_heads(width, len(self.app.desk.state.servers) > 1, self.pen)]


class LogRule(Sheet):
    """Part table and detail; say what stands below and where in the log it is."""

    def __init__(self) -> None:
        super().__init__("rule")
        self.known: LogFacts | None = None
        self.position: tuple[str, str] = ("", "")

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw title and position."""
        left, right = Line(self.pen.style("line")), Line(self.pen.style("line"))
        place, how = self.position
        right.add(place, self.pen.style("soft"))
        if how:
            right.add(f" {self.pen.glyphs.separator} {how}", self.pen.style("muted"))
        if self.known is not None:
            title, behind = log_title(self.known.row, width, self.pen)
            left.add(title, self.pen.style("text", bold=True)).gap(2)
            room = width - left.width - right.width - 8
            behind = fit(behind, room, self.pen.glyphs.ellipsis)
            left.add(behind, self.pen.style("muted"))
        return [titled_rule(left, right, width, self.pen)]


class LogDetail(Below):
    """Show what is known of the line under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.known: LogFacts | None = None

    def tell(self, known: LogFacts | None) -> None:
        """Show another line from its beginning."""
        if (known.row.id if known else "") != (self.known.row.id if self.known else ""):
            self.top = 0
        self.known = known

    def draw_whole(self, width: int, height: int) -> Sequence[Strip]:
        """Draw what a person has read on to, and how much is left."""
        lines = log_detail(self.known, width, self.pen) if self.known else []
        self.top = min(self.top, last_top(len(lines), height))
        return window(lines, height, self.top, "log", width, self.pen)


class LogEmpty(Sheet):
    """Say why there is no line."""

    def __init__(self) -> None:
        super().__init__("empty")
        self.found = LogRows()
        self.view = ""
        """What is shown alone: the filter, or the kind."""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the reason."""
        return empty_log(self.view, self.found.hidden, self.found.fault, width, self.pen)
