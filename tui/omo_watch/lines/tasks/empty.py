"""What the table of tasks says where it has no row."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.pen import Pen
from omo_watch.lines.tables.empty import filtered_lines, two_lines
from omo_watch_core.select.tasks import TaskArrangement, TaskView

START = "{new_task} starts one under the selected session."


def empty_task_lines(
    view: TaskView, found: TaskArrangement, read_only: bool, width: int, pen: Pen
) -> list[Strip]:
    """Say why there is no row."""
    many = found.hidden
    if view.filter and many:
        muted = f"{many} {'is' if many == 1 else 'are'} hidden by this filter. esc clears it."
        return filtered_lines(view.filter, muted, width, pen, "No task matches")
    if view.needs_me and many:
        bold = "No task needs you."
        muted = f"{many} {'goes' if many == 1 else 'go'} on or ended well. esc shows all."
    else:
        bold = "No background task."
        muted = "" if read_only else pen.keyboard.say(START)
    return two_lines(bold, muted, width, pen)
