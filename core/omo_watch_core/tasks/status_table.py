"""The status of a task as the `background_output` tool tells it.

Source: background-tasks 1 and 4; the form is that of the tool's answer.
"""

from __future__ import annotations

from omo_watch_core.tasks.durations import in_notices
from omo_watch_core.tasks.record import Status, Task

PROMPT_LENGTH = 500
_NOTES: dict[Status, str] = {
    "pending": "**Queued**: Task is waiting for a concurrency slot to become available.",
    "running": "**Note**: No need to wait explicitly - the system will notify you when this task"
    " completes.",
    "error": "**Failed**: The task encountered an error. Check the last message for details.",
    "interrupt": "**Interrupted**: The task was interrupted by a prompt error. The session may"
    " contain partial results.",
}


def status_table(task: Task, now_ms: float) -> str:
    """Give the answer for one task: a table, a note where the status needs one, its prompt."""
    note = _NOTES.get(task.status)
    prompt = task.prompt
    if len(prompt) > PROMPT_LENGTH:
        prompt = f"{prompt[:PROMPT_LENGTH]}..."
    lines = ["# Task Status", "", "| Field | Value |", "|-------|-------|"]
    lines += [f"| {field} | {value} |" for field, value in _rows(task, now_ms)]
    lines += ["", "", f"> {note}"] if note else [""]
    lines += ["## Original Prompt", "", "```", prompt, "```"]
    return "\n".join(lines)


def _rows(task: Task, now_ms: float) -> list[tuple[str, str]]:
    rows = [
        ("Task ID", f"`{task.id}`"),
        ("Description", task.description),
        ("Agent", task.agent),
        ("Status", f"**{task.status}**"),
        _time(task, now_ms),
        # The tool says so where there is no session yet.
        ("Session ID", f"`{task.session or 'undefined'}`"),
    ]
    return [*rows, ("Last tool", task.last_tool)] if task.last_tool else rows


def _time(task: Task, now_ms: float) -> tuple[str, str]:
    if task.status == "pending":
        return "Queued for", in_notices(now_ms - _or(task.queued_ms, now_ms))
    end = _or(task.completed_ms, now_ms)
    return "Duration", in_notices(end - _or(task.started_ms, end))


def _or(ms: float | None, default: float) -> float:
    return default if ms is None else ms
