"""The table of background tasks, derived from what the server says and does."""

from __future__ import annotations

from omo_watch_core.state import State
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow


def derive(state: State) -> tuple[TaskRow, ...]:
    """Give every background task of every server, those that wait for somebody first."""
    return ()


def lanes(state: State) -> tuple[LaneRow, ...]:
    """Give the lanes with their open tasks; finished tasks are in none."""
    return ()
