"""Toasts of the task manager, read by what they are: a list of tasks, or the end of one.

The titles depend on a setting of the language, the lists on none: each task is a line that
begins with a tag in brackets, and the new one carries an arrow.
"""

from __future__ import annotations

import re
from typing import Literal

from omo_watch_core.model import Toast
from omo_watch_core.value import Value

Says = Literal["launch", "end", "other"]
LAUNCHES = frozenset({"new background task", "new task executed"})
ENDS = frozenset({"task completed"})
_RUNNING, _QUEUED = frozenset({"BG", "RUN"}), frozenset({"Q", "W"})
_LINE = re.compile(r"\[([^\]\s]{1,12})\]\s+(.+)")
_HEAD = re.compile(r"\S.*[(（](\d+)[)）]\s*[:：].*")
_NEW = re.compile(r"\s*←.*$")
_ASIDE = re.compile(r"\s+-\s+[^-]*$")
_WHO = re.compile(r"\s*\([^()]*\)(?:\s*\[[^\]]*\])?$")
_QUOTED = re.compile(r"[\"“「](.+)[\"”」]")
_LEFT = re.compile(r".*?(\d+)\s*\|\D*(\d+)\s*")


class TaskToast(Value):
    """Hold what a toast says of tasks."""

    says: Says
    new: str = ""
    """The description of the task that was launched; descriptions repeat."""
    running: int = 0
    queued: int = 0
    listed: int = 0
    """Lines of the list whose tag nobody knows."""
    ended: str = ""
    """What it says of the end, one line."""


def read(toast: Toast) -> TaskToast:
    """Read a toast; `other` is one that says nothing of tasks."""
    title = toast.title.strip().casefold()
    lines = [line.strip() for line in toast.lines or (toast.message,) if line.strip()]
    listed = [found for line in lines if (found := _LINE.fullmatch(line))]
    if title in LAUNCHES or (listed and _has_head(lines)):
        return _launch(listed)
    if title in ENDS or _is_end(toast, lines):
        return _end(lines)
    return TaskToast(says="other")


def is_of_tasks(toast: Toast) -> bool:
    """Tell whether a toast lists the tasks at a launch."""
    return read(toast).says == "launch"


def _launch(listed: list[re.Match[str]]) -> TaskToast:
    new = next((found[2] for found in listed if "←" in found[2]), "")
    tags = [found[1] for found in listed]
    running = sum(tag in _RUNNING for tag in tags)
    queued = sum(tag in _QUEUED for tag in tags)
    return TaskToast(
        says="launch", new=_described(new), running=running, queued=queued,
        listed=len([tag for tag in tags if tag != "FALLBACK"]) - running - queued,
    )  # fmt: skip


def _end(lines: list[str]) -> TaskToast:
    left = next((found for line in lines[1:] if (found := _LEFT.fullmatch(line))), None)
    return TaskToast(
        says="end",
        ended=lines[0] if lines else "",
        running=int(left[1]) if left else 0,
        queued=int(left[2]) if left else 0,
    )


def _is_end(toast: Toast, lines: list[str]) -> bool:
    """Tell whether a toast of another language reads as the end of a task."""
    return toast.variant == "success" and bool(lines) and bool(_QUOTED.match(lines[0]))


def _has_head(lines: list[str]) -> bool:
    return any(_HEAD.fullmatch(line) for line in lines)


def _described(line: str) -> str:
    """Give a task's description without its age and without who does it."""
    return _WHO.sub("", _ASIDE.sub("", _NEW.sub("", line))).strip()
