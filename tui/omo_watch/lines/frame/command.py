"""The line above what is typed behind the colon: what it could become, or why it is nothing."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.frame.footer import hints_line
from omo_watch.lines.line import Line, spread
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit

PAGE = "raised"
KEYS: tuple[Hint, ...] = (("tab", "next"), ("enter", "do it"), ("esc", "leave"))


def candidates_line(
    found: Sequence[str], chosen: int, unfinished: str, width: int, pen: Pen
) -> Strip:
    """Draw what the line could become, around the chosen one, and how many there are."""
    line = Line(pen.style("text", on=PAGE)).gap(2)
    if not found:
        said = fit(unfinished, width - 3, pen.glyphs.ellipsis)
        return line.add(said, pen.style("muted", on=PAGE)).strip(width)
    many = f"{chosen + 1} of {len(found)}" if chosen >= 0 else f"{len(found)}"
    right = Line(pen.style("text", on=PAGE)).add(many, pen.style("muted", on=PAGE))
    first = _first(found, chosen, width - right.width - 6)
    if first:
        line.add(f"{pen.glyphs.ellipsis} ", pen.style("muted", on=PAGE))
    for place in range(first, len(found)):
        if line.width + cell_len(found[place]) + right.width + 6 > width:
            line.add(pen.glyphs.ellipsis, pen.style("muted", on=PAGE))
            break
        here = place == chosen
        role = "accent" if here else "soft"
        style = pen.style(role, bold=here, on=PAGE, underline=here and pen.ink.plain)
        line.add(found[place], style).gap(2)
    return spread(line, right, width)


def fault_line(why: str, width: int, pen: Pen) -> Strip:
    """Draw why nothing was done."""
    line = Line(pen.style("text", on=PAGE)).gap(2)
    line.add(fit(why, width - 3, pen.glyphs.ellipsis), pen.style("bad", on=PAGE))
    return line.strip(width)


def meaning_line(meaning: str, width: int, pen: Pen) -> Line:
    """Draw what the line does, where it does something, and the keys."""
    hints = hints_line(KEYS, width, pen, on=PAGE)
    line = Line(pen.style("text", on=PAGE)).gap()
    if meaning and width >= 2 * (hints.width + cell_len(meaning)):
        line.add(meaning, pen.style("muted", on=PAGE)).gap(3)
    return line.join(hints)


def _first(found: Sequence[str], chosen: int, room: int) -> int:
    """Give the first one to draw, so that the chosen one is in view."""
    first = 0
    while first < chosen and sum(cell_len(f) + 2 for f in found[first : chosen + 1]) > room - 4:
        first += 1
    return first
