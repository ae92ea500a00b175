"""A table of Markdown: columns as wide as they need, the widest ones cut where room ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from omo_watch.lines.line import Line
from omo_watch.lines.markdown.inline import spans
from omo_watch.lines.markdown.spans import Span
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

GAP = 2
LEAST = 4
MOST_COLUMNS = 20

Cell = list[Span]


def table_lines(node: SyntaxTreeNode, width: int, pen: Pen) -> list[Line]:
    """Draw head and rows, a thin rule between them."""
    rows = [_cells(row, pen) for part in node.children for row in part.children]
    widths = _widths(rows, width)
    lines = [_row(row, widths, pen) for row in rows]
    total = min(sum(widths) + GAP * max(len(widths) - 1, 0), width)
    rule = Line(pen.style("text")).add(pen.glyphs.rule * total, pen.style("line"))
    return [*lines[:1], rule, *lines[1:]]


def _cells(row: SyntaxTreeNode, pen: Pen) -> list[Cell]:
    return [
        [span for child in cell.children for span in spans(child, pen, cell.type)]
        for cell in row.children[:MOST_COLUMNS]
    ]


def _widths(rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    count = max(map(len, rows), default=0)
    wanted = [max((_size(row[n]) for row in rows if n < len(row)), default=0) for n in range(count)]
    room = width - GAP * max(count - 1, 0)
    while sum(wanted) > room and max(wanted) > LEAST:
        widest = max(wanted)
        others = max((one for one in wanted if one < widest), default=LEAST)
        equal = wanted.count(widest)
        less = max(min(-(-(sum(wanted) - room) // equal), widest - others, widest - LEAST), 1)
        wanted = [one - less if one == widest else one for one in wanted]
    return wanted


def _row(row: Sequence[Cell], widths: Sequence[int], pen: Pen) -> Line:
    line, column = Line(pen.style("text")), 0
    for cell, width in zip(row, widths, strict=False):
        line.to(column)
        left = width
        for span in cell:
            piece = span.text
            if cell_len(piece) > left:
                piece = fit(piece, left, pen.glyphs.ellipsis)
            line.add(piece.replace("\n", " "), span.style)
            left -= cell_len(piece)
        column += width + GAP
    return line


def _size(cell: Cell) -> int:
    return sum(cell_len(span.text) for span in cell)
