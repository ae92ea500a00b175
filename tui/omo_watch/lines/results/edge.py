"""The coloured edge with which all lines in the place of results begin, and sentences behind it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.frame.footer import hints_line
from omo_watch.lines.line import Line, spread
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, parted

PAGE = "raised"
MOST = 3
"""Lines that a sentence may take; an address is read whole in them."""


def edge(role: str, pen: Pen) -> Line:
    """Begin a line with an edge of this role."""
    line = Line(pen.style("text", on=PAGE))
    return line.add(pen.glyphs.edge, pen.style(role, on=PAGE)).gap()


def sentence_lines(
    line: Line, what: str, role: str, width: int, pen: Pen, hints: Sequence[Hint] = ()
) -> list[Strip]:
    """End a line with a sentence, and with keys at its right; what is longer goes on below it."""
    right = hints_line(hints, width, pen, on=PAGE)
    soft = pen.style("soft", on=PAGE)
    said, rest = parted(what, width - line.width - right.width - (4 if hints else 1))
    lines = [spread(line.add(said, soft), right, width)]
    while rest:
        full = len(lines) == MOST - 1
        part, rest = (rest, "") if full else parted(rest, width - 3)
        lines.append(further_line(part, role, width, pen))
    return lines


def further_line(text: str, role: str, width: int, pen: Pen) -> Strip:
    """Draw where a sentence goes on."""
    room = width - 3
    return (
        edge(role, pen)
        .add(fit(text, room, pen.glyphs.ellipsis), pen.style("soft", on=PAGE))
        .strip(width)
    )
