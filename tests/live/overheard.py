"""What a server's event stream tells, written down in its order and with the time of arrival."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

import httpx

from tests.live.lab import Json


class Heard(NamedTuple):
    """One event; `at` is local epoch seconds."""

    at: float
    type: str
    properties: Json


class Overheard:
    """The events since it began to listen."""

    def __init__(self) -> None:
        self.events: list[Heard] = []
        self._changed = asyncio.Event()

    def those(self, what: str, holds: Callable[[Json], bool] = lambda _: True) -> list[Heard]:
        """Give the events of a type that hold, oldest first."""
        return [event for event in self.events if event.type == what and holds(event.properties)]

    async def first(
        self, what: str, holds: Callable[[Json], bool] = lambda _: True, seconds: float = 60
    ) -> Heard:
        """Wait for an event of a type that holds, and give the first."""
        async with asyncio.timeout(seconds):
            while not (found := self.those(what, holds)):
                self._changed.clear()
                await self._changed.wait()
        return found[0]

    async def listen(self, url: str) -> None:
        """Write down what comes, until it is cancelled."""
        async with (
            httpx.AsyncClient(timeout=None) as client,
            client.stream("GET", f"{url}/global/event") as answer,
        ):
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    payload = json.loads(line.removeprefix("data:"))["payload"]
                    properties = payload.get("properties", {})
                    self.events.append(Heard(time.time(), payload["type"], properties))
                    self._changed.set()


@asynccontextmanager
async def overhearing(url: str) -> AsyncIterator[Overheard]:
    """Listen to a server without a password."""
    overheard = Overheard()
    task = asyncio.create_task(overheard.listen(url))
    try:
        await overheard.first("server.connected")
        yield overheard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
