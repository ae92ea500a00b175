"""The columns of the session table: one table of widths, one layout per terminal width."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

Name = Literal[
    "state", "time", "session", "server", "agent", "model", "ladder", "ctx", "cost", "why"
]
SESSION_MOST = 40
"""Where there is more room than this for titles, WHY takes it."""
WHY_FULL, WHY_CAUSE = 26, 16
EDGE = 2
"""Cursor edge and mark stand before the first column."""


class Column(NamedTuple):
    """Hold one column: its head, width in cells, side, and the terminal width it needs."""

    name: Name
    head: str
    width: int
    right: bool = False
    needs: int = 0


COLUMNS: tuple[Column, ...] = (
    Column("state", "STATE", 9),
    Column("time", "TIME", 8, right=True),
    Column("session", "SESSION", 0),
    Column("server", "SERVER", 7, needs=120),
    Column("agent", "AGENT", 10, needs=120),
    Column("model", "MODEL", 19),  # 17, a blank and a mark
    Column("ladder", "LADDER", 6),
    Column("ctx", "CTX", 4, right=True, needs=120),
    Column("cost", "COST", 6, right=True, needs=140),
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
def layout(width: int, several_servers: bool) -> Layout:
    """Lay the columns out; SESSION takes what is left, up to 40 cells, then WHY."""
    shown = [c for c in COLUMNS if width >= c.needs and (c.name != "server" or several_servers)]
    widths: dict[Name, int] = {c.name: c.width for c in shown}
    if width >= 140:
        widths["why"] = WHY_FULL
    # one blank between STATE and TIME, two between others, one at the right end
    taken = EDGE + sum(widths.values()) + 2 * (len(shown) - 1) - 1 + 1
    rest = width - taken
    widths["session"] = min(rest, SESSION_MOST) if "why" in widths else rest
    if "why" in widths:
        widths["why"] += rest - widths["session"]
    places: dict[Name, Place] = {}
    start = EDGE
    for column in shown:
        places[column.name] = Place(column, start, widths[column.name])
        start += widths[column.name] + (1 if column.name == "state" else 2)
    return Layout(width, places)
