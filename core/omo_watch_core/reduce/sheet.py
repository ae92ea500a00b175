"""A map of the state while a batch is folded: copied at its first change, not before."""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Sheet(Generic[K, V]):
    """Read a map of the state, and write to a copy of it that is made at most once."""

    __slots__ = ("base", "map")

    def __init__(self, base: dict[K, V]) -> None:
        self.base = base
        self.map = base

    @property
    def changed(self) -> bool:
        """Tell whether anything was written."""
        return self.map is not self.base

    def own(self) -> dict[K, V]:
        """Give the copy, to be written to."""
        if self.map is self.base:
            self.map = dict(self.base)
        return self.map

    def drop(self, key: K) -> None:
        """Take an entry out, if it is there."""
        if key in self.map:
            del self.own()[key]
