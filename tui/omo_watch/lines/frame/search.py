"""What is looked for, as it is typed, and which match is the current one."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from omo_watch.lines.frame.footer import hints_line
from omo_watch.lines.line import Line, spread
from omo_watch.lines.pen import Pen

PAGE = "raised"
NO_MATCH = "no match"
BLOCK = Style(reverse=True)


def search_line(query: str, place: int, count: int, width: int, pen: Pen) -> Strip:
    """Draw sign, text and a block cursor, and at the right the matches and two keys."""
    text = pen.style("text", on=PAGE)
    right = Line(text)
    if query:
        right.add(matches(place, count), pen.style("muted" if count else "bad", on=PAGE)).gap(3)
    right.join(hints_line([("enter", "keep"), ("esc", "clear")], width, pen, on=PAGE))
    room = max(width - right.width - 8, 4)
    shown = query
    while cell_len(shown) > room:
        shown = shown[1:]
    left = Line(text).gap().add("/", pen.style("accent", bold=True, on=PAGE)).gap()
    left.add(shown, text).add(" ", text + BLOCK)
    return spread(left, right, width)


def matches(place: int, count: int) -> str:
    """Say which of how many: `2 of 7`."""
    return f"{place + 1} of {count}" if count else NO_MATCH
