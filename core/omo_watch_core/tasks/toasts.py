"""The toasts of the task manager: its list of tasks at each launch, and one at each end.

Source: background-tasks 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from omo_watch_core.tasks.durations import in_toasts
from omo_watch_core.value import Value

CROWD = 2
"""More tasks than these are shown for longer."""

Origin = Literal[
    "user-defined", "inherited", "category-default", "system-default", "runtime-fallback"
]
_ORIGINS: dict[str, str] = {
    "inherited": "inherited from parent",
    "system-default": "system default fallback",
    "runtime-fallback": "runtime fallback",
}
"""Where a model comes from that nobody chose for this task."""


class Listed(Value):
    """Hold one task of the list."""

    id: str
    description: str
    agent: str
    since_ms: float
    status: str = "running"
    """running or queued; any other is not listed."""
    is_background: bool = True
    category: str | None = None
    model: str | None = None
    origin: Origin | None = None
    skills: tuple[str, ...] = ()
    session: str | None = None


class ToastText(Value):
    """Hold what a toast shows."""

    title: str
    message: str
    variant: str
    duration_ms: int


def launched(tasks: Sequence[Listed], new: Listed, now_ms: float, limit: float | None) -> ToastText:
    """Show all tasks, one of them new; without a limit how many may run is not said."""
    running = sorted(_of("running", tasks), key=lambda task: -task.since_ms)
    queued = sorted(_of("queued", tasks), key=lambda task: task.since_ms)
    total = len(running) + len(queued)
    blocks: list[str] = []
    if new.origin in _ORIGINS:
        blocks.append(f"[FALLBACK] Model: {new.model} ({_ORIGINS[new.origin]})")
    if running:
        slots = "" if limit is None else f" [{total}/{limit:g}]"
        lines = [_running(task, new, now_ms) for task in running]
        blocks.append("\n".join((f"Running ({len(running)}):{slots}", *lines)))
    if queued:
        waiting = [_queued(task, new) for task in queued]
        blocks.append("\n".join((f"Queued ({len(queued)}):", *waiting)))
    return ToastText(
        title="New Background Task" if new.is_background else "New Task Executed",
        message="\n\n".join(blocks) if total else "\n\n".join((*blocks, _named(new))),
        variant="info",
        duration_ms=5000 if total > CROWD else 3000,
    )


def finished(description: str, duration: str, left: Iterable[Listed]) -> ToastText:
    """Show that a task has ended, well or not, and how many are left."""
    left = list(left)
    running, queued = len(_of("running", left)), len(_of("queued", left))
    rest = f"\n\nStill running: {running} | Queued: {queued}" if running or queued else ""
    return ToastText(
        title="Task Completed",
        message=f'"{description}" finished in {duration}{rest}',
        variant="success",
        duration_ms=5000,
    )


def _of(status: str, tasks: Iterable[Listed]) -> list[Listed]:
    return [task for task in tasks if task.status == status]


def _running(task: Listed, new: Listed, now_ms: float) -> str:
    kind = "[BG]" if task.is_background else "[RUN]"
    return _line(kind, task, in_toasts(now_ms - task.since_ms), new)


def _queued(task: Listed, new: Listed) -> str:
    return _line("[Q]" if task.is_background else "[W]", task, "Queued", new)


def _line(kind: str, task: Listed, state: str, new: Listed) -> str:
    skills = f" [{', '.join(task.skills)}]" if task.skills else ""
    mark = " ← NEW" if task.id == new.id else ""
    return f"{kind} {_named(task)}{skills} - {state}{mark}"


def _named(task: Listed) -> str:
    return f"{task.description} ({_who(task)})"


def _who(task: Listed) -> str:
    if task.model:
        model = task.model.rpartition("/")[2]
        return f"{model}: {task.category}" if task.category else model
    return f"{task.agent}/{task.category}" if task.category else task.agent
