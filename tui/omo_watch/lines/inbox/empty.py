"""What the Inbox says where it has no row."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.naming import called
from omo_watch.lines.pen import Pen
from omo_watch.lines.tables.empty import filtered_lines, two_lines
from omo_watch_core.clock import age
from omo_watch_core.select.inbox_rows import InboxRows, InboxView, past
from omo_watch_core.state import State

NOTHING = "Nothing needs you."


def empty_inbox(
    state: State, view: InboxView, found: InboxRows, width: int, pen: Pen
) -> list[Strip]:
    """Say why there is no row."""
    if found.fault:
        return two_lines(found.fault, "esc clears the filter.", width, pen)
    if view.filter:
        many = f"{found.hidden} {'is' if found.hidden == 1 else 'are'} hidden by this filter."
        nothing = "Nothing in the Inbox matches"
        return filtered_lines(view.filter, f"{many} esc clears it.", width, pen, nothing)
    if view.past:
        said = "Requests that are answered here, and news that are closed, stay readable here."
        return two_lines("Nothing was answered yet.", said, width, pen)
    return two_lines(NOTHING, _last(state), width, pen)


def _last(state: State) -> str:
    dealt = past(state)
    if not dealt:
        return "Requests, offers and troubles of all sessions show up here by themselves."
    last = dealt[0]
    title = called(last.title, child=bool(last.above))
    return f"Last one: {title}, {last.how}, {age(state.now_ms - last.since_ms)} ago."
