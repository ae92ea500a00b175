"""Who acts by itself holds no claim on a server that it only reads, and sees who does."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from omo_watch.holding import Holding
from omo_watch.places import journal_file
from omo_watch_core.edge.claims import Claims
from omo_watch_core.edge.clock import SystemClock
from omo_watch_core.events import ClaimHeard
from omo_watch_core.link import Link
from omo_watch_core.state import Server, State

PROD, LAB = "http://127.0.0.1:1", "http://127.0.0.1:2"


def _server(name: str, url: str, *, read_only: bool) -> Server:
    return Server(name=name, url=url, link=Link(), read_only=read_only)


def test_the_claim_stays_free_for_others() -> None:
    clock, heard = SystemClock(), list[ClaimHeard]()
    servers = (_server("prod", PROD, read_only=True), _server("lab", LAB, read_only=False))
    state = State(servers={server.name: server for server in servers})
    others = Claims(journal_file(), "other")

    async def run() -> None:
        enough = asyncio.Event()

        def post(events: object) -> None:
            assert isinstance(events, list)
            heard.extend(events)
            if len(heard) == len(servers):
                enough.set()

        holding = asyncio.create_task(Holding(lambda: state, post, clock, "test").run())
        await asyncio.wait_for(enough.wait(), 10)
        assert others.take(PROD, clock.now_ms()).own
        assert not others.take(LAB, clock.now_ms()).own
        holding.cancel()
        with suppress(asyncio.CancelledError):
            await holding

    asyncio.run(run())
    assert [(one.server, one.own) for one in heard] == [("prod", False), ("lab", True)]
