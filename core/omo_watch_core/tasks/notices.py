"""The texts that tell a parent what became of its tasks.

Source: background-tasks 11. They are read by models and by programs alike, so their form is fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from omo_watch_core.fallback.internal import INITIATOR
from omo_watch_core.tasks.record import Attempt, Status, Task

NO_REPLY = "<!-- OMO_INTERNAL_NOREPLY -->"
"""Second marker of a notice that no turn follows."""
ALL_COMPLETE = "ALL BACKGROUND TASKS COMPLETE"
PROGRESS: dict[str, Status] = {
    "RESULT READY": "completed",
    "ERROR": "error",
    "CANCELLED": "cancelled",
    "INTERRUPTED": "interrupt",
}
"""What the header of a single notice says, and which status it is of."""
_HEADERS = {status: header for header, status in PROGRESS.items()}
_GO_ON = "Do NOT poll - continue productive work."
_DECIDE = (
    "**ACTION REQUIRED:** This task failed. Check the error and decide whether to retry, cancel"
    " remaining tasks, or continue."
)
_FETCH = (
    "All sibling background tasks are complete. Your next action should be to call"
    ' `background_output(task_id="<id>")` for each task ID above.'
)


def wants_reply(task: Task, remaining: int) -> bool:
    """Tell whether a turn of the parent follows: on the last end and on every failure."""
    return remaining == 0 or task.status != "completed"


def progress(task: Task, duration: str, remaining: int) -> str:
    """Tell that one task has ended while siblings go on."""
    lines = [
        f"[BACKGROUND TASK {_HEADERS[task.status]}]",
        f"**ID:** `{task.id}`",
        f"**Description:** {task.title}",
        f"**Duration:** {duration}",
    ]
    if task.error:
        lines.append(f"**Error:** {task.error}")
    tasks = "1 task" if remaining == 1 else f"{remaining} tasks"
    lines += ["", f"**{tasks} still in progress.** You WILL be notified when ALL complete."]
    lines += [_GO_ON if task.status == "completed" else _DECIDE, ""]
    lines += [f'Use `background_output(task_id="{task.id}")` to retrieve this result when ready.']
    return _wrapped(lines)


def final(last: Task, ended: Sequence[Task]) -> str:
    """Tell what became of all tasks of a parent; `last` alone where none is listed."""
    completed = [task for task in ended if task.status == "completed"]
    failed = [task for task in ended if task.status != "completed"]
    lines = [f"[ALL BACKGROUND TASKS FINISHED - {len(failed)} FAILED]"]
    if not failed:
        lines = ["[BACKGROUND TASK COMPLETED]", f"[{ALL_COMPLETE}]"]
    if completed:
        lines += ["", "**Completed:**", *_listed(completed)]
    if failed:
        lines += ["", "**Failed:**", *_listed(failed)]
    if not ended:
        lines += ["", _marked(last)]
    lines += ["", _FETCH]
    if failed:
        lines += ["", f"**ACTION REQUIRED:** {len(failed)} task(s) failed. Check errors above and"]
        lines[-1] += " decide whether to retry or proceed."
    return _wrapped(lines)


def message(texts: Iterable[str], *, reply: bool) -> str:
    """Join notices to the one message that carries them."""
    markers = [INITIATOR] if reply else [INITIATOR, NO_REPLY]
    return "\n".join(("\n\n".join(texts), *markers))


def _wrapped(lines: Iterable[str]) -> str:
    return "\n".join(("<system-reminder>", *lines, "</system-reminder>"))


def _listed(tasks: Iterable[Task]) -> Iterable[str]:
    for task in tasks:
        yield _plain(task) if task.status == "completed" else _marked(task)
        if len(task.attempts) > 1:
            yield "Background task attempts:"
            for attempt in task.attempts:
                yield from _attempt(attempt)


def _plain(task: Task) -> str:
    return f"- `{task.id}`: {task.title}"


def _marked(task: Task) -> str:
    marked = f"{_plain(task)} [{task.status.upper()}]"
    return f"{marked} - {task.error}" if task.error else marked


def _attempt(attempt: Attempt) -> Iterable[str]:
    model = attempt.model.name if attempt.model else None
    told = (f"Attempt {attempt.number}", attempt.status.upper(), model, attempt.session)
    yield "  - " + " — ".join(word for word in told if word)
    if attempt.error:
        yield f"    Error: {attempt.error}"
