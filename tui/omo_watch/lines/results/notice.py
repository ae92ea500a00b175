"""The newest toasts, in the place of results."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line, spread
from omo_watch.lines.pen import Pen
from omo_watch.lines.results.edge import PAGE, edge
from omo_watch.lines.results.telling import telling
from omo_watch.lines.text import fit
from omo_watch_core.clock import age
from omo_watch_core.model import Toast

NEWEST = 2
"""How many toasts are shown; the rest is counted."""
LEVEL, TITLE, SERVER, AGE = 7, 20, 16, 2


def toast_lines(
    toasts: Sequence[Toast], now_ms: int, width: int, pen: Pen, room: int
) -> list[Strip]:
    """Draw toasts, newest first, in at most `room` lines: the newest two, and how many more."""
    if room <= 0 or not toasts:
        return []
    shown = toasts[: min(NEWEST, room if len(toasts) <= room else max(room - 1, 1))]
    lines = [toast_line(toast, now_ms, width, pen) for toast in reversed(shown)]
    left = len(toasts) - len(shown)
    if left and len(lines) < room:
        more = edge("muted", pen).add(f"and {left} more in the Log", pen.style("muted", on=PAGE))
        lines.insert(0, more.strip(width))
    return lines


def toast_line(toast: Toast, now_ms: int, width: int, pen: Pen) -> Strip:
    """Draw a toast: level, title, text, server and age; it is a claim, so nothing is ticked."""
    said = telling(toast, pen)
    line = edge(said.role, pen)
    line.add(said.level.ljust(LEVEL), pen.style(said.role, bold=True, on=PAGE)).gap(3)
    right = Line(pen.style("text", on=PAGE))
    aged = age(now_ms - toast.at_ms).rjust(AGE)
    server = fit(toast.server, SERVER, pen.glyphs.ellipsis)
    right.add(f"{server}  {aged}", pen.style("muted", on=PAGE))
    room = width - line.width - right.width - 4
    title = fit(said.title, min(room, max(TITLE, width // 4)), pen.glyphs.ellipsis)
    if title:
        line.add(title, pen.style("text", bold=True, on=PAGE)).gap(2)
    text = fit(said.text, width - line.width - right.width - 4, pen.glyphs.ellipsis)
    return spread(line.add(text, pen.style("soft", on=PAGE)), right, width)
