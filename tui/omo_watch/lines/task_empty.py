"""What the table of tasks says where it has no row."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.select.tasks import TaskArrangement, TaskView

INDENT = 4
ABOVE = 2


def empty_task_lines(
    view: TaskView, found: TaskArrangement, read_only: bool, width: int, pen: Pen
) -> list[Strip]:
    """Say why there is no row."""
    many = found.hidden
    if view.filter and many:
        muted = f"{many} {'is' if many == 1 else 'are'} hidden by this filter. esc clears it."
        first = _begin(pen).add("No task matches", pen.style("text")).gap(2)
        first.add(_fit(view.filter, width - 18, pen), pen.style("text"))
        return [*_above(width, pen), first.strip(width), _muted(muted, width, pen)]
    if view.needs_me and many:
        bold = "No task needs you."
        muted = f"{many} {'goes' if many == 1 else 'go'} on or ended well. esc shows all."
    else:
        bold = "No background task."
        muted = "" if read_only else "n starts one under the selected session."
    first = _begin(pen).add(bold, pen.style("text", bold=True))
    return [*_above(width, pen), first.strip(width), _muted(muted, width, pen)]


def _muted(text: str, width: int, pen: Pen) -> Strip:
    return _begin(pen).add(_fit(text, width, pen), pen.style("muted")).strip(width)


def _begin(pen: Pen) -> Line:
    return Line(pen.style("text")).gap(INDENT)


def _above(width: int, pen: Pen) -> list[Strip]:
    return [Strip.blank(width, pen.style("text"))] * ABOVE


def _fit(text: str, width: int, pen: Pen) -> str:
    return fit(text, width - INDENT - 1, pen.glyphs.ellipsis)
