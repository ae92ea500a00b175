"""The attempts of a task: begun, bound to a session, ended, and queued again.

Source: background-tasks 2 and 8. Only the newest attempt changes its task.
"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.model import ModelRef
from omo_watch_core.tasks.record import Attempt, Status, Task


def begun(task: Task, model: ModelRef | None) -> Task:
    """Give the task with its first attempt, which waits for a slot."""
    return _mirrored(task, Attempt(number=1, model=model))


def bound(
    task: Task, number: int, session: str, model: ModelRef | None, now_ms: float
) -> Task | None:
    """Give the task running in a session; None where that attempt is over or not the newest.

    A refused session gets no message and has to be aborted.
    """
    attempt = newest(task)
    if attempt.number != number or attempt.is_over:
        return None
    return _mirrored(
        task,
        replace(attempt, status="running", session=session, model=model, started_ms=now_ms),
    )


def ended(task: Task, status: Status, error: str | None, now_ms: float) -> Task:
    """Give the task with a terminal status and its slot free; a later end overwrites."""
    attempt = replace(newest(task), status=status, error=error, completed_ms=now_ms)
    return replace(_mirrored(task, attempt), lane=None, is_announced=False)


def queued_again(
    task: Task, model: ModelRef | None, error: str | None, now_ms: float
) -> Task | None:
    """Give the task waiting for another model, its attempt failed; None once it is over."""
    failed = newest(task)
    if failed.is_over:
        return None
    failed = replace(failed, status="error", error=error, completed_ms=now_ms)
    task = _with(task, failed)
    task = replace(task, lane=None, queued_ms=now_ms, updated_ms=None, missed_polls=None)
    return _mirrored(task, Attempt(number=failed.number + 1, model=model))


def newest(task: Task) -> Attempt:
    """Give the attempt that counts; a task that has none noted is its own first."""
    if task.attempts:
        return task.attempts[-1]
    return Attempt(
        number=1,
        status=task.status,
        model=task.model,
        session=task.session,
        error=task.error,
        started_ms=task.started_ms,
        completed_ms=task.completed_ms,
    )


def _with(task: Task, attempt: Attempt) -> Task:
    older = tuple(known for known in task.attempts if known.number < attempt.number)
    return replace(task, attempts=(*older, attempt))


def _mirrored(task: Task, attempt: Attempt) -> Task:
    return replace(
        _with(task, attempt),
        status=attempt.status,
        model=attempt.model,
        session=attempt.session,
        error=attempt.error,
        started_ms=attempt.started_ms,
        completed_ms=attempt.completed_ms,
    )
