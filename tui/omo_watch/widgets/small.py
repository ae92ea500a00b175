"""The one sentence of a terminal that is too small."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.sessions.empty import too_small_line
from omo_watch.lines.text import fit
from omo_watch.widgets.sheet import Sheet

LEAST_COLUMNS, LEAST_LINES = 80, 24


class Small(Sheet):
    """Say how small the terminal is and what is needed."""

    def __init__(self) -> None:
        super().__init__("small")

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the sentence in the middle."""
        style = self.pen.style("text")
        text = fit(too_small_line(width, height), width, self.pen.glyphs.ellipsis)
        line = Line(style).to((width - len(text)) // 2).add(text, style).strip(width)
        return [*[blank(width, style)] * ((height - 1) // 2), line]


def is_small(columns: int, lines: int) -> bool:
    """Tell whether a terminal is too small."""
    return columns < LEAST_COLUMNS or lines < LEAST_LINES
