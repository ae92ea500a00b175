"""How a failed task goes on with the next model of its own chain.

Source: background-tasks 8.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

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
    task: Task,
    error: object,
    connected: Collection[str] | None,
    now_ms: float,
    is_held: Callable[[str], bool] = lambda _: False,
) -> Retry | None:
    """Give the task queued for its next model; None where the error or the chain ends it.

    `connected` are the providers that can be reached; None where nobody knows. What somebody
    holds is passed by and not used up: it stands behind the model that is taken.
    """
    if not may_retry(error):
        return None
    found = _next(task, connected, is_held)
    if found is None:
        return None
    model, chain, used = found
    again = queued_again(task, model, read_error(error).message, now_ms)
    if again is None:
        return None
    return Retry(task=replace(again, chain=chain, entries_used=used), abort=task.session)


def may_retry(error: object) -> bool:
    """Tell whether another model may do better: by name, text or status, or a spent quota."""
    return read_error(error).is_retryable or kind_of(read_fault(error)) == "quota_exceeded"


def _next(
    task: Task, connected: Collection[str] | None, is_held: Callable[[str], bool]
) -> tuple[ModelRef, tuple[Entry, ...], int] | None:
    """Give the next model, the chain then, and how many entries of it are used."""
    chain, held = list(task.chain), list[Entry]()
    for place in range(task.entries_used, len(chain)):
        entry = chain[place]
        reached = _reached(entry, connected)
        if not reached or _is_same(reached[0], task.model):
            continue
        free = next((one for one in reached if not is_held(one.name)), None)
        if free is not None and not _is_same(free, task.model):
            used = [one for one in chain[:place] if not any(one is other for other in held)]
            after = (*used, entry, *held, *chain[place + 1 :])
            return free, after, len(used) + 1
        held.append(entry)
    return None


def _reached(entry: Entry, connected: Collection[str] | None) -> list[ModelRef]:
    """Give what an entry names with a provider that can be reached, the first one first."""
    known = None if connected is None else {provider.lower() for provider in connected}
    return [
        ModelRef(provider=provider, model=entry.model, variant=entry.variant)
        for provider in entry.providers
        if known is None or provider.lower() in known
    ]


def _is_same(model: ModelRef, current: ModelRef | None) -> bool:
    """Tell whether two are one model of one provider; the variant does not make them two."""
    return current is not None and _plain(model.name) == _plain(current.name)


def _plain(name: str) -> str:
    return name.lower().replace(".", "-")
