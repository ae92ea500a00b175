"""The thin rules that part panes; they carry the pane's title and position."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen


def titled_rule(left: Line, right: Line, width: int, pen: Pen, tee: int | None = None) -> Strip:
    """Draw a rule with a title near its left end and a position near its right end.

    `tee` is the column where a vertical rule hangs below; nothing is drawn there if it is taken.
    """
    style, dash = pen.style("line"), pen.glyphs.rule
    line = Line(style).add(dash, style)
    if left.width:
        line.gap().join(left).gap()
    end = width - (right.width + 3 if right.width else 0)
    dashes = max(end - line.width, 0)
    begin = line.width
    line.add(dash * dashes, style)
    if right.width:
        line.gap().join(right).gap().add(dash, style)
    strip = line.strip(width)
    if tee is None or not begin <= tee < begin + dashes:
        return strip
    before, after = strip.crop(0, tee), strip.crop(tee + 1, width)
    return Strip.join([before, Line(style).add(pen.glyphs.rule_tee, style).strip(1), after])


def plain_rule(width: int, pen: Pen) -> Strip:
    """Draw a rule without words."""
    style = pen.style("line")
    return Line(style).add(pen.glyphs.rule * width, style).strip(width)
