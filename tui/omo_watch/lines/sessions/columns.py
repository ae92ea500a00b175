"""The columns of the session table: one table of widths, one layout per terminal width."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from omo_watch.lines.tables.layout import Column, Layout, in_order, laid_out, with_room

Name = Literal[
    "state", "time", "session", "server", "agent", "model", "ladder", "ctx", "cost", "why"
]
SESSION_MOST = 40
"""Where there is more room than this for titles, WHY takes it."""
WHY_FULL, WHY_CAUSE = 26, 16
FULL = 140
"""From this width of the terminal on WHY shows its evidence."""


COLUMNS: tuple[Column[Name], ...] = (
    Column("state", "STATE", 9, behind=1),
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


@lru_cache(maxsize=64)
def layout(
    width: int, several_servers: bool, chosen: tuple[Name, ...] | None = None
) -> Layout[Name]:
    """Lay the columns out; SESSION takes what is left, up to 40 cells, then WHY.

    Of those that a person chose the last ones go first where there is no room.
    """
    wider: dict[Name, int] = {"why": WHY_FULL} if width >= FULL else {}
    shown: Sequence[Column[Name]]
    if chosen:
        shown = with_room(in_order(COLUMNS, chosen), width, wider, "session")
    else:
        shown = [c for c in COLUMNS if width >= c.needs and (c.name != "server" or several_servers)]
    return laid_out(shown, width, wider, "session", SESSION_MOST, "why")
