"""What a person chose to see: sort, filter, what is folded."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.select.row import RowKey
from omo_watch_core.value import Value

Sort = Literal["attention", "time", "name", "cost", "context"]
SORTS: tuple[Sort, ...] = ("attention", "time", "name", "cost", "context")


class View(Value):
    """Hold how the session table is to be arranged."""

    sort: Sort = "attention"
    filter: str = ""
    """Filter language of `select.filter`; empty shows all."""
    needs_me: bool = False
    """Only sessions that need a person, with the parents that lead to them."""
    unfolded: bool = False
    """Show idle sessions older than a day instead of one line `older (n)`."""


class Arrangement(Value):
    """Hold the order of rows and what it leaves out."""

    rows: tuple[RowKey, ...] = ()
    shown: int = 0
    """Sessions that have a row of their own."""
    hidden: int = 0
    """Sessions that the filter hides."""
    fault: str | None = None
    """What is wrong with the filter, one sentence; then it is not applied."""
