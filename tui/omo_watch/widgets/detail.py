"""The pane below the table and the rule above it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.rule import titled_rule
from omo_watch.lines.sessions.detail import Facts, detail_lines, rule_title, split_at
from omo_watch.widgets.below import Below
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.select.view import View, said_sort


class Detail(Below):
    """Show the session under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: Facts | None = None

    def draw_whole(self, width: int, height: int) -> Sequence[Strip]:
        """Draw what is known of it."""
        return detail_lines(self.facts, width, height, self.pen) if self.facts else []


class Rule(Sheet):
    """Part table and detail; say what stands below and where in the table it is."""

    def __init__(self) -> None:
        super().__init__("rule")
        self.facts: Facts | None = None
        self.view = View()
        self.position = ""
        self.detail_height = 0

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw title, place, position and order."""
        right = Line(self.pen.style("line"))
        right.add(self.position, self.pen.style("soft"))
        said = f" {self.pen.glyphs.separator} {said_sort(self.view)}"
        if self.view.needs_me:
            said += f" {self.pen.glyphs.separator} needs me"
        right.add(said, self.pen.style("muted"))
        left = Line(self.pen.style("line"))
        if self.facts:
            left = rule_title(self.facts.row, width, self.pen, right.width)
        tee = split_at(width, self.detail_height) if self.facts else None
        return [titled_rule(left, right, width, self.pen, tee)]
