"""What the table says where it has no row."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.no_session import no_session
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, wrap
from omo_watch_core.clock import countdown
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import State

INDENT = 4
ABOVE = 2


def empty_lines(
    state: State,
    view: View,
    found: Arrangement,
    soonest: tuple[int, float] | None,
    width: int,
    pen: Pen,
) -> list[Strip]:
    """Say why there is no row; `soonest` is how many wait for a limit and when the first is due."""
    if view.needs_me and not view.filter:
        return two_lines("Nothing needs you.", _waits(state, soonest), width, pen)
    if view.filter:
        count = found.hidden
        hidden = f"{count} {'is' if count == 1 else 'are'} hidden by this filter. esc clears it."
        return filtered_lines(view.filter, hidden, width, pen)
    return two_lines(*no_session(state, pen.keyboard), width, pen)


def too_small_line(columns: int, lines: int) -> str:
    """Say that the terminal is too small."""
    return f"This terminal is {columns}x{lines}. omo-watch needs 80x24."


def _waits(state: State, soonest: tuple[int, float] | None) -> str:
    if soonest is None:
        return "esc shows all sessions."
    count, due_ms = soonest
    left = countdown(due_ms - state.now_ms)
    when = f"the next is back in {left}" if left[0].isdigit() else "the next is due"
    return f"{count} {'waits' if count == 1 else 'wait'} for a limit, {when}."


def two_lines(bold: str, muted: str, width: int, pen: Pen) -> list[Strip]:
    """Say what happens in bold, and below it what one can do, in as many lines as it takes."""
    first = _begin(pen).add(_fit(bold, width, pen), pen.style("text", bold=True))
    below = wrap(muted, width - INDENT - 1) or [""]
    rest = [_begin(pen).add(text, pen.style("muted")).strip(width) for text in below]
    return [*_above(width, pen), first.strip(width), *rest]


def empty_log(filtered: str, hidden: int, fault: str, width: int, pen: Pen) -> list[Strip]:
    """Say why the log has no line; `filtered` is the filter or the kind that hides `hidden`."""
    if fault:
        return two_lines(fault, "esc clears the filter.", width, pen)
    if not hidden:
        return two_lines("Nothing has happened yet.", "", width, pen)
    many = f"{hidden} {'is' if hidden == 1 else 'are'} hidden. esc clears it."
    return filtered_lines(filtered, many, width, pen, "Nothing in the log matches")


def filtered_lines(
    text: str, hidden: str, width: int, pen: Pen, nothing: str = "No session matches"
) -> list[Strip]:
    """Say what a filter hides."""
    first = _begin(pen).add(nothing, pen.style("text")).gap(2)
    first.add(_fit(text, width - len(nothing) - 2, pen), pen.style("text"))
    second = _begin(pen).add(_fit(hidden, width, pen), pen.style("muted"))
    return [*_above(width, pen), first.strip(width), second.strip(width)]


def _begin(pen: Pen) -> Line:
    return Line(pen.style("text")).gap(INDENT)


def _above(width: int, pen: Pen) -> list[Strip]:
    return [Strip.blank(width, pen.style("text"))] * ABOVE


def _fit(text: str, width: int, pen: Pen) -> str:
    return fit(text, width - INDENT - 1, pen.glyphs.ellipsis)
