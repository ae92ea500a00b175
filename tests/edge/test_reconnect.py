"""A whole loop over a real socket: streams that break, stall or are refused, and what follows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable

from tests.edge.fake_server import CONNECTED, FakeServer, Request, never

from omo_watch_core.changes import Changes
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import Pace, StillClock
from omo_watch_core.edge.loop import Loop
from omo_watch_core.edge.opencode import STREAM, OpenCode
from omo_watch_core.events import Event, RetryAsked
from omo_watch_core.link import Link
from omo_watch_core.model import StatusKind
from omo_watch_core.select.condition import condition
from omo_watch_core.state import Server, State

HERE = "/srv/dev/shop"
NOW = StillClock().now_ms()
GRACE_S = 20.0


class Town(FakeServer):
    """A server with one session, whose streams are in the hands of a test."""

    def __init__(self) -> None:
        super().__init__()
        self.streams: list[Request] = []
        self.routes[STREAM] = self._stream
        self.says("/global/health", {"healthy": True, "version": "1.18.33"})
        self.says("/path", {"directory": HERE})
        self.says("/config/providers", {"providers": []})
        self.says("/permission", [])
        self.says("/question", [])
        self.says("/session/ses_1/message", [])
        self.runs(busy=True)
        session = {"id": "ses_1", "title": "Fix", "directory": HERE, "slug": "s", "projectID": "p"}
        session |= {"version": "1", "time": {"created": NOW, "updated": NOW}}
        self.says("/experimental/session", [session])

    def runs(self, *, busy: bool) -> None:
        self.says("/session/status", {"ses_1": {"type": "busy"}} if busy else {})

    async def _stream(self, request: Request) -> None:
        await request.begin()
        self.streams.append(request)
        await request.chunk(CONNECTED)
        await never(request)


class Watched(Loop):
    """A loop whose every turn wakes a waiting test."""

    def __init__(self, server: FakeServer, password: str | None) -> None:
        self.clock = StillClock()
        self.turned = asyncio.Event()
        address = Address(name="s", url=server.url, password=password)
        state = State(servers={"s": Server(name="s", url=server.url, link=Link())})
        backend = OpenCode(address, self.clock, Pace(0.0))
        super().__init__({"s": backend}, self.clock, state, self._shown, chance=lambda: 0.5)

    def _shown(self, state: State, changes: Changes) -> None:
        """Show nothing."""

    def _fold(self, batch: list[Event]) -> None:
        super()._fold(batch)
        self.turned.set()

    @property
    def server(self) -> Server:
        return self.state.servers["s"]

    @property
    def link(self) -> Link:
        return self.server.link

    def status(self) -> StatusKind | None:
        session = self.server.sessions.get("ses_1")
        return session.status if session else None

    def row(self) -> str:
        return condition(self.server, self.server.sessions["ses_1"], self.state.now_ms)

    async def until(self, wanted: Callable[[], bool]) -> None:
        """Wait for the state; a second of its own clock passes with each turn that is not it."""
        async with asyncio.timeout(GRACE_S):
            while not wanted():
                self.turned.clear()
                await self.turned.wait()

    async def seconds(self, count: int) -> None:
        """Let seconds pass one by one, each folded before the next."""
        for _ in range(count):
            due = self.clock.now_ms() // 1000 * 1000 + 1000
            self.clock.advance(due - self.clock.now_ms())
            await self.until(lambda due=due: self.state.now_ms >= due)

    async def second(self, wanted: Callable[[], bool]) -> None:
        """Let one second pass, and wait for what comes of it."""
        await self.seconds(1)
        await self.until(wanted)


@contextlib.asynccontextmanager
async def watched(server: FakeServer, password: str | None = None) -> AsyncGenerator[Watched]:
    """Watch a server, and check that nothing failed and nothing is left."""
    async with server:
        before = asyncio.all_tasks()
        loop = Watched(server, password)
        task = asyncio.create_task(loop.run())
        yield loop
        loop.stop()
        await task
        assert loop.faults == []
        assert asyncio.all_tasks() - before - server.handlers == set()


async def test_after_a_break_the_rows_are_unknown_until_they_are_read_again() -> None:
    town = Town()
    async with watched(town) as loop:
        await loop.until(lambda: loop.status() == "busy")
        await loop.until(lambda: not loop.link.agenda.awaited)
        assert (loop.link.phase, loop.row()) == ("live", "busy")
        town.runs(busy=False)
        town.streams[-1].reset()
        await loop.until(lambda: loop.link.phase == "waiting")
        assert (loop.row(), loop.link.lost_since_ms) == ("unknown", NOW)
        await loop.second(lambda: loop.link.lost_since_ms is None)
        assert (loop.link.phase, loop.status(), loop.link.lost_ms) == ("live", "idle", 1_000)
        assert loop.row() != "unknown"


async def test_what_the_first_second_hid_is_in_the_second_snapshot() -> None:
    town = Town()
    async with watched(town) as loop:
        await loop.until(lambda: loop.status() == "busy" and not loop.link.agenda.outstanding)
        town.runs(busy=False)
        await loop.second(lambda: loop.status() == "idle")
        assert town.paths().count("/experimental/session") == 2
        await loop.seconds(5)
        assert town.paths().count("/experimental/session") == 2


async def test_a_stalled_stream_of_a_server_that_is_well_is_opened_again() -> None:
    town = Town()
    async with watched(town) as loop:
        await loop.until(lambda: loop.status() == "busy" and not loop.link.agenda.outstanding)
        await loop.seconds(29)
        assert loop.link.phase == "live"
        await loop.second(lambda: len(town.streams) == 2 and loop.link.phase == "live")
        await loop.until(lambda: not loop.link.agenda.outstanding)
        assert town.paths().count("/global/health") == 3  # two connections and the probe
        assert loop.link.lost_ms == 30_000


async def test_a_server_that_is_gone_is_waited_for() -> None:
    town = Town()
    async with watched(town) as loop:
        await loop.until(lambda: loop.link.phase == "live")
        await town.close()
        await loop.until(lambda: loop.link.phase == "waiting")
        await loop.second(lambda: loop.link.attempt == 2)
        assert loop.link.reason == "nothing listens there"
        back = Town()
        back.port = town.port
        async with back:
            for _ in range(3):
                await loop.seconds(1)
                await loop.until(lambda: loop.link.phase != "opening")
            await loop.until(lambda: loop.link.lost_since_ms is None)
            assert loop.link.phase == "live"


async def test_a_refused_password_is_not_tried_again_by_itself() -> None:
    server = FakeServer()
    server.says(STREAM, {}, 401)
    async with watched(server, "wrong") as loop:
        await loop.until(lambda: loop.link.phase == "refused")
        await loop.seconds(60)
        assert server.paths() == [STREAM]
        loop.post([RetryAsked(server="s", at_ms=loop.clock.now_ms())])
        await loop.until(lambda: loop.link.phase == "refused" and loop.link.opens == 2)
        assert server.paths() == [STREAM, STREAM]


async def test_asking_starts_no_instance_of_an_old_project() -> None:
    town = Town()
    old = {"id": "ses_2", "title": "Old", "directory": "/old", "slug": "s", "projectID": "p"}
    old |= {"version": "1", "time": {"created": 1, "updated": NOW - 3_600_001}}
    town.says("/experimental/session", [old])
    async with watched(town) as loop:
        await loop.until(lambda: loop.server.listed_ms is not None)
        await loop.second(lambda: not loop.link.agenda.outstanding)
        assert {r.query["directory"] for r in town.asked if "directory" in r.query} == {HERE}
        assert not any(path.startswith("/session/ses_2") for path in town.paths())
