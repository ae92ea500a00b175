"""Lines of which there is room for some: a window, where it stands, and the keys to read on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.keys.key import Place
from omo_watch.keys.table import shown_in
from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen

INDENT = 2


def window(
    lines: Sequence[Strip], room: int, top: int, place: Place, width: int, pen: Pen
) -> list[Strip]:
    """Draw the lines from `top` on; where not all have room, the last line says which these are.

    `place` is the page whose keys read on.
    """
    if len(lines) <= room:
        return list(lines)
    end = min(top + room - 1, len(lines))
    words = f"line {top + 1} to {end} of {len(lines)}"
    line = Line(pen.style("text")).gap(INDENT).add(f"{words}   ", pen.style("muted"))
    keys = shown_in(place, "J  K", pen.keyboard)
    line.add(keys, pen.style("accent", bold=True)).gap().add("read on", pen.style("muted"))
    return [*lines[top:end], line.strip(width)]


def last_top(count: int, room: int) -> int:
    """Give the line where the last window begins."""
    return max(count - room + 1, 0) if count > room else 0


def in_view(top: int, cursor: int, shown: int, count: int) -> int:
    """Give the first of `shown` rows: the cursor is among them, and no room is left unused."""
    return min(max(top, cursor - shown + 1), cursor, max(count - shown, 0))
