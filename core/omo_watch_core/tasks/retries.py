"""How a failed task goes on with the next model of its own chain.

Source: background-tasks 8.
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from omo_watch_core.fallback.classify import kind_of
from omo_watch_core.fallback.fault import read_fault
from omo_watch_core.model import ModelRef
from omo_watch_core.tasks.attempts import queued_again
from omo_watch_core.tasks.errors import read_error
from omo_watch_core.tasks.record import Entry, Task
from omo_watch_core.value import Value


class Retry(Value):
    """Hold a task that waits for its next model, and the child that has to be aborted."""

    task: Task
    abort: str | None
    """Its old session."""


def retried(
    task: Task, error: object, connected: Collection[str] | None, now_ms: float
) -> Retry | None:
    """Give the task queued for its next model; None where the error or the chain ends it.

    `connected` are the providers that can be reached; None where nobody knows.
    """
    if not may_retry(error):
        return None
    used, model = _next(task, connected)
    again = queued_again(task, model, read_error(error).message, now_ms) if model else None
    if again is None:
        return None
    return Retry(task=replace(again, entries_used=used), abort=task.session)


def may_retry(error: object) -> bool:
    """Tell whether another model may do better: by name, text or status, or a spent quota."""
    return read_error(error).is_retryable or kind_of(read_fault(error)) == "quota_exceeded"


def _next(task: Task, connected: Collection[str] | None) -> tuple[int, ModelRef | None]:
    """Give how many entries are used then, and the model; skipped entries count as used."""
    for place in range(task.entries_used, len(task.chain)):
        model = _reached(task.chain[place], connected)
        if model is not None and not _is_same(model, task.model):
            return place + 1, model
    return task.entries_used, None


def _reached(entry: Entry, connected: Collection[str] | None) -> ModelRef | None:
    known = None if connected is None else {provider.lower() for provider in connected}
    for provider in entry.providers:
        if known is None or provider.lower() in known:
            return ModelRef(provider=provider, model=entry.model, variant=entry.variant)
    return None


def _is_same(model: ModelRef, current: ModelRef | None) -> bool:
    """Tell whether two are one model of one provider; the variant does not make them two."""
    return current is not None and _plain(model.name) == _plain(current.name)


def _plain(name: str) -> str:
    return name.lower().replace(".", "-")
