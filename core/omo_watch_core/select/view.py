"""What a person chose to see: sort, filter, what is folded."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from omo_watch_core.select.row import RowKey
from omo_watch_core.value import Value

Sort = Literal["attention", "title", "state", "time", "model", "cost", "context", "server", "agent"]
SORTS: tuple[Sort, ...] = (
    "attention", "title", "state", "time", "model", "cost", "context", "server", "agent",
)  # fmt: skip


class View(Value):
    """Hold how the session table is to be arranged."""

    sort: Sort = "attention"
    then: Sort | None = None
    """What those that are equal go by; None is the order that they came in."""
    reverse: bool = False
    """Turn the first level round."""
    filter: str = ""
    """Filter language of `select.filter`; empty shows all."""
    needs_me: bool = False
    """Only sessions that need a person, with the parents that lead to them."""
    unfolded: bool = False
    """Show idle sessions older than a day instead of one line `older (n)`."""


def by(view: View, sort: Sort) -> View:
    """Sort by something; what it is sorted by already is turned round."""
    if sort == view.sort:
        return replace(view, reverse=not view.reverse)
    return replace(view, sort=sort, reverse=False, then=None if view.then == sort else view.then)


def then_by(view: View, sort: Sort) -> View:
    """Sort equal ones by something, or no longer; the first level cannot be the second one."""
    if sort == view.sort:
        return view
    return replace(view, then=None if view.then == sort else sort)


def said_sort(view: View) -> str:
    """Say in words what the order is."""
    turned = " reversed" if view.reverse else ""
    then = f", then {view.then}" if view.then else ""
    return f"sort {view.sort}{turned}{then}"


class Arrangement(Value):
    """Hold the order of rows and what it leaves out."""

    rows: tuple[RowKey, ...] = ()
    shown: int = 0
    """Sessions that have a row of their own."""
    hidden: int = 0
    """Sessions that the filter hides."""
    fault: str | None = None
    """What is wrong with the filter, one sentence; then it is not applied."""
