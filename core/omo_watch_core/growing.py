"""A text that grows by chunks, as a stream sends it."""

from __future__ import annotations

import msgspec


class Text(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Hold a growing text: an append-only list of chunks and how many of them are ours."""

    chunks: list[str]
    count: int
    size: int

    @classmethod
    def of(cls, text: str) -> Text:
        """Hold a finished text."""
        return cls([text] if text else [], 1 if text else 0, len(text))

    def grown(self, delta: str) -> Text:
        """Give this text with one more chunk; copies only where another branch grew first."""
        chunks = self.chunks
        if len(chunks) != self.count:
            chunks = chunks[: self.count]
        chunks.append(delta)
        return Text(chunks, self.count + 1, self.size + len(delta))

    def __str__(self) -> str:
        return "".join(self.chunks[: self.count])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))
