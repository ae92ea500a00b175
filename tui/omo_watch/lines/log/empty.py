"""What the log says where it has no line."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.pen import Pen
from omo_watch.lines.tables.empty import filtered_lines, two_lines


def empty_log(filtered: str, hidden: int, fault: str, width: int, pen: Pen) -> list[Strip]:
    """Say why the log has no line; `filtered` is the filter or the kind that hides `hidden`."""
    if fault:
        return two_lines(fault, "esc clears the filter.", width, pen)
    if not hidden:
        return two_lines("Nothing has happened yet.", "", width, pen)
    many = f"{hidden} {'is' if hidden == 1 else 'are'} hidden. esc clears it."
    return filtered_lines(filtered, many, width, pen, "Nothing in the log matches")
