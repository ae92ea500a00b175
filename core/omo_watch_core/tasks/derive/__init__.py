"""The table of background tasks, derived from what the server says and does."""

from __future__ import annotations

from omo_watch_core.clock import HOUR
from omo_watch_core.state import Server, State
from omo_watch_core.tasks.derive.case import cases
from omo_watch_core.tasks.derive.lanes import lane_rows, with_lane
from omo_watch_core.tasks.derive.look import look_at
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow
from omo_watch_core.tasks.derive.rows import row_of

KEPT_MS = HOUR
"""How long a finished task stays in the table."""


def derive(state: State) -> tuple[TaskRow, ...]:
    """Give every background task of every server, those that wait for somebody first.

    Open tasks come lane by lane, then those that were finished within the hour, the newest first.
    """
    rows = [row for server in state.servers.values() for row in _rows(state, server)]
    if not rows:
        return ()
    ordered = [row for lane in lane_rows(state, rows) for row in lane.tasks]
    finished = [row for row in rows if row.is_finished and _is_fresh(row, state.now_ms)]
    finished.sort(key=lambda row: (-_end(row), row.server, row.id))
    return (*ordered, *finished)


def lanes(state: State, rows: tuple[TaskRow, ...] | None = None) -> tuple[LaneRow, ...]:
    """Give the lanes with their open tasks; finished tasks are in none.

    `rows` is what `derive` gave for the same state, where somebody has it already.
    """
    return lane_rows(state, derive(state) if rows is None else rows)


def _rows(state: State, server: Server) -> list[TaskRow]:
    told = cases(state, server)
    if not told:
        return []
    look = look_at(state, server)
    return list(with_lane(state, server, [(case, row_of(look, case)) for case in told]))


def _end(row: TaskRow) -> int:
    return row.ended_ms or row.since_ms or row.claimed_ms or row.launched_ms


def _is_fresh(row: TaskRow, now_ms: int) -> bool:
    return now_ms - _end(row) < KEPT_MS
