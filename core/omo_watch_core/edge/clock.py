"""The clock of this machine, and one that stands still for tests and replays."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

CALM_S = 0.1
QUICK_S = 1 / 30
AFTER_READERS_S = 0.005
"""How much later than the readers a screen looks, so that it shows what they just read."""


class Clock(Protocol):
    """Tell the time and wait."""

    def now_ms(self) -> int:
        """Give local epoch milliseconds."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """Be the machine's own clock."""

    def now_ms(self) -> int:
        """Give local epoch milliseconds."""
        return time.time_ns() // 1_000_000

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class StillClock:
    """Be a clock that only moves when it is told to."""

    def __init__(self, now_ms: int = 1_800_000_000_000) -> None:
        """Stand at a time."""
        self._now_ms = now_ms
        self._sleepers: list[tuple[int, asyncio.Future[None]]] = []

    def now_ms(self) -> int:
        """Give local epoch milliseconds."""
        return self._now_ms

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was moved so far; a wait of nothing only lets others run."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        due = self._now_ms + round(seconds * 1000)
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((due, woken))
        await woken

    @property
    def sleeping(self) -> int:
        """Count those who wait."""
        return sum(not woken.done() for _, woken in self._sleepers)

    def advance(self, ms: int) -> None:
        """Move on, and wake in turn all whose time has come."""
        self._now_ms += ms
        late = sorted((s for s in self._sleepers if s[0] <= self._now_ms), key=lambda s: s[0])
        self._sleepers = [s for s in self._sleepers if s[0] > self._now_ms]
        for _, woken in late:
            if not woken.done():
                woken.set_result(None)


class Pace:
    """Say how often a screen looks: shared by the loop that sets it and the readers it paces."""

    def __init__(self, frame_s: float = CALM_S) -> None:
        """Begin with a frame of so many seconds."""
        self.frame_s = frame_s

    def left_s(self, now_ms: int) -> float:
        """Give the seconds to the end of the present frame.

        Frames end at the same moments for all who ask: a reader and a screen that count their
        own would drift apart, and each would wait for the other.
        """
        frame_ms = round(self.frame_s * 1000)
        return (frame_ms - now_ms % frame_ms) / 1000 if frame_ms else 0.0
