"""Join what two programs know of one task of our own, so that neither undoes the other."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.tasks.attempts import newest
from omo_watch_core.tasks.own import OwnTask


def joined(known: OwnTask, read: OwnTask) -> OwnTask:
    """Give the task as far as it has come in either row, with what an operator wants of it.

    Who asks for a stop or another place does not run the task, and may know an older state of it:
    their row is the newer one, and must not let it begin once more.
    """
    later, older = (read, known) if read.changed_ms > known.changed_ms else (known, read)
    wish = later.wish or older.wish
    if _steps(later) >= _steps(older):
        if wish == later.wish:
            return later
        return replace(later, wish=wish, changed_ms=later.changed_ms + 1)
    return replace(older, wish=wish, rank=later.rank, changed_ms=later.changed_ms + 1)


def _steps(own: OwnTask) -> tuple[int, ...]:
    """Say how far a task has come; it never goes back."""
    task = own.task
    is_begun, has_slot = task.status == "running", task.lane is not None
    tried = newest(task).number
    return own.is_told, task.is_over, tried, is_begun, has_slot, bool(own.message)
