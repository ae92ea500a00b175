"""Attempts, errors and retries of tasks (background-attempts, -error, -fallback)."""

from omo_watch_core.model import ModelRef
from omo_watch_core.tasks.attempts import begun, bound, ended, newest, queued_again
from omo_watch_core.tasks.errors import read_error
from omo_watch_core.tasks.lanes import Limits
from omo_watch_core.tasks.record import Attempt, Entry, Task
from omo_watch_core.tasks.retries import retried
from tests.conformance.case import Json

SECOND = 1_000


def model_of(text: str | None) -> ModelRef | None:
    """Read `provider/model`."""
    if text is None:
        return None
    provider, _, model = text.partition("/")
    return ModelRef(provider=provider, model=model)


def attempts(given: Json) -> Json:
    """Carry out operations one second apart, and show the task and its attempts."""
    task = Task(id="bg_1", parent="ses_p")
    results: list[bool] = []
    for second, op in enumerate(given["ops"], start=1):
        changed = _changed(task, op, second * SECOND)
        if op[0] != "start":
            results.append(changed is not None)
        task = changed or task
    shown = [{"number": one.number, **_view(one)} for one in task.attempts]
    return {"results": results, "task": _view(task), "attempts": shown}


def _changed(task: Task, op: Json, now: int) -> Task | None:
    match op:
        case ["start", model]:
            return begun(task, model_of(model))
        case ["bind", session, model]:
            return bound(task, newest(task).number, session, model_of(model), now)
        case ["bindOld", session, model]:
            return bound(task, 1, session, model_of(model), now)
        case ["retry", model, error]:
            return queued_again(task, model_of(model), error, now)
        case ["final", status, *error]:
            return ended(task, status, error[0] if error else None, now)
        case _:
            raise AssertionError(op)


def _view(one: Task | Attempt) -> Json:
    return {
        "status": one.status,
        "session": one.session,
        "model": one.model.name if one.model else None,
        "error": one.error,
        "started": _seconds(one.started_ms),
        "completed": _seconds(one.completed_ms),
    }


def _seconds(ms: float | None) -> float | None:
    return None if ms is None else ms / SECOND


def error(given: Json) -> Json:
    """Tell what an error says to its task."""
    read = read_error(given["error"])
    return {
        "name": read.name,
        "message": read.message,
        "status_code": read.status,
        "session_error_message": read.told,
        "aborted": read.is_abort,
        "terminal": read.is_terminal,
        "fallback_retryable": read.is_retryable,
    }


def fallback(given: Json) -> Json:
    """Let a running task fail, and show how it goes on."""
    task = Task(
        id="bg_1",
        parent="ses_p",
        status="running",
        session="ses_1",
        model=model_of(given.get("model")),
        chain=tuple(_entry(entry) for entry in given["chain"]),
        entries_used=given.get("attempts", 0),
        lane="a slot",
        started_ms=0,
    )
    retry = retried(task, given["error"], given.get("connected"), SECOND)
    after = retry.task if retry else task
    keys = [Limits().lane_of(after.model.name)] if retry and after.model else []
    tries = [{key: _view(one)[key] for key in _TRIED} for one in after.attempts]
    return {
        "retried": retry is not None,
        "status": after.status,
        "model": _named(after.model),
        "attempt_count": after.entries_used,
        "attempts": tries,
        "aborted": [retry.abort] if retry else [],
        "queued_keys": keys,
        "slot_free": after.lane is None,
    }


_TRIED = ("status", "model", "session", "error")


def _entry(entry: Json) -> Entry:
    return Entry(
        providers=tuple(entry["providers"]), model=entry["model"], variant=entry.get("variant")
    )


def _named(model: ModelRef | None) -> str | None:
    if model is None:
        return None
    return f"{model.name}({model.variant})" if model.variant else model.name
