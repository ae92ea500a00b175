"""The columns of the table of tasks: one table of widths, one layout per terminal width."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from omo_watch.lines.sessions.columns import FULL
from omo_watch.lines.tables.layout import Column, Layout, in_order, laid_out, with_room

Name = Literal[
    "state", "time", "task", "agent", "parent", "silent", "claim", "mark", "verdict", "why"
]
TASK_MOST = 40
"""Where there is more room than this for descriptions, WHY takes it."""
WHY_FULL, WHY_CAUSE = 20, 15


COLUMNS: tuple[Column[Name], ...] = (
    Column("state", "STATE", 11),
    Column("time", "TIME", 7, right=True),
    Column("task", "TASK", 0),
    Column("agent", "AGENT", 10, needs=100),
    Column("parent", "PARENT", 22, needs=140),
    Column("silent", "SILENT", 6, right=True, needs=120),
    Column("claim", "CLAIM", 9),
    Column("mark", "", 1),
    Column("verdict", "VERDICT", 8),
    Column("why", "WHY", WHY_CAUSE, needs=100),
)


@lru_cache(maxsize=64)
def layout(width: int, chosen: tuple[Name, ...] | None = None) -> Layout[Name]:
    """Lay the columns out; TASK takes what is left, up to 40 cells, then WHY.

    Of those that a person chose the last ones go first where there is no room.
    """
    wider: dict[Name, int] = {"why": WHY_FULL} if width >= FULL else {}
    shown: Sequence[Column[Name]]
    if chosen:
        shown = with_room(in_order(COLUMNS, chosen), width, wider, "task")
    else:
        shown = [column for column in COLUMNS if width >= column.needs]
    return laid_out(shown, width, wider, "task", TASK_MOST, "why")
