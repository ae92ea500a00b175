"""The program without its screen: the real loop and the real backend on the machine's clock."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from omo_watch_core.changes import Changes
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import Pace, SystemClock
from omo_watch_core.edge.loop import Loop, Show
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.link import Link
from omo_watch_core.state import Server, State

SERVER = "bench"


@contextlib.asynccontextmanager
async def watching(url: str, show: Show) -> AsyncIterator[Loop]:
    """Run the loop on one server; `show` is called as a screen would be."""
    clock, pace = SystemClock(), Pace()
    address = Address.of(SERVER, url)
    server = Server(name=SERVER, url=url, link=Link())
    state = State(now_ms=clock.now_ms(), servers={SERVER: server})
    loop = Loop({SERVER: OpenCode(address, clock, pace)}, clock, state, show, pace=pace)
    task = asyncio.create_task(loop.run())
    try:
        yield loop
    finally:
        loop.stop()
        await task
    assert not loop.faults, loop.faults


class Shown:
    """Wait for a state to be shown."""

    def __init__(self) -> None:
        """Begin with none."""
        self._news = asyncio.Event()
        self._state: State | None = None

    def show(self, state: State, changes: Changes) -> None:
        """Take a state as a screen does."""
        self._state = state
        self._news.set()

    def heard(self) -> int:
        """Count the events of the state that is shown."""
        return self._state.servers[SERVER].counts.events if self._state else 0

    async def until(self, wanted: Callable[[State], bool], within_s: float = 30) -> None:
        """Wait until the shown state is as wanted; raise TimeoutError."""
        async with asyncio.timeout(within_s):
            while self._state is None or not wanted(self._state):
                self._news.clear()
                await self._news.wait()


class Turns:
    """Ask for a turn every 5 ms, as keys do, and note how late it came."""

    EVERY_S = 0.005

    def __init__(self) -> None:
        """Begin with no delay."""
        self.worst_s = 0.0

    async def take(self) -> None:
        """Take turns until cancelled."""
        while True:
            begin = time.perf_counter()
            await asyncio.sleep(self.EVERY_S)
            self.worst_s = max(self.worst_s, time.perf_counter() - begin - self.EVERY_S)
