"""The columns of the board of models: one table of widths, one layout per terminal width."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from omo_watch.lines.tables.layout import Column, Layout, laid_out

Name = Literal["state", "model", "back", "bar", "reason", "since", "used", "hit"]
MODEL_MOST = 24
"""Where there is more room than this for names, HIT BY takes it."""
BARS = ((140, 20), (120, 16), (0, 10))
"""Cells of the bar from these widths of the terminal on."""

COLUMNS: tuple[Column[Name], ...] = (
    Column("state", "STATE", 15),
    Column("model", "MODEL", 0),
    Column("back", "BACK IN", 15, right=True),
    Column("bar", "", 0),
    Column("reason", "REASON", 17, needs=100),
    Column("since", "SINCE", 5, right=True, needs=120),
    Column("used", "USED BY", 7, right=True),
    Column("hit", "HIT BY", 0, needs=130),
)


@lru_cache(maxsize=64)
def layout(width: int) -> Layout[Name]:
    """Lay the columns out; MODEL takes what is left, up to 24 cells, then HIT BY."""
    shown = [column for column in COLUMNS if width >= column.needs]
    bar = next(cells for least, cells in BARS if width >= least)
    return laid_out(shown, width, {"bar": bar}, "model", MODEL_MOST, "hit")
