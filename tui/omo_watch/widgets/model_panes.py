"""Heads, rule, detail and empty text of the board of models."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.models.columns import layout
from omo_watch.lines.models.detail import model_detail_lines
from omo_watch.lines.models.empty import empty_model_lines
from omo_watch.lines.models.facts import BoardFacts
from omo_watch.lines.rule import titled_rule
from omo_watch.lines.tables.row import column_heads
from omo_watch.lines.text import fit
from omo_watch.widgets.below import Below
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.select.board.nouns import Board, BoardView


class ModelHeads(Sheet):
    """Show the column heads."""

    def __init__(self) -> None:
        super().__init__("heads")

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the heads that this width has room for."""
        return [column_heads(layout(width), self.pen)]


class ModelDetail(Below):
    """Show the row under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: BoardFacts | None = None

    def draw_whole(self, width: int, height: int) -> Sequence[Strip]:
        """Draw what is known of it."""
        return model_detail_lines(self.facts, width, height, self.pen) if self.facts else []


class ModelRule(Sheet):
    """Part board and detail; say which model stands below, and how many rest."""

    def __init__(self) -> None:
        super().__init__("rule")
        self.facts: BoardFacts | None = None
        self.loud = ""
        self.position = ""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw title and counts."""
        pen = self.pen
        right = Line(pen.style("line")).add(self.loud, pen.style("soft"))
        right.add(self.position, pen.style("muted"))
        left = Line(pen.style("line"))
        if self.facts:
            room = width - right.width - 10
            title = fit(self.facts.title, room, pen.glyphs.ellipsis)
            left.add(title, pen.style("text", bold=True))
        return [titled_rule(left, right, width, pen)]


class NoModels(Sheet):
    """Say why there is no row."""

    def __init__(self) -> None:
        super().__init__("empty")
        self.view = BoardView()
        self.board = Board()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the reason."""
        return empty_model_lines(self.view, self.board, self.app.since_ms, width, self.pen)
