"""What a parent is told of its tasks when it is compacted.

Source: background-tasks 14.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from omo_watch_core.value import Value

KEPT = 100
SHOWN = 20
DESCRIPTION_LENGTH = 240
TEXT_LENGTH = 6000
_CUT = "... [truncated]"

History = Mapping[str, "Remembered"]
"""The tasks of one parent by id, oldest first."""


class Remembered(Value):
    """Hold one task of the past."""

    id: str
    agent: str
    description: str
    status: str
    category: str | None = None
    session: str | None = None


def remembered(history: History, task: Remembered) -> History:
    """Note a task, or what is new of it; the oldest goes where there are too many."""
    known = history.get(task.id)
    if known is not None:
        task = replace(
            task,
            category=task.category or known.category,
            session=task.session or known.session,
        )
    notes = {**history, task.id: task}
    return dict(list(notes.items())[-KEPT:])


def summary(history: History) -> str | None:
    """Tell the newest tasks first, as many as there is room for; None without a task."""
    newest = [_line(task) for task in list(history.values())[: -SHOWN - 1 : -1]]
    if not newest:
        return None
    lines: list[str] = []
    older = len(history) - len(newest)
    if older:
        lines.append(f"- {older} older delegated sessions omitted from compaction summary.")
    fitting = _fitting(newest, len("\n".join(lines)))
    lines += newest[:fitting]
    if fitting < len(newest):
        left = len(newest) - fitting
        lines.append(f"- {left} delegated sessions omitted to stay within compaction budget.")
    return "\n".join(lines)


def _fitting(lines: list[str], used: int) -> int:
    for place, line in enumerate(lines):
        used += len(line) + (1 if used else 0)
        if used > TEXT_LENGTH:
            return place
    return len(lines)


def _line(task: Remembered) -> str:
    description = task.description
    if len(description) > DESCRIPTION_LENGTH:
        description = description[: DESCRIPTION_LENGTH - len(_CUT)] + _CUT
    category = f"[{task.category}]" if task.category else ""
    told = f"- **{task.agent}**{category}({task.status}) task_id: `{task.id}`: {description}"
    return f"{told} | session: `{task.session}`" if task.session else told
