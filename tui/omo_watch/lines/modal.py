"""What every modal is drawn with: its ground and margin, a rule, a line of words, its keys."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.frame.footer import hints_line
from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit

PAGE = "raised"
PAD = 2


def inner_rule(width: int, pen: Pen) -> Strip:
    """Draw the rule between list and sentences."""
    style = pen.style("line", on=PAGE)
    return Line(style).add(pen.glyphs.rule * width, style).strip(width)


def plain(text: str, role: str, width: int, pen: Pen) -> Strip:
    """Draw one line of words in the frame."""
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    text = fit(text, width - 2 * PAD, pen.glyphs.ellipsis)
    return line.add(text, pen.style(role, on=PAGE)).strip(width)


def key_line(hints: tuple[Hint, ...], width: int, pen: Pen) -> Strip:
    """Draw the keys of a modal, three blanks apart."""
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    return line.join(hints_line(hints, 100, pen, on=PAGE)).strip(width)
