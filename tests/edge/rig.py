"""A loop over one scripted server, driven by hand on a clock that stands still."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from tests.edge.scripted import Scripted

from omo_watch_core.changes import Changes
from omo_watch_core.edge.clock import StillClock
from omo_watch_core.edge.loop import Loop
from omo_watch_core.events import (
    Event,
    SessionSeen,
    StreamOpened,
)
from omo_watch_core.link import Link
from omo_watch_core.model import SessionInfo
from omo_watch_core.state import Server, State

FRAME_MS = 150
"""A frame and what a screen looks later, in whole steps of `pass_ms`."""


class Screen:
    """Note what was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[State, Changes]] = []

    def show(self, state: State, changes: Changes) -> None:
        self.shown.append((state, changes))


class Rig:
    """A loop over one scripted server, driven by hand."""

    def __init__(self, **more: object) -> None:
        self.clock = StillClock()
        self.screen = Screen()
        self.server = Scripted({})
        state = State(servers={"s": Server(name="s", url="http://127.0.0.1:1", link=Link())})
        options: dict[str, object] = {"show": self.screen.show, **more}
        self.loop = Loop({"s": self.server}, self.clock, state, **options)  # type: ignore[arg-type]

    @property
    def now(self) -> int:
        return self.clock.now_ms()

    @property
    def link(self) -> Link:
        return self.loop.state.servers["s"].link

    async def settle(self) -> None:
        """Let everything run that can run without the clock moving."""
        for _ in range(30):
            await asyncio.sleep(0)

    async def pass_ms(self, ms: int) -> None:
        """Move the clock on in small steps, so that each wait ends in its turn."""
        for _ in range(ms // 50):
            self.clock.advance(50)
            await self.settle()

    async def says(self, *events: Event) -> None:
        """Let the newest stream of the server say something."""
        self.server.streams[-1](events)
        await self.settle()

    def opened(self) -> Event:
        return StreamOpened(server="s", at_ms=self.now)

    def seen(self, name: str) -> Event:
        info = SessionInfo(id=name, title=name, directory="/a")
        return SessionSeen(server="s", at_ms=self.now, info=info)


@contextlib.asynccontextmanager
async def running(**more: object) -> AsyncGenerator[Rig]:
    """Run a loop, and check that nothing is left when it was stopped."""
    before = asyncio.all_tasks()
    rig = Rig(**more)
    task = asyncio.create_task(rig.loop.run())
    await rig.settle()
    yield rig
    rig.loop.stop()
    await task
    assert asyncio.all_tasks() == before
    assert rig.server.is_closed
    assert rig.server.ended == len(rig.server.streams)
