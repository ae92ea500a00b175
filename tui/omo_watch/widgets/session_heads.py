"""What stands above the panes of a session's screen: where one is, and the panes' names."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.keys.tabs import TABS
from omo_watch.lines.line import Line
from omo_watch.lines.panes.crumbs import crumb_line
from omo_watch.lines.panes.names import Place, pane_names, pane_rule
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.select.row import Row

ROOMY_FROM = 120


class Crumbs(Sheet):
    """Show where one is, and the session's figures."""

    def __init__(self) -> None:
        super().__init__("crumbs")
        self.row: Row | None = None

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the line; a session that was deleted says so."""
        if self.row is None:
            line = Line(self.pen.style("text")).gap()
            return [line.add("This session is gone.", self.pen.style("soft")).strip(width)]
        now_ms, tab = self.app.desk.state.now_ms, TABS[self.app.tab]
        return [crumb_line(self.row, now_ms, width, self.pen, tab)]


class Panes(Sheet):
    """Show the names of the panes."""

    def __init__(self) -> None:
        super().__init__("panes")
        self.row: Row | None = None
        self.place = Place("Transcript", at_end=True, fresh=0, tasks=0)

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw one rule with all titles, or names and a rule."""
        if self.row is None:
            return []
        if width >= ROOMY_FROM:
            return [pane_rule(self.row, self.app.desk.state, width, self.place, self.pen)]
        return pane_names(self.row, width, self.place, self.pen)
