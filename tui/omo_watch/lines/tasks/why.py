"""Why a task is as it is, in the few words of its row."""

from __future__ import annotations

from omo_watch.lines.moments import minute_of_day
from omo_watch.lines.tasks.columns import WHY_FULL
from omo_watch.lines.tasks.states import is_strong
from omo_watch_core.clock import SECOND, age
from omo_watch_core.tasks.derive.row import TaskRow

QUIET_MS = 10 * SECOND
"""From here on a running task says what it is at."""


def task_why(task: TaskRow, owner: str, width: int, separator: str) -> str:
    """Give the cell's text: with evidence only in the full width."""
    if task.stopped_by:
        when = f" {minute_of_day(task.stopped_ms)}" if task.stopped_ms else ""
        said = f"stopped by {stopper(task, owner)}"
        return f"{said}{when}" if len(said + when) <= width else said
    if task.state == "queued":
        if task.paused:
            return "lane is paused"
        return "next free slot" if task.place == 1 else ""
    if task.state == "waiting":
        return _asks(task)
    if task.state == "running":
        return _at_work(task, separator)
    cause = task.why.cause if task.why else ""
    evidence = task.why.evidence if task.why else ""
    whole = f"{cause} {separator} {evidence}" if cause and evidence else cause or task.error
    return whole if width >= WHY_FULL and len(whole) <= width else cause or task.error


def why_role(task: TaskRow) -> str:
    """Give the role of that text."""
    return "text" if is_strong(task.state) and not task.stopped_by else "muted"


def stopper(task: TaskRow, owner: str) -> str:
    """Name who stopped it: `you`, or another operator."""
    return "you" if task.stopped_by == owner else task.stopped_by


def what_is_asked(task: TaskRow) -> str:
    """Give `permission` or `question`, "" where that is not known."""
    kind = (task.why.evidence if task.why else "").partition(" ")[0]
    return kind if kind in ("permission", "question") else ""


def _asks(task: TaskRow) -> str:
    kind = what_is_asked(task)
    return {"permission": "asks permission", "question": "asks a question"}.get(kind, "asks you")


def _at_work(task: TaskRow, separator: str) -> str:
    silent = task.silent_ms or 0
    if task.last_tool and silent >= QUIET_MS:
        return f"{task.last_tool.partition(' ')[0]} {separator} {age(silent)}"
    return f"attempt {task.attempt}" if task.attempt > 1 else ""
