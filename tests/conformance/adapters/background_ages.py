"""Tasks that are too old or too quiet (background-prune, -stale, -status)."""

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.tasks.attempts import ended
from omo_watch_core.tasks.prune import OPEN_FOR_MS, pruned, still_waiting
from omo_watch_core.tasks.record import Task
from omo_watch_core.tasks.sessions import is_active, is_ended
from omo_watch_core.tasks.stale import (
    Patience,
    Suspicion,
    found,
    polled,
    suspicion,
    with_activity,
)
from tests.conformance.case import Json

NOW = 1_000 * MINUTE


def ago(age: float | None, unit: int) -> float | None:
    """Give the moment that is so many units back."""
    return None if age is None else NOW - age * unit


def status(given: Json) -> Json:
    """Tell what a status word means."""
    return {"active": is_active(given["type"]), "terminal": is_ended(given["type"])}


def prune(given: Json) -> Json:
    """Look at all tasks once."""
    tasks = [_aged(task) for task in given["tasks"]]
    known = {task.id: task for task in [*tasks, *map(_aged, given.get("extra", []))]}
    waiting = {parent: tuple(ids) for parent, ids in given.get("notifications", {}).items()}
    limit = given.get("ttl", OPEN_FOR_MS)
    done = pruned(tasks, NOW, _words(given.get("statuses")) or {}, waiting, limit)
    kept = still_waiting(waiting, known, NOW, limit)
    return {
        "pruned": [{"id": task.id, "error": task.error} for task in done.timed_out],
        "kept": [task.id for task in tasks if task.id not in done.forgotten],
        "notifications": {parent: list(ids) for parent, ids in kept.items()},
    }


def _aged(task: Json) -> Task:
    return Task(
        id=task["id"],
        parent="ses_p",
        status=task["status"],
        session=task.get("session"),
        queued_ms=ago(task.get("queued"), MINUTE),
        started_ms=ago(task.get("started"), MINUTE),
        updated_ms=ago(task.get("progress"), MINUTE),
        completed_ms=ago(task.get("completed"), MINUTE),
        is_team="team" in task,
    )


def stale(given: Json) -> Json:
    """Poll one running task, ask what has to be asked, and cut it where nothing speaks for it."""
    task = polled(_quiet(given["task"]), _words(given.get("statuses")))
    doubt = suspicion(task, NOW, _words(given.get("statuses")), _patience(given.get("config")))
    if doubt and doubt.ask == "exists" and given.get("exists") != "missing":
        task, doubt = found(task), None
    elif doubt and doubt.ask == "activity":
        doubt = _asked(doubt, given.get("activity", "unavailable"))
    if doubt and given.get("abort_ok", True):
        task = ended(task, "cancelled", doubt.reason, NOW)
    return {
        "status": task.status,
        "error": task.error,
        "missed": task.missed_polls,
        "notified": int(task.is_over),
        "slot_free": task.lane is None,
    }


def _asked(doubt: Suspicion, activity: Json) -> Suspicion | None:
    is_known = isinstance(activity, int | float)
    return with_activity(doubt, NOW, ago(activity, SECOND) if is_known else None)


def _quiet(task: Json) -> Task:
    return Task(
        id="bg_1",
        parent="ses_p",
        status=task.get("status", "running"),
        session=None if task.get("nosession") else "ses_1",
        started_ms=ago(task.get("started"), SECOND),
        updated_ms=ago(task.get("progress"), SECOND),
        missed_polls=task.get("missed"),
        lane="p/m",
        is_team="team" in task,
    )


def _patience(settings: Json) -> Patience:
    settings, plain = settings or {}, Patience()
    return Patience(
        stale_ms=settings.get("staleTimeoutMs", plain.stale_ms),
        unheard_ms=settings.get("messageStalenessTimeoutMs", plain.unheard_ms),
        gone_ms=settings.get("sessionGoneTimeoutMs", plain.gone_ms),
    )


def _words(statuses: Json) -> dict[str, str] | None:
    if statuses is None:
        return None
    return {session: status["type"] for session, status in statuses.items()}
