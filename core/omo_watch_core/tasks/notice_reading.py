"""What a notice in a parent's messages says, of every generation of the task manager.

Source: background-tasks 8 and 11. Older ones say COMPLETED for each single success, mark nothing
in their last list, and have no second marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from omo_watch_core.fallback.internal import has_marker
from omo_watch_core.tasks.notices import ALL_COMPLETE, NO_REPLY, PROGRESS
from omo_watch_core.tasks.record import Status
from omo_watch_core.value import Value

Kind = Literal["single", "all_complete", "all_finished_failed", "retrying", "retry_ready"]

_SINGLE: dict[str, Status] = {**PROGRESS, "COMPLETED": "completed"}
_MARKS: dict[str, Status] = {**_SINGLE, "INTERRUPT": "interrupt"}
_BLOCK = re.compile(r"<system-reminder>\n(.*?)\n</system-reminder>", re.DOTALL)
_ONE = re.compile(
    rf"\[BACKGROUND TASK ({'|'.join(_SINGLE)})\]\n\*\*ID:\*\* `([^`\n]+)`\n"
    r"\*\*Description:\*\* (.*?)\n\*\*Duration:\*\* ([^\n]*)"
    r"(?:\n\*\*Error:\*\* (.*?))?\n\n\*\*([0-9]+) tasks? still in progress\.",
    re.DOTALL,
)
_ALL = re.compile(
    rf"(?:\[BACKGROUND TASK COMPLETED\]\n)?"
    rf"\[(?:{ALL_COMPLETE}|ALL BACKGROUND TASKS FINISHED - ([0-9]+) FAILED)\]\n"
)
_RETRY = re.compile(
    r"\[BACKGROUND TASK (RETRYING|RETRY SESSION READY)\]\n\*\*ID:\*\* `([^`\n]+)`\n"
    r"\*\*Description:\*\* (.*?)\n(?=\*\*Retry attempt|- Failed )",
    re.DOTALL,
)
_FIELD = re.compile(r"^(?:- |\*\*)([A-Z][a-z ]+):(?:\*\*)? `?([^\n]*?)`?$", re.MULTILINE)
_FAILED = re.compile(r"^\*\*Failed:\*\*$", re.MULTILINE)
_ITEM = re.compile(
    r"^- `([^`\n]+)`: (.*?)(?=\n- `|\nBackground task attempts:|\n\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_MARK = re.compile(rf"(.*?) \[({'|'.join(_MARKS)})\](?: - (.*))?", re.DOTALL)


class Told(Value):
    """Hold what a notice says of one task."""

    id: str
    description: str
    status: Status
    error: str | None = None
    duration: str | None = None


class Move(Value):
    """Hold what a notice says of a task's way to its next model."""

    attempt: int | None = None
    session: str | None = None
    """The new child, once it exists."""
    model: str | None = None
    failed_session: str | None = None
    failed_model: str | None = None


class Notice(Value):
    """Hold one notice: a claim of the task manager."""

    kind: Kind
    internal: bool
    """It carries the marker of a program; without it a person may have quoted one."""
    wants_reply: bool
    tasks: tuple[Told, ...]
    remaining: int = 0
    """Siblings that were still open."""
    failed: int = 0
    move: Move | None = None


def read_notices(text: str) -> tuple[Notice, ...]:
    """Give the notices of one text part, in order; other texts give none."""
    internal, reply = has_marker(text), NO_REPLY not in text
    found = (_read(block, internal, reply) for block in _BLOCK.findall(text))
    return tuple(notice for notice in found if notice is not None)


def _read(block: str, internal: bool, reply: bool) -> Notice | None:
    if found := _ONE.match(block):
        return _single(found, internal, reply)
    if found := _ALL.match(block):
        failed = int(found[1] or 0)
        return Notice(
            kind="all_finished_failed" if found[1] else "all_complete",
            internal=internal,
            wants_reply=reply,
            tasks=tuple(_all_told(block[found.end() :])),
            failed=failed,
        )
    found = _RETRY.match(block)
    return _retry(found, block, internal) if found else None


def _single(found: re.Match[str], internal: bool, reply: bool) -> Notice:
    word, task, description, duration, error, remaining = found.groups()
    status = _SINGLE[word]
    told = Told(id=task, description=description, status=status, error=error, duration=duration)
    return Notice(
        kind="single",
        internal=internal,
        wants_reply=reply and status != "completed",
        tasks=(told,),
        remaining=int(remaining),
        failed=int(status != "completed"),
    )


def _all_told(body: str) -> Iterator[Told]:
    heading = _FAILED.search(body)
    upper, lower = (body[: heading.start()], body[heading.end() :]) if heading else (body, "")
    # Under that heading a description may hold a mark of its own; nothing there is marked.
    is_marked = "**Completed:**\n" not in upper
    for task, text in _ITEM.findall(upper):
        told = _told(task, text, "completed")
        yield _marked(told) if is_marked else told
    for task, text in _ITEM.findall(lower):
        yield _marked(_told(task, text, "error"))


def _marked(told: Told) -> Told:
    found = _MARK.fullmatch(told.description)
    if found is None:
        return told
    return _told(told.id, found[1], _MARKS[found[2]], found[3])


def _told(task: str, description: str, status: Status, error: str | None = None) -> Told:
    return Told(id=task, description=description, status=status, error=error)


def _retry(found: re.Match[str], block: str, internal: bool) -> Notice:
    fields = dict(_FIELD.findall(block, found.end()))
    is_ready = found[1] == "RETRY SESSION READY"
    # While it waits the description is followed by what the error came through.
    description = found[3] if is_ready else found[3].rpartition(" via ")[0] or found[3]
    attempt = fields.get("Retry attempt", "")
    told = _told(found[2], description, "running" if is_ready else "pending", fields.get("Error"))
    return Notice(
        kind="retry_ready" if is_ready else "retrying",
        internal=internal,
        wants_reply=False,
        tasks=(told,),
        move=Move(
            attempt=int(attempt) if attempt.isdecimal() else None,
            session=fields.get("Retry session"),
            model=fields.get("Model") if is_ready else fields.get("Next model"),
            failed_session=fields.get("Failed session"),
            failed_model=fields.get("Failed model"),
        ),
    )
