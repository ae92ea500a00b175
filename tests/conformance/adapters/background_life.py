"""Whole stories of several tasks (background-generations)."""

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.tasks import ends
from omo_watch_core.tasks.ends import Outcome, Tasks
from omo_watch_core.tasks.prune import pruned
from omo_watch_core.tasks.record import Task
from tests.conformance.case import Json

NOW = 1_000 * MINUTE


def life(given: Json) -> Json:
    """Carry out operations, then let the server end; every child that was not deleted exists."""
    tasks: Tasks = {task["id"]: _task(task) for task in given["tasks"]}
    over: set[str] = set()
    aborted: list[str] = []
    posts: list[Json] = []
    seen: dict[str, Task] = dict(tasks)
    for later, op in enumerate(given["ops"]):
        outcome = _done(tasks, op, NOW + later)
        tasks, seen = outcome.tasks, seen | dict(outcome.tasks)
        over |= {*outcome.ended}
        aborted += outcome.aborts
        posts += [
            {"session": post.session, "no_reply": not post.reply, "text": post.text}
            for post in outcome.posts
        ]
    running = [task.session for task in tasks.values() if task.status == "running"]
    return {
        "prompts": posts,
        "aborted": [*aborted, *running],
        "statuses": {
            task.id: {"status": task.status, "error": task.error} for task in seen.values()
        },
        "kept_in_memory": [*tasks],
        "cleanup_timer": [task for task in tasks if task in over],
    }


def _done(tasks: Tasks, op: Json, now: int) -> Outcome:
    match op:
        case ["complete", task]:
            return ends.completed(tasks, task, now)
        case ["error", session, error]:
            return ends.failed(tasks, session, error, now, exists=True)
        case ["cancel", task, *more]:
            how = more[0] if more else {}
            tell = not how.get("skipNotification", False)
            return ends.cancelled(tasks, task, how.get("reason"), now, tell=tell)
        case ["delete", session]:
            return ends.deleted(tasks, session, now)
        case ["prune"]:
            look = pruned(tasks.values(), now, {}, {})
            kept = {task.id: task for task in tasks.values() if task.id not in look.forgotten}
            return ends.timed_out(kept, look.timed_out)
        case _:
            raise AssertionError(op)


def _task(task: Json) -> Task:
    return Task(
        id=task["id"],
        parent=task["parent"],
        agent=task["agent"],
        description=task["description"],
        status=task["status"],
        session=task.get("session"),
        queued_ms=_ago(task.get("queued")),
        started_ms=_ago(task.get("started")),
        completed_ms=_ago(task.get("completed")),
    )


def _ago(seconds: float | None) -> float | None:
    return None if seconds is None else NOW - seconds * SECOND
