"""Columns of a table: how those that a width has room for stand beside one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

EDGE = 2
"""Cursor edge and mark stand before the first column."""
APART = 2
N = TypeVar("N", bound=str)


class Column(NamedTuple, Generic[N]):
    """Hold one column: its head, width in cells, side, and the terminal width it needs."""

    name: N
    head: str
    width: int
    right: bool = False
    needs: int = 0
    behind: int = APART
    """Blanks between it and the next one."""


class Place(NamedTuple, Generic[N]):
    """Hold where a column stands."""

    column: Column[N]
    start: int
    width: int

    @property
    def end(self) -> int:
        """Give the column after its last cell."""
        return self.start + self.width


class Layout(NamedTuple, Generic[N]):
    """Hold all columns that a width has room for, from the left."""

    width: int
    places: dict[N, Place[N]]


def laid_out(
    shown: Sequence[Column[N]], width: int, widths: Mapping[N, int], grows: N, most: int, then: N
) -> Layout[N]:
    """Lay columns out: `grows` takes what is left, up to `most` cells, then the column `then`.

    `widths` are those that differ from the columns' own; one blank stands at the right end.
    """
    wide: dict[N, int] = {column.name: column.width for column in shown}
    wide |= {name: cells for name, cells in widths.items() if name in wide}
    rest = width - EDGE - sum(wide.values()) - sum(c.behind for c in shown[:-1]) - 1
    wide[grows] = min(rest, most) if then in wide else rest
    if then in wide:
        wide[then] += rest - wide[grows]
    places: dict[N, Place[N]] = {}
    start = EDGE
    for column in shown:
        places[column.name] = Place(column, start, wide[column.name])
        start += wide[column.name] + column.behind
    return Layout(width, places)
