"""What the board of models says where it has no row."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.moments import minute_of_day
from omo_watch.lines.pen import Pen
from omo_watch.lines.tables.empty import filtered_lines, two_lines
from omo_watch_core.select.board.nouns import Board, BoardView


def empty_model_lines(
    view: BoardView, board: Board, since_ms: int, width: int, pen: Pen
) -> list[Strip]:
    """Say why there is no row; `since_ms` is since when limits were listened for."""
    many, known = board.hidden, len(board.rows)
    if view.filter and many:
        muted = f"{many} {'is' if many == 1 else 'are'} hidden by this filter. esc clears it."
        return filtered_lines(view.filter, muted, width, pen, "No model matches")
    if not known:
        bold, muted = "No model is known yet.", "A server names its models once it answers."
    else:
        since = f" since {minute_of_day(since_ms)}" if since_ms else ""
        bold = f"No model has been limited{since}."
        limited = view.shows == "limited"
        does = "{shows} goes on to what is in use." if limited else "{shows} shows all."
        muted = f"{known} {'is' if known == 1 else 'are'} known; {pen.keyboard.say(does)}"
    return two_lines(bold, muted, width, pen)
