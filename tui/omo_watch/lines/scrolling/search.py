"""Words looked for among lines: where they stand, and the lines with them made visible."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from omo_watch.lines.scrolling.roll import Chunk, Fold, Folded, Roll

CURRENT = Style(reverse=True, bold=True)
Found = tuple[int, str]
"""A line with a match, and the block in which it is folded, or ""."""
MOST = 2_000
"""Matches that are counted; nobody goes through more."""


class Search:
    """Look for one text, whatever its case; chunks that did not change are not read again."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.lines: list[int] = []
        """The lines with matches, from the top; a line counts once.

        For a match in what is folded it is the line that this is folded below.
        """
        self.folds: list[str] = []
        """For each of them the block in which the match is folded; "" where it is to be seen."""
        self._pattern = re.compile(re.escape(query), re.IGNORECASE)
        self._known: dict[str, tuple[Chunk, list[Found]]] = {}
        self._inside: dict[str, tuple[Folded, int]] = {}

    def look(self, roll: Roll) -> None:
        """Find all lines that match."""
        known: dict[str, tuple[Chunk, list[Found]]] = {}
        lines: list[int] = []
        folds: list[str] = []
        for start, chunk in zip(roll.starts, roll.chunks, strict=True):
            found = self._known.get(chunk.name)
            if found is None or found[0] is not chunk:
                found = chunk, self._of(chunk)
            known[chunk.name] = found
            lines += [start + place for place, _ in found[1]]
            folds += [name for _, name in found[1]]
        self._known, self.lines, self.folds = known, lines[:MOST], folds[:MOST]

    def cells(self, text: str) -> list[tuple[int, int]]:
        """Give from which cell to which each match in a line goes."""
        spans = (match.span() for match in self._pattern.finditer(text))
        return [(cell_len(text[:start]), cell_len(text[:end])) for start, end in spans]

    def _of(self, chunk: Chunk) -> list[Found]:
        if not self.query:
            return []
        search = self._pattern.search
        seen = [(place, "") for place, strip in enumerate(chunk.strips) if search(strip.text)]
        folded = [(fold.place, fold.name) for fold in chunk.folds for _ in range(self._count(fold))]
        # What is folded below a line comes behind the line itself, as it does unfolded.
        return sorted([*seen, *folded], key=lambda found: found[0]) if folded else seen

    def _count(self, fold: Fold) -> int:
        """Count the lines that match in what is folded; each is read once."""
        known = self._inside.get(fold.name)
        if known is None or known[0] is not fold.folded:
            search = self._pattern.search
            count = sum(bool(search(text)) for text in fold.folded.texts)
            known = self._inside[fold.name] = fold.folded, count
        return known[1]


def lit(strip: Strip, cells: list[tuple[int, int]], style: Style) -> Strip:
    """Give a line with these cells in another style."""
    cuts = sorted({cut for span in cells for cut in span} | {strip.cell_length})
    inside = {start for start, _ in cells}
    begins = [0, *cuts[:-1]]
    pieces = [
        piece.apply_style(style) if begin in inside else piece
        for begin, piece in zip(begins, strip.divide(cuts), strict=False)
    ]
    return Strip.join(pieces)
