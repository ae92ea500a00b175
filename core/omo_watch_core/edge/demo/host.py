"""One server of the demo while it runs: it owns the stage, moves it on, and tells listeners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable

from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.demo.curtain import raise_curtain
from omo_watch_core.edge.demo.desk import answer
from omo_watch_core.edge.demo.exchange import Reply, Request
from omo_watch_core.edge.demo.frames import greeting
from omo_watch_core.edge.demo.script import Script
from omo_watch_core.edge.demo.stage import Stage, play

HEARTBEAT_MS = 10_000
MOST_WAITING = 20_000
"""How many events a listener may be behind before it is let go."""
CONNECTED = "server.connected"
HEARTBEAT = "server.heartbeat"
WITHOUT_CURTAIN = "/global/health"
LISTING = "/experimental/session"

_Inbox = asyncio.Queue[bytes | None]


class Host:
    """Run one script; the curtain rises with the first request that is about its sessions."""

    def __init__(self, script: Script, clock: Clock) -> None:
        """Prepare."""
        self.script = script
        self.gone = asyncio.Event()
        """Set when nobody is answered any more."""
        self._clock = clock
        self._stage: Stage | None = None
        self._inboxes: set[_Inbox] = set()
        self._woken = asyncio.Event()
        self._opened_ms: int | None = None
        self._listed_ms: int | None = None
        self._beat_ms = clock.now_ms() + HEARTBEAT_MS
        self._greetings = 0

    def answer(self, request: Request) -> Reply:
        """Answer a request, and tell listeners what it made happen."""
        now = self._clock.now_ms()
        stage = self._raised(now) if request.path != WITHOUT_CURTAIN else self._stage
        if stage is None:
            stage = raise_curtain(self.script, now)
            return answer(stage, request, now)[2]
        self._stage, frames, reply = answer(stage, request, now)
        if request.path == LISTING and self._opened_ms is not None:
            self._listed_ms = self._listed_ms or now
        self._tell(frame.data for frame in frames)
        self._woken.set()
        return reply

    async def listen(self) -> AsyncGenerator[list[bytes]]:
        """Give what the stream carries, from `server.connected` on, until the host is closed.

        What was said since the last look comes at once.
        """
        if self.gone.is_set():
            return
        inbox: _Inbox = asyncio.Queue()
        now = self._clock.now_ms()
        self._raised(now)
        self._opened_ms = self._opened_ms or now
        self._inboxes.add(inbox)
        self._woken.set()
        try:
            yield [self._greeting(CONNECTED)]
            while (data := await inbox.get()) is not None:
                said = [data]
                while not inbox.empty() and (data := inbox.get_nowait()) is not None:
                    said.append(data)
                yield said
                if data is None:
                    return
        finally:
            self._inboxes.discard(inbox)

    async def run(self) -> None:
        """Move the story on until closed, or until the server goes away by itself."""
        while not self.gone.is_set():
            now = self._clock.now_ms()
            self._move_on(now)
            self._woken.clear()
            await self._until(max(self._due_ms() - now, 1) / 1000)

    def close(self) -> None:
        """End all streams."""
        self.gone.set()
        self._woken.set()
        for inbox in self._inboxes:
            inbox.put_nowait(None)

    def _raised(self, now: int) -> Stage:
        if self._stage is None:
            self._stage = raise_curtain(self.script, now)
        return self._stage

    def _move_on(self, now: int) -> None:
        if self._stage is not None:
            self._stage, frames = play(self._stage, now)
            self._tell(frame.data for frame in frames)
        if now >= self._beat_ms:
            self._beat_ms = now + HEARTBEAT_MS
            self._tell([self._greeting(HEARTBEAT)])
        falls = self._falls_ms()
        if falls is not None and now >= falls:
            self.close()

    def _due_ms(self) -> int:
        due = self._stage.due_ms if self._stage is not None else None
        return min(t for t in (due, self._beat_ms, self._falls_ms()) if t is not None)

    def _falls_ms(self) -> int | None:
        """Give when the server goes away: a client shall have seen what is lost then."""
        falls, opened, listed = self.script.falls_ms, self._opened_ms, self._listed_ms
        if falls is None or opened is None or listed is None:
            return None
        return max(opened, listed) + falls

    async def _until(self, seconds: float) -> None:
        """Wait so long, or until something else is due."""
        waits = [
            asyncio.ensure_future(self._clock.sleep(seconds)),
            asyncio.ensure_future(self._woken.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _tell(self, frames: Iterable[bytes]) -> None:
        for data in frames:
            for inbox in self._inboxes:
                inbox.put_nowait(data)
        for inbox in [i for i in self._inboxes if i.qsize() > MOST_WAITING]:
            self._inboxes.discard(inbox)
            inbox.put_nowait(None)

    def _greeting(self, kind: str) -> bytes:
        self._greetings += 1
        return greeting(kind, self._clock.now_ms(), self._greetings)
