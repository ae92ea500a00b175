"""What is written about tasks (background-duration, -notification, -notification-parse, -merge,
-toast, -output-status, -history)."""

from msgspec.structs import replace

from omo_watch_core.clock import SECOND
from omo_watch_core.model import ModelRef
from omo_watch_core.tasks.durations import in_notices, in_toasts
from omo_watch_core.tasks.history import History, Remembered, remembered, summary
from omo_watch_core.tasks.notice_merging import merged, tells_failure
from omo_watch_core.tasks.notice_reading import Told, read_notices
from omo_watch_core.tasks.notices import final, progress
from omo_watch_core.tasks.record import Attempt, Task
from omo_watch_core.tasks.status_table import status_table
from omo_watch_core.tasks.toasts import Listed, ToastText, finished, launched
from tests.conformance.adapters.background_limits import limits_of
from tests.conformance.case import Json


def duration(given: Json) -> Json:
    """Write an elapsed time."""
    write = in_toasts if given["style"] == "toast" else in_notices
    return write(given["end"] - given["start"])


def notification(given: Json) -> Json:
    """Write a notice."""
    task = _noted(given["task"])
    if given["allComplete"]:
        return final(task, [_noted(other) for other in given["completedTasks"]])
    return progress(task, given["duration"], given["remainingCount"])


def _noted(task: Json) -> Task:
    return Task(
        id=task["id"],
        parent="ses_p",
        description=task.get("description", ""),
        status=task["status"],
        error=task.get("error"),
        attempts=tuple(_attempt(attempt) for attempt in task.get("attempts", [])),
    )


def _attempt(attempt: Json) -> Attempt:
    provider, model = attempt.get("providerId"), attempt.get("modelId")
    return Attempt(
        number=attempt["attemptNumber"],
        status=attempt["status"],
        model=ModelRef(provider=provider, model=model) if provider and model else None,
        session=attempt.get("sessionId"),
        error=attempt.get("error"),
    )


def parse(given: Json) -> Json:
    """Read a notice."""
    notice = read_notices(given["text"])[0]
    return {
        "kind": notice.kind,
        "internal": notice.internal,
        "wants_reply": notice.wants_reply,
        "remaining": notice.remaining,
        "failed": notice.failed,
        "tasks": [_told(task) for task in notice.tasks],
    }


def _told(task: Told) -> Json:
    told = {key: getattr(task, key) for key in ("id", "description", "status", "error")}
    return told if task.duration is None else told | {"duration": task.duration}


def merge(given: Json) -> Json:
    """Merge notices, which the cases call by names."""
    texts = {text: name for name, text in given["texts"].items()}
    kept = merged(given["texts"][name] for name in given["order"])
    return {
        "merged": [texts[text] for text in kept],
        "failure_if_reply": tells_failure(kept, reply=True),
        "failure_if_no_reply": tells_failure(kept, reply=False),
    }


def output_status(given: Json) -> Json:
    """Write the answer of the tool, 90 seconds after the start of the clock."""
    task = Task(
        parent="ses_p",
        **{key: given[key] for key in ("id", "description", "agent", "prompt", "status")},
        session=given.get("sessionId"),
        queued_ms=_ms(given.get("queuedAt")),
        started_ms=_ms(given.get("startedAt")),
        completed_ms=_ms(given.get("completedAt")),
        last_tool=given.get("progress", {}).get("lastTool"),
    )
    return status_table(task, 90 * SECOND)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * SECOND


def history(given: Json) -> Json:
    """Note tasks, and tell of them."""
    notes: History = {}
    for entry in given["entries"]:
        plain = {key: entry[key] for key in ("id", "agent", "description", "status")}
        more = {"category": entry.get("category"), "session": entry.get("sessionID")}
        notes = remembered(notes, Remembered(**plain, **more))
    return {"count": len(notes), "first": next(iter(notes), None), "text": summary(notes)}


def toast(given: Json) -> Json:
    """Let tasks come and go, and collect what is shown."""
    limit = None
    if given["config"] != "no-manager":
        limit = limits_of(given["config"]).of("default")
    tasks: dict[str, Listed] = {}
    shown: list[Json] = []
    for op in given["ops"]:
        for text in _shown(tasks, op, limit):
            seen = {"title": text.title, "message": text.message, "variant": text.variant}
            shown.append({"at": op["at"], **seen, "duration": text.duration_ms})
    return {"toasts": shown}


def _shown(tasks: dict[str, Listed], op: Json, limit: float | None) -> list[ToastText]:
    if op["op"] == "add":
        new = tasks[op["id"]] = _listed(op)
        return [launched([*tasks.values()], new, op["at"], limit)]
    if op["op"] == "complete":
        tasks.pop(op["id"], None)
        return [finished(op["description"], op["duration"], tasks.values())]
    if op["op"] == "remove":
        tasks.pop(op["id"], None)
    elif op["op"] == "status" and op["id"] in tasks:
        tasks[op["id"]] = replace(tasks[op["id"]], status=op["status"])
    elif op["op"] == "model":
        old = next((task for task in tasks.values() if task.session == op["session"]), None)
        if old is not None and (new := replace(old, **_model(op))) != old:
            tasks[new.id] = new
            return [launched([*tasks.values()], new, op["at"], limit)]
    return []


def _listed(op: Json) -> Listed:
    return Listed(
        id=op["id"],
        description=op["description"],
        agent=op["agent"],
        since_ms=op["at"],
        status=op.get("status", "running"),
        is_background=op["background"],
        category=op.get("category"),
        skills=tuple(op.get("skills") or ()),
        session=op.get("session"),
        **_model(op),
    )


def _model(op: Json) -> dict[str, Json]:
    model = op.get("model") or {}
    return {"model": model.get("model"), "origin": model.get("type")}
