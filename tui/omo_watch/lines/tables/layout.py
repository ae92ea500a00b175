"""Columns of a table: how those that a width has room for stand beside one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import Generic, NamedTuple, TypeVar

EDGE = 2
"""Cursor edge and mark stand before the first column."""
APART = 2
GROWS_LEAST = 16
"""Cells that the column of names has at least, where a person chose the columns."""
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


def in_order(known: Sequence[Column[N]], chosen: Sequence[N]) -> list[Column[N]]:
    """Give the chosen columns in the order that a person named them in."""
    by_name = {column.name: column for column in known}
    after = {column.name: then.name for column, then in pairwise(known)}
    return [
        by_name[name] if after.get(name) == then else by_name[name]._replace(behind=APART)
        for name, then in zip_longest(chosen, chosen[1:])
    ]


def with_room(
    shown: Sequence[Column[N]], width: int, widths: Mapping[N, int], grows: N
) -> list[Column[N]]:
    """Leave out the last columns until `grows` has room to be read."""
    kept = list(shown)
    while _left(kept, width, widths) < GROWS_LEAST and any(c.name != grows for c in kept[1:]):
        last = max(place for place, column in enumerate(kept) if column.name != grows)
        del kept[last]
    return kept


def _left(shown: Sequence[Column[N]], width: int, widths: Mapping[N, int]) -> int:
    taken = sum(widths.get(c.name, c.width) for c in shown) + sum(c.behind for c in shown[:-1])
    return width - EDGE - taken - 1


def laid_out(
    shown: Sequence[Column[N]], width: int, widths: Mapping[N, int], grows: N, most: int, then: N
) -> Layout[N]:
    """Lay columns out: `grows` takes what is left, up to `most` cells, then the column `then`.

    `widths` are those that differ from the columns' own; one blank stands at the right end.
    """
    wide: dict[N, int] = {column.name: column.width for column in shown}
    wide |= {name: cells for name, cells in widths.items() if name in wide}
    rest = _left(shown, width, widths)
    wide[grows] = min(rest, most) if then in wide else rest
    if then in wide:
        wide[then] += rest - wide[grows]
    places: dict[N, Place[N]] = {}
    start = EDGE
    for column in shown:
        places[column.name] = Place(column, start, wide[column.name])
        start += wide[column.name] + column.behind
    return Layout(width, places)


def column_at(found: Layout[N], x: int) -> N | None:
    """Give the column whose cells, or the blanks before them, hold this one."""
    for name, place in found.places.items():
        if x < place.end:
            return name
    return None
