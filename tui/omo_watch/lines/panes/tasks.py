"""The tasks of one session, beside its transcript."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.tasks.row import task_time
from omo_watch.lines.tasks.states import add_task_state, is_strong
from omo_watch.lines.tasks.why import stopper, what_is_asked, why_role
from omo_watch.lines.text import fit
from omo_watch_core.state import State
from omo_watch_core.tasks.derive.row import TaskRow

TIME_END = 20
WHAT, WHY = 22, 40
"""Where the description begins, and the cause at the earliest."""
CAUSE = 24
"""Cells for a cause."""
MOST = 8
"""How many are shown where something stands below them."""


def task_lines(
    tasks: Sequence[TaskRow], state: State, width: int, pen: Pen, most: int | None = None
) -> list[Strip]:
    """Draw the tasks of a session, one line each; of more than `most` the rest is counted."""
    if not tasks:
        line = Line(pen.style("text")).gap(2).add("no background task", pen.style("muted"))
        return [line.strip(width)]
    shown = tasks if most is None or len(tasks) <= most else tasks[: most - 1]
    lines = [_task(task, state, width, pen) for task in shown]
    if len(shown) < len(tasks):
        more = f"and {len(tasks) - len(shown)} more"
        lines.append(Line(pen.style("text")).gap(2).add(more, pen.style("muted")).strip(width))
    return lines


def _task(task: TaskRow, state: State, width: int, pen: Pen) -> Strip:
    line = Line(pen.style("text")).gap()
    add_task_state(line, task.state, pen)
    role = "wait" if task.state == "retry" else "muted"
    line.right(task_time(task, state.now_ms), pen.style(role), TIME_END).to(WHAT)
    why = max(WHY, width - CAUSE)
    what = fit(task.description or task.id, why - WHAT - 2, pen.glyphs.ellipsis)
    line.add(what, pen.style("text", bold=is_strong(task.state))).to(why)
    room = width - why - 1
    if task.differs and not task.stopped_by:
        sign = f"{pen.glyphs.mismatch_wide} {task.claim or ''}"
        line.add(fit(sign, room, pen.glyphs.ellipsis), pen.style("bad", bold=True))
    else:
        said = fit(_why(task, state.owner), room, pen.glyphs.ellipsis)
        line.add(said, pen.style(why_role(task)))
    return line.strip(width)


def _why(task: TaskRow, owner: str) -> str:
    """Say in a word or two why it is so, else who does it."""
    if task.stopped_by:
        return f"by {stopper(task, owner)}"
    if is_strong(task.state) or task.state == "retry":
        return what_is_asked(task) or (task.why.cause if task.why else task.agent)
    return task.agent
