"""What the table says where it has no row."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.pen import Pen
from omo_watch.lines.sessions.no_session import no_session
from omo_watch.lines.tables.empty import filtered_lines, two_lines
from omo_watch_core.clock import countdown
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import State


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
