"""Which tasks are given up for their age, and which are forgotten.

Source: background-tasks 7. Every limit is "older than": at exactly that age nothing happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from omo_watch_core.clock import MINUTE
from omo_watch_core.tasks.attempts import ended
from omo_watch_core.tasks.record import Task
from omo_watch_core.tasks.sessions import is_active
from omo_watch_core.value import Value

OPEN_FOR_MS = 30 * MINUTE
"""How long a task may wait or be silent."""
REMEMBERED_FOR_MS = 30 * MINUTE
"""How long an ended task is kept at most."""
FORGET_AFTER_MS = 10 * MINUTE
"""How long an ended task is kept while nothing speaks for more."""
MAX_DELAYS = 6

Statuses = Mapping[str, str]
"""Status words of sessions; an idle session is missing."""
Waiting = Mapping[str, tuple[str, ...]]
"""Ids of the tasks whose notice is not sent yet, by parent."""


class Pruned(Value):
    """Hold what a look at all tasks came to."""

    timed_out: tuple[Task, ...] = ()
    """These are kept, and their parents are told."""
    forgotten: frozenset[str] = frozenset()
    """Ids of ended tasks that nobody needs; nobody is told."""


def pruned(
    tasks: Iterable[Task],
    now_ms: float,
    statuses: Statuses,
    waiting: Waiting,
    open_for_ms: float = OPEN_FOR_MS,
) -> Pruned:
    """Sort out the tasks that are too old."""
    announced = {task for ids in waiting.values() for task in ids}
    timed_out: list[Task] = []
    forgotten: set[str] = set()
    for task in tasks:
        reason = timeout(task, now_ms, statuses, open_for_ms)
        if reason:
            timed_out.append(ended(task, "error", reason, now_ms))
        elif task.id not in announced and _is_past(task, now_ms):
            forgotten.add(task.id)
    return Pruned(timed_out=tuple(timed_out), forgotten=frozenset(forgotten))


def timeout(
    task: Task, now_ms: float, statuses: Statuses, open_for_ms: float = OPEN_FOR_MS
) -> str | None:
    """Say why an open task has failed for its age, else None."""
    minutes = int(open_for_ms / MINUTE + 0.5)
    if task.status == "pending" and _is_older(task.queued_ms, now_ms, open_for_ms):
        return f"Task timed out while queued ({minutes} minutes)"
    if task.status != "running" or task.is_team or is_active(statuses.get(task.session or "")):
        return None
    sign = task.started_ms if task.updated_ms is None else task.updated_ms
    if _is_older(sign, now_ms, open_for_ms):
        return f"Task timed out after {minutes} minutes of inactivity"
    return None


def still_waiting(
    waiting: Waiting, tasks: Mapping[str, Task], now_ms: float, open_for_ms: float = OPEN_FOR_MS
) -> Waiting:
    """Give the notices that are not dropped: of tasks that began, and not too long ago."""
    kept: dict[str, tuple[str, ...]] = {}
    for parent, ids in waiting.items():
        fresh = tuple(task for task in ids if _is_fresh(tasks.get(task), now_ms, open_for_ms))
        if fresh:
            kept[parent] = fresh
    return kept


def is_forgotten(
    task: Task,
    now_ms: float,
    delays: int,
    *,
    has_open_siblings: bool,
    forget_after_ms: float = FORGET_AFTER_MS,
) -> bool:
    """Tell whether an ended task is dropped now; `delays` is how often that was put off."""
    if task.completed_ms is None or now_ms - task.completed_ms < forget_after_ms * (delays + 1):
        return False
    is_delayed = has_open_siblings and delays < MAX_DELAYS
    return not is_delayed or now_ms - task.completed_ms >= REMEMBERED_FOR_MS


def _is_past(task: Task, now_ms: float) -> bool:
    return task.is_over and _is_older(task.completed_ms, now_ms, REMEMBERED_FOR_MS)


def _is_fresh(task: Task | None, now_ms: float, open_for_ms: float) -> bool:
    if task is None or task.started_ms is None:
        return False
    return not _is_older(task.started_ms, now_ms, open_for_ms)


def _is_older(since_ms: float | None, now_ms: float, limit_ms: float) -> bool:
    return since_ms is not None and now_ms - since_ms > limit_ms
