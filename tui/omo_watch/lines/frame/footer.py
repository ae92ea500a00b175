"""The footer: the keys that do something here and now, dropped from the right."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.line import Line, spread
from omo_watch.lines.pen import Pen, gap


def footer_line(hints: Sequence[Hint], last: Hint | None, width: int, pen: Pen) -> Strip:
    """Draw the keys, most used first; `last` always stays, at the right end."""
    right = hints_line([last] if last else [], width, pen)
    shown = _shown(hints, right, width, pen)
    left = Line(pen.style("text", on="surface")).gap().join(hints_line(shown, width, pen))
    return spread(left, right, width)


def hint_at(hints: Sequence[Hint], last: Hint | None, width: int, pen: Pen, x: int) -> Hint | None:
    """Give the key that stands in a column of the footer."""
    right = hints_line([last] if last else [], width, pen)
    if last and width - 1 - right.width <= x < width - 1:
        return last
    start = 1
    for hint in _shown(hints, right, width, pen):
        end = start + hints_line([hint], width, pen).width
        if start <= x < end:
            return hint
        start = end + gap(width)
    return None


def _shown(hints: Sequence[Hint], right: Line, width: int, pen: Pen) -> list[Hint]:
    """Drop from the right what there is no room for."""
    room = width - 1 - right.width - 1 - (gap(width) if right.width else 0)
    shown = list(hints)
    while shown and hints_line(shown, width, pen).width > room:
        shown.pop()
    return shown


def hints_line(hints: Sequence[Hint], width: int, pen: Pen, on: str = "surface") -> Line:
    """Draw keys bold and what they do muted."""
    line = Line(pen.style("text", on=on))
    for place, (key, label) in enumerate(hints):
        line.gap(gap(width) if place else 0).add(key, pen.style("text", bold=True, on=on)).gap()
        line.add(label, pen.style("muted", on=on))
    return line
