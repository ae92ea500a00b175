"""A task of our own lanes in the form of those that are told of; its times are this machine's."""

from __future__ import annotations

from omo_watch_core.launched import Claim, Launch, Try
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.record import Status

_CLAIMS: dict[Status, Claim] = {
    "pending": "pending", "running": "running", "completed": "completed", "error": "error",
    "cancelled": "cancelled", "interrupt": "interrupted",
}  # fmt: skip


def launch_of(own: OwnTask, offset_ms: float) -> Launch:
    """Give the task as its runner tells of it, times on the server's clock."""
    task = own.task
    tries, newest = task.attempts[:-1], task.attempts[-1:]
    said = task.completed_ms if task.is_over else task.started_ms or task.queued_ms
    return Launch(
        task=own.id,
        call=own.id,
        title=task.title,
        at_ms=int(own.since_ms - offset_ms),
        child=task.session,
        ended=task.is_over,
        agent=task.agent,
        category=own.category,
        model=task.model,
        claim=_CLAIMS[task.status],
        said_ms=int((said or own.changed_ms) - offset_ms),
        error=task.error or "",
        cancelled=task.status == "cancelled",
        tries=tuple(
            Try(session=each.session, model=each.model, error=each.error or "") for each in tries
        ),
        number=newest[0].number if newest else 1,
    )
