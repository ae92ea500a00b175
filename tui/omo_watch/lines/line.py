"""One line of the screen, collected piece by piece from the left."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


class Line:
    """Collect styled pieces of one line; widths are in cells."""

    __slots__ = ("fill", "segments", "width")

    def __init__(self, fill: Style) -> None:
        self.fill = fill
        """The style of blanks that nobody asked for."""
        self.segments: list[Segment] = []
        self.width = 0

    def add(self, text: str, style: Style) -> Line:
        """Add a piece."""
        if text:
            self.segments.append(Segment(text, style))
            self.width += cell_len(text)
        return self

    def gap(self, cells: int = 1) -> Line:
        """Add blanks."""
        return self.add(" " * cells, self.fill)

    def to(self, column: int) -> Line:
        """Add blanks up to a column."""
        return self.gap(max(column - self.width, 0))

    def right(self, text: str, style: Style, end: int) -> Line:
        """Add a piece so that it ends before the column `end`."""
        return self.to(end - cell_len(text)).add(text, style)

    def join(self, other: Line) -> Line:
        """Add all pieces of another line."""
        self.segments += other.segments
        self.width += other.width
        return self

    def strip(self, width: int) -> Strip:
        """Give the line cut or filled to exactly `width` cells."""
        strip = Strip(self.segments, self.width)
        return strip.adjust_cell_length(width, self.fill)


def spread(left: Line, right: Line, width: int, margin: int = 1) -> Strip:
    """Give one line with a part at each end; the left one is cut where they would meet."""
    room = width - right.width - margin
    head = Strip(left.segments, left.width).adjust_cell_length(max(room, 0), left.fill)
    tail = Strip([*right.segments, Segment(" " * margin, right.fill)], right.width + margin)
    return Strip.join([head, tail]).adjust_cell_length(width, left.fill)


def blank(width: int, style: Style) -> Strip:
    """Give an empty line."""
    return Strip.blank(width, style)
