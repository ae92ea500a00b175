"""What the rows of all tables share: the cursor's edge, the mark, cells, and the heads above."""

from __future__ import annotations

from typing import Literal

from rich.style import Style
from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.tables.layout import Layout, N, Place
from omo_watch.lines.text import fit

Cursor = Literal["none", "here", "away"]
"""Whether the cursor is on the row, and whether the table has the focus."""
PAGES: dict[Cursor, str] = {"none": "ground", "here": "cursor", "away": "surface"}


def column_heads(layout: Layout[N], pen: Pen) -> Strip:
    """Draw the heads of any table, aligned like their columns."""
    style = pen.style("muted")
    line = Line(pen.style("text"))
    for place in layout.places.values():
        if place.column.right:
            line.right(place.column.head, style, place.end)
        else:
            line.to(place.start).add(place.column.head, style)
    return line.strip(layout.width)


def add_edge(line: Line, pen: Pen, cursor: Cursor) -> None:
    """Begin a row with the edge of the cursor, where it is."""
    on = PAGES[cursor]
    if cursor == "here":
        line.add(pen.glyphs.edge, pen.style("accent", on=on))
    elif cursor == "away":
        line.add(pen.glyphs.rule_v, pen.style("line", on=on))
    else:
        line.gap()


def add_cell(line: Line, place: Place[N] | None, text: str, style: Style, pen: Pen) -> None:
    """Draw one cell, where there is room for its column."""
    if place is None or not text:
        return
    text = fit(text, place.width, pen.glyphs.ellipsis)
    if place.column.right:
        line.right(text, style, place.end)
    else:
        line.to(place.start).add(text, style)


def with_mark(strip: Strip, pen: Pen, cursor: Cursor, chip: Style | None) -> Strip:
    """Put the mark into the gutter, which is also the left end of a chip, where there is one."""
    style = chip or pen.style("accent", bold=True, on=PAGES[cursor])
    sign = Line(style).add(pen.glyphs.marked, style)
    return Strip.join([strip.crop(0, 1), sign.strip(1), strip.crop(2, strip.cell_length)])
