"""Which keys do nothing for a task as it is: the footer does not show them."""

from __future__ import annotations

from omo_watch.lines.sessions.able import REACH
from omo_watch_core.state import SessionKey
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow

NO_ROW = frozenset({"enter", "m", "x", "spc", "tab"})
OF_LANE = frozenset({"K", "P", "+ -"})


def idle_for_task(
    task: TaskRow | None, lane: LaneRow | None, subject: SessionKey | None
) -> frozenset[str]:
    """Name those keys; `subject` is its session where that is there."""
    if task is None:
        return NO_ROW | OF_LANE | REACH
    idle: set[str] = set()
    if subject is None:
        idle |= REACH | {"enter", "m", "spc"}
    if not can_be_stopped(task, subject):
        idle.add("x")
    if not is_ours(lane):
        idle |= OF_LANE
    elif not can_move_up(task):
        idle.add("K")
    return frozenset(idle)


def is_ours(lane: LaneRow | None) -> bool:
    """Tell whether a lane is one of our own."""
    return lane is not None and lane.origin == "omo-watch" and bool(lane.key)


def can_move_up(task: TaskRow) -> bool:
    """Tell whether it waits behind another one in a lane of our own."""
    return task.origin == "omo-watch" and task.state == "queued" and (task.place or 2) > 1


def can_be_stopped(task: TaskRow, subject: SessionKey | None) -> bool:
    """Tell whether there is anything left to stop; a session may always be stopped."""
    return subject is not None or not task.is_finished
