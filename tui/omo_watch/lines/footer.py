"""The footer: the keys that do something here and now, dropped from the right."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line, spread
from omo_watch.lines.pen import Pen, gap

Hint = tuple[str, str]
"""A key as it is written and what it does, in a word or two."""


def footer_line(hints: Sequence[Hint], last: Hint | None, width: int, pen: Pen) -> Strip:
    """Draw the keys, most used first; `last` always stays, at the right end."""
    right = hints_line([last] if last else [], width, pen)
    room = width - 1 - right.width - 1 - (gap(width) if last else 0)
    shown = list(hints)
    while shown and hints_line(shown, width, pen).width > room:
        shown.pop()
    left = Line(pen.style("text", on="surface")).gap().join(hints_line(shown, width, pen))
    return spread(left, right, width)


def hints_line(hints: Sequence[Hint], width: int, pen: Pen, on: str = "surface") -> Line:
    """Draw keys bold and what they do muted."""
    line = Line(pen.style("text", on=on))
    for place, (key, label) in enumerate(hints):
        line.gap(gap(width) if place else 0).add(key, pen.style("text", bold=True, on=on)).gap()
        line.add(label, pen.style("muted", on=on))
    return line
