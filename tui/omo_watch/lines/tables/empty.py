"""How a table without rows says so: what there is, and what one can do."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, wrap

INDENT = 4
ABOVE = 2


def two_lines(bold: str, muted: str, width: int, pen: Pen) -> list[Strip]:
    """Say what happens in bold, and below it what one can do, in as many lines as it takes."""
    first = _begin(pen).add(_fit(bold, width, pen), pen.style("text", bold=True))
    below = wrap(muted, width - INDENT - 1) or [""]
    rest = [_begin(pen).add(text, pen.style("muted")).strip(width) for text in below]
    return [*_above(width, pen), first.strip(width), *rest]


def filtered_lines(
    text: str, hidden: str, width: int, pen: Pen, nothing: str = "No session matches"
) -> list[Strip]:
    """Say what a filter hides."""
    first = _begin(pen).add(nothing, pen.style("text")).gap(2)
    first.add(_fit(text, width - len(nothing) - 2, pen), pen.style("text"))
    second = _begin(pen).add(_fit(hidden, width, pen), pen.style("muted"))
    return [*_above(width, pen), first.strip(width), second.strip(width)]


def _begin(pen: Pen) -> Line:
    return Line(pen.style("text")).gap(INDENT)


def _above(width: int, pen: Pen) -> list[Strip]:
    return [Strip.blank(width, pen.style("text"))] * ABOVE


def _fit(text: str, width: int, pen: Pen) -> str:
    return fit(text, width - INDENT - 1, pen.glyphs.ellipsis)
