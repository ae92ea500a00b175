"""How much of a wait is left: a heavy line that empties to the left."""

from __future__ import annotations

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen


def left_cells(begin_ms: float, end_ms: float, now_ms: float, cells: int) -> int:
    """Give how many of the cells are still left; a wait that is not over keeps one."""
    whole = end_ms - begin_ms
    left = min(max(end_ms - now_ms, 0), whole)
    if whole <= 0 or left <= 0:
        return 0
    return max(round(cells * left / whole), 1)


def add_bar(line: Line, left: int, cells: int, pen: Pen) -> None:
    """Add a bar of which `left` cells are left."""
    line.add(pen.glyphs.bar_left * left, pen.style("wait"))
    line.add(pen.glyphs.bar_spent * (cells - left), pen.style("line"))
