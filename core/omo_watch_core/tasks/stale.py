"""When a running task is cut because nothing is heard of it.

Source: background-tasks 7. A suspicion may have to ask the server first: whether the session
still exists, or when a busy one last changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.tasks.record import Task
from omo_watch_core.tasks.sessions import is_active
from omo_watch_core.value import Value

MIN_AGE_MS = 30 * SECOND
GONE_POLLS = 3

Question = Literal["exists", "activity"]


class Patience(Value):
    """Hold how long a task may be quiet, milliseconds."""

    stale_ms: float = 45 * MINUTE
    """Since its last sign of work."""
    unheard_ms: float = 60 * MINUTE
    """Since its start, where there never was a sign."""
    gone_ms: float = 60 * SECOND
    """The same two where its session is gone from the status map."""


class Suspicion(Value):
    """Hold that a task was quiet for too long."""

    quiet_ms: float
    limit_ms: float
    setting: str
    """The key with which people give it more time."""
    is_gone: bool
    since_start: bool
    ask: Question | None = None
    """What the server has to be asked before the task is cut."""

    @property
    def reason(self) -> str:
        """Say in the words of the task manager why the task is cut."""
        what = "session gone from status registry for" if self.is_gone else "no activity for"
        since = " since start" if self.since_start else ""
        minutes = int(self.quiet_ms / MINUTE + 0.5)
        return (
            f"Stale timeout ({what} {minutes}min{since})."
            " This is a FINAL cancellation - do NOT create a replacement task."
            f" If the timeout is too short, increase 'background_task.{self.setting}'"
            " in .opencode/oh-my-openagent.json."
        )


def polled(task: Task, statuses: Mapping[str, str] | None) -> Task:
    """Count in a running task the polls in a row that did not show its session."""
    if task.status != "running" or task.session is None or statuses is None:
        return task
    missed = 0 if task.session in statuses else (task.missed_polls or 0) + 1
    return replace(task, missed_polls=missed)


def found(task: Task) -> Task:
    """Give a task whose session exists after all: its missed polls are counted anew."""
    return replace(task, missed_polls=0)


def suspicion(
    task: Task, now_ms: float, statuses: Mapping[str, str] | None, patience: Patience
) -> Suspicion | None:
    """Tell whether a polled task was quiet for too long."""
    if task.status != "running" or task.session is None or task.started_ms is None:
        return None
    if now_ms - task.started_ms < MIN_AGE_MS:
        return None
    is_missing = statuses is not None and task.session not in statuses
    is_gone = is_missing and (task.missed_polls or 0) >= GONE_POLLS
    if task.is_team and not is_gone:
        return None
    sign_ms = task.started_ms if task.updated_ms is None else task.updated_ms
    doubt = _doubt(now_ms - sign_ms, patience, is_gone=is_gone, since_start=task.updated_ms is None)
    if doubt.quiet_ms <= doubt.limit_ms:
        return None
    if is_gone:
        return replace(doubt, ask="exists")
    is_busy = is_active((statuses or {}).get(task.session))
    return replace(doubt, ask="activity") if is_busy else doubt


def with_activity(doubt: Suspicion, now_ms: float, active_ms: float | None) -> Suspicion | None:
    """Judge anew by when a busy session last changed; unknown counts as alive."""
    if active_ms is None:
        return None
    quiet_ms = min(doubt.quiet_ms, now_ms - active_ms)
    return replace(doubt, quiet_ms=quiet_ms) if quiet_ms > doubt.limit_ms else None


def _doubt(quiet_ms: float, patience: Patience, *, is_gone: bool, since_start: bool) -> Suspicion:
    """Hold a silence against the limit that applies to it."""
    setting, limit_ms = "staleTimeoutMs", patience.stale_ms
    if is_gone:
        setting, limit_ms = "sessionGoneTimeoutMs", patience.gone_ms
    elif since_start:
        setting, limit_ms = "messageStalenessTimeoutMs", patience.unheard_ms
    return Suspicion(
        quiet_ms=quiet_ms,
        limit_ms=limit_ms,
        setting=setting,
        is_gone=is_gone,
        since_start=since_start,
    )
