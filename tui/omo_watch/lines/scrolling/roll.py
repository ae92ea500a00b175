"""Lines to scroll through, in chunks that stay the same objects while they do not change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Protocol

from textual.strip import Strip


@dataclass(frozen=True, slots=True)
class Block:
    """Hold where in a chunk the lines of one thing begin, and its name."""

    start: int
    name: str


class Folded(Protocol):
    """Be lines that are drawn only where somebody wants to see them, or looks into them."""

    @property
    def texts(self) -> Sequence[str]:
        """Give the text of each line."""
        ...


@dataclass(frozen=True, slots=True)
class Fold:
    """Hold what is folded below a line of a chunk, and the name of its block."""

    place: int
    name: str
    folded: Folded


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Hold the lines of one message, or of anything else that is drawn as a whole."""

    name: str
    strips: Sequence[Strip]
    blocks: Sequence[Block] = ()
    folds: Sequence[Fold] = ()

    def block_at(self, offset: int) -> int:
        """Give the place of the block that a line belongs to; -1 is none."""
        return bisect_right(self.blocks, offset, key=lambda block: block.start) - 1

    def block(self, place: int) -> Sequence[Strip]:
        """Give the lines of a block."""
        after = self.blocks[place + 1 : place + 2]
        end = after[0].start if after else len(self.strips)
        return self.strips[self.blocks[place].start : end]


@dataclass(frozen=True, slots=True, eq=False)
class Roll:
    """Hold chunks under each other; a line is found without walking through all of them."""

    chunks: Sequence[Chunk] = ()
    starts: Sequence[int] = field(default=())
    height: int = 0

    @classmethod
    def of(cls, chunks: Sequence[Chunk]) -> Roll:
        """Put chunks under each other."""
        ends = list(accumulate(len(chunk.strips) for chunk in chunks))
        return cls(chunks, [0, *ends[:-1]] if ends else [], ends[-1] if ends else 0)

    @classmethod
    def plain(cls, strips: Sequence[Strip]) -> Roll:
        """Hold lines that belong to nothing."""
        return cls.of([Chunk("", strips)])

    def place(self, y: int) -> tuple[int, int]:
        """Give the place of the chunk that a line is in, and the line's number there."""
        place = bisect_right(self.starts, y) - 1
        return place, y - self.starts[place]

    def line(self, y: int) -> Strip | None:
        """Give a line, or None where there is none."""
        if not 0 <= y < self.height:
            return None
        place, offset = self.place(y)
        return self.chunks[place].strips[offset]

    def block_at(self, y: int) -> str:
        """Name the block that a line belongs to."""
        if not 0 <= y < self.height:
            return ""
        place, offset = self.place(y)
        chunk = self.chunks[place]
        found = chunk.block_at(offset)
        return chunk.blocks[found].name if found >= 0 else ""

    def blocks(self) -> Iterator[tuple[str, int]]:
        """Yield the name of each block and its first line."""
        for start, chunk in zip(self.starts, self.chunks, strict=True):
            for block in chunk.blocks:
                yield block.name, start + block.start

    def find(self, name: str) -> int | None:
        """Give the first line of a block."""
        return next((y for block, y in self.blocks() if block == name), None)
