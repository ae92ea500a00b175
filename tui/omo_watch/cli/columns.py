"""Plain text in aligned columns, by the cells that a terminal draws."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

Cells = Sequence[str]


def aligned(lines: Sequence[Cells], most: Sequence[int], right: Collection[int]) -> Iterator[str]:
    """Yield lines with two blanks between their columns.

    A column is as wide as its widest cell, but at most `most`; those in `right` end alike.
    """
    widths = [
        min(max(cell_len(line[place]) for line in lines), limit) for place, limit in enumerate(most)
    ]
    for line in lines:
        yield "  ".join(_cells(line, widths, right)).rstrip()


def _cells(line: Cells, widths: Sequence[int], right: Collection[int]) -> Iterator[str]:
    for place, (cell, width) in enumerate(zip(line, widths, strict=True)):
        fits = set_cell_size(cell, width)
        yield " " * (width - cell_len(cell)) + cell if place in right else fits
