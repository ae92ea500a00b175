"""When rows may change places: not often, and never while a person reads."""

from __future__ import annotations

SORT_EVERY_MS = 1_000
READS_MS = 2_000
"""How long after a key a person is taken to be reading."""


class Reading:
    """Remember when rows were last sorted and when a key was last pressed.

    A key press has no time of its own here: it counts from the next state after it, which is
    never earlier.
    """

    def __init__(self) -> None:
        self._sorted_ms: int | None = None
        self._pressed = False
        self._read_ms: int | None = None

    @property
    def begun(self) -> bool:
        """Tell whether a person has pressed any key yet: before, no row is theirs."""
        return self._pressed or self._read_ms is not None

    def pressed(self) -> None:
        """Note that a key was pressed."""
        self._pressed = True

    def noticed(self, now_ms: int) -> None:
        """Note the time of a new state."""
        if self._pressed:
            self._pressed = False
            self._read_ms = now_ms

    def sorted(self, now_ms: int) -> None:
        """Note that rows were sorted."""
        self._sorted_ms = now_ms

    def reads(self, now_ms: int) -> bool:
        """Tell whether a person is reading."""
        return self._pressed or (self._read_ms is not None and now_ms - self._read_ms < READS_MS)

    def may_sort(self, now_ms: int) -> bool:
        """Tell whether rows may change places now."""
        late = self._sorted_ms is None or now_ms - self._sorted_ms >= SORT_EVERY_MS
        return late and not self.reads(now_ms)
