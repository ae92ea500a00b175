"""What the status of a child's session means for its task.

Source: background-tasks 5.
"""

from __future__ import annotations

from typing import Literal

ACTIVE = frozenset({"busy", "retry", "running"})
ENDED = "interrupted"

Poll = Literal["wait", "fall-back", "complete", "check"]


def is_active(status: str | None) -> bool:
    """Tell whether a session with this status word is at work or waits for its model."""
    return status in ACTIVE


def is_ended(status: str | None) -> bool:
    """Tell whether this status word says that nothing more will come."""
    return status == ENDED


def at_poll(status: str | None) -> Poll:
    """Tell what a poll does about a running task; None is a session missing in the status map.

    An idle session is missing there, so both are checked for output and todos.
    """
    if status == "retry":
        return "fall-back"
    if is_active(status):
        return "wait"
    return "complete" if is_ended(status) else "check"
