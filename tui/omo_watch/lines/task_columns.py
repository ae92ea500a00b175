"""The columns of the table of tasks: one table of widths, one layout per terminal width."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

Name = Literal[
    "state", "time", "task", "agent", "parent", "silent", "claim", "mark", "verdict", "why"
]
EDGE = 2
"""Cursor edge and mark stand before the first column."""
APART = 2
TASK_MOST = 40
"""Where there is more room than this for descriptions, WHY takes it."""
WHY_FULL, WHY_CAUSE = 20, 15


class Column(NamedTuple):
    """Hold one column: its head, width in cells, side, and the terminal width it needs."""

    name: Name
    head: str
    width: int
    right: bool = False
    needs: int = 0


COLUMNS: tuple[Column, ...] = (
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


class Place(NamedTuple):
    """Hold where a column stands."""

    column: Column
    start: int
    width: int

    @property
    def end(self) -> int:
        """Give the column after its last cell."""
        return self.start + self.width


class Layout(NamedTuple):
    """Hold all columns that a width has room for, from the left."""

    width: int
    places: dict[Name, Place]


@lru_cache(maxsize=64)
def layout(width: int) -> Layout:
    """Lay the columns out; TASK takes what is left, up to 40 cells, then WHY."""
    shown = [column for column in COLUMNS if width >= column.needs]
    widths: dict[Name, int] = {column.name: column.width for column in shown}
    if width >= 140:
        widths["why"] = WHY_FULL
    rest = width - EDGE - sum(widths.values()) - APART * (len(shown) - 1) - 1
    widths["task"] = min(rest, TASK_MOST) if "why" in widths else rest
    if "why" in widths:
        widths["why"] += rest - widths["task"]
    places: dict[Name, Place] = {}
    start = EDGE
    for column in shown:
        places[column.name] = Place(column, start, widths[column.name])
        start += widths[column.name] + APART
    return Layout(width, places)
