"""All that is wrong in a person's settings, one under the other."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import inner_rule, key_line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import wrap

PAGE = "raised"
PAD = 2
KEYS: tuple[Hint, ...] = (("esc", "close"),)
REST = " The rest is in use."
"""Is said once, below all."""
SAID = "All else is in use. They are read when omo-watch starts."


def fault_rows(faults: Sequence[str], width: int, pen: Pen) -> list[Strip]:
    """Draw each fault, its place bold, wrapped, with a blank line behind it."""
    rows: list[Strip] = []
    for fault in faults:
        place, colon, rest = fault.removesuffix(REST).partition(": ")
        head = Line(pen.style("text", on=PAGE)).gap(PAD)
        if colon:
            head.add(place.replace("'", ""), pen.style("bad", bold=True, on=PAGE))
            rows.append(head.strip(width))
        for text in wrap(rest if colon else place, width - 2 * PAD):
            line = Line(pen.style("text", on=PAGE)).gap(PAD)
            rows.append(line.add(text, pen.style("text", on=PAGE)).strip(width))
        rows.append(blank(width, pen.style("text", on=PAGE)))
    return rows[:-1]


def fault_lines(rows: Sequence[Strip], top: int, height: int, width: int, pen: Pen) -> list[Strip]:
    """Draw the rows in view, how many are below, and the key."""
    seen = list(rows[top : top + height])
    void = blank(width, pen.style("text", on=PAGE))
    more = len(rows) - top - len(seen)
    hints: tuple[Hint, ...] = (("arrows", f"{more} more lines"), *KEYS) if more or top else KEYS
    said = Line(pen.style("text", on=PAGE)).gap(PAD).add(SAID, pen.style("muted", on=PAGE))
    return [
        *seen,
        *[void] * (height - len(seen)),
        inner_rule(width, pen),
        said.strip(width),
        void,
        key_line(hints, width, pen),
    ]
