"""The rows of the list of what sessions can be sorted by."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import inner_rule, key_line
from omo_watch.lines.pen import Pen
from omo_watch.lines.sessions.columns import Name
from omo_watch_core.select.view import SORTS, Sort, View, said_sort

PAGE = "raised"
PAD, NAME, WAY = 2, 11, 38
MEANS: dict[Sort, tuple[str, str]] = {
    "attention": ("a", "worst first, then who waits longest"),
    "title": ("t", "A to Z"),
    "state": ("s", "worst first"),
    "time": ("i", "newest first"),
    "model": ("m", "A to Z"),
    "cost": ("c", "most first"),
    "context": ("x", "fullest first"),
    "server": ("v", "A to Z"),
    "agent": ("g", "A to Z"),
}
"""The letter of each sort, and which way it goes."""
OF_COLUMNS: dict[Name, Sort] = {
    "state": "state",
    "time": "time",
    "session": "title",
    "server": "server",
    "agent": "agent",
    "model": "model",
    "ctx": "context",
    "cost": "cost",
    "why": "attention",
}
"""What a click on the head of a column sorts by; the ladder has no order."""
KEYS: tuple[Hint, ...] = (
    ("enter", "sort"), ("tab", "then by it"), ("r", "reverse"), ("esc", "close"),
)  # fmt: skip
BELOW = 5
"""Lines below the choices: rule, order, blank, two lines of keys."""


def sort_lines(view: View, cursor: int, width: int, pen: Pen) -> list[Strip]:
    """Draw the sorts, which of them are in use, and the keys."""
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    line.add(said_sort(view), pen.style("text", on=PAGE))
    hint = Line(pen.style("text", on=PAGE)).gap(PAD)
    hint.add("a letter sorts, a capital is the second level", pen.style("muted", on=PAGE))
    return [
        *(_row(sort, view, place == cursor, width, pen) for place, sort in enumerate(SORTS)),
        inner_rule(width, pen),
        line.strip(width),
        hint.strip(width),
        blank(width, pen.style("text", on=PAGE)),
        key_line(KEYS, width, pen),
    ]


def _row(sort: Sort, view: View, here: bool, width: int, pen: Pen) -> Strip:
    on = "cursor" if here else PAGE
    letter, means = MEANS[sort]
    line = Line(pen.style("text", on=on))
    line.add(pen.glyphs.edge if here else " ", pen.style("accent", on=on)).to(PAD)
    line.add(letter, pen.style("accent", bold=True, on=on)).gap(2)
    underline = here and pen.ink.plain
    style = pen.style("text", bold=here, on=on, underline=underline)
    line.add(sort, style).to(PAD + 3 + NAME + 1)
    line.add(means, pen.style("muted", on=on)).to(PAD + 3 + NAME + 1 + WAY)
    if sort == view.sort:
        line.add("reversed" if view.reverse else "first", pen.style("accent", on=on))
    elif sort == view.then:
        line.add("then", pen.style("accent", on=on))
    return line.strip(width)
