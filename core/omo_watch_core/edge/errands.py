"""What the loop has sent out: streams and requests as tasks, each known until its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence

from msgspec.structs import replace

from omo_watch_core.edge.backend import Backend
from omo_watch_core.edge.clock import Clock
from omo_watch_core.effects import CloseStream, Effect, OpenStream, ShowToast
from omo_watch_core.events import Event, StreamEnded
from omo_watch_core.journal.sending import request_of

LAST_WORDS_S = 1.0
"""How long an end waits until people were told of what it ends with."""
Tell = Callable[[Sequence[Event]], None]
Fault = Callable[[BaseException], None]


class Permit:
    """What requests wait for: their intents are written, or not to leave any more."""

    def __init__(self, written: asyncio.Future[None], over: Collection[str]) -> None:
        """Hold what is waited for; `over` names the actions that have ended by its end."""
        self.written = written
        self.over = over


class Errands:
    """Run effects at the servers they name; effects for unknown servers are dropped."""

    def __init__(self, clock: Clock, tell: Tell, fault: Fault, chance: Callable[[], float]) -> None:
        """Begin with no server; `chance` gives 0..1 and spreads the tries of many screens."""
        self.backends: dict[str, Backend] = {}
        self._clock = clock
        self._tell = tell
        self._fault = fault
        self._chance = chance
        self._streams: dict[str, asyncio.Task[None]] = {}
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._last_words: set[asyncio.Task[None]] = set()
        """What tells people of the end of an action: a command ends with it."""

    def perform(self, effect: Effect, permit: Permit | None = None) -> None:
        """Start what the effect says, once it may leave; its outcome is told as events."""
        backend = self.backends.get(effect.server)
        if backend is None:
            return
        if isinstance(effect, CloseStream):
            self._close_stream(effect.server)
        elif isinstance(effect, OpenStream):
            former = self._close_stream(effect.server)
            task = self.start(effect.server, self._stream(effect.server, backend, former))
            self._streams[effect.server] = task
        else:
            task = self.start(effect.server, self._request(backend, effect, permit))
            if isinstance(effect, ShowToast):
                self._last_words.add(task)
                task.add_done_callback(self._last_words.discard)

    def start(self, server: str, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run something until it ends or everything at its server does."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[task] = server
        task.add_done_callback(self._finished)
        return task

    def leave(self, server: str) -> None:
        """End everything at a server that is no longer watched."""
        backend = self.backends.pop(server, None)
        if backend is None:
            return
        self._streams.pop(server, None)
        running = _cancel([task for task, name in self._tasks.items() if name == server])
        self.start(server, _close(backend, running))

    async def close(self) -> None:
        """End everything everywhere; nothing is left running or open."""
        if self._last_words:
            await asyncio.wait(tuple(self._last_words), timeout=LAST_WORDS_S)
        running = _cancel(list(self._tasks))
        backends, self.backends = self.backends, {}
        self._streams.clear()
        await _wait(running)
        for backend in backends.values():
            self.start("", backend.close())
        await _wait(list(self._tasks))

    async def _stream(
        self, server: str, backend: Backend, former: asyncio.Task[None] | None
    ) -> None:
        if former is not None:
            await _wait([former])
        await backend.stream(self._tell_spread)

    async def _request(self, backend: Backend, effect: Effect, permit: Permit | None) -> None:
        if permit is not None:
            await _wait([permit.written])
            request = request_of(effect)
            if request is not None and request[0] in permit.over:
                return
        self._tell(await backend.perform(effect))

    def _tell_spread(self, events: Sequence[Event]) -> None:
        """Tell what a stream said; its end gets a jitter."""
        last = events[-1] if events else None
        if isinstance(last, StreamEnded):
            events = [*events[:-1], replace(last, jitter=self._chance())]
        self._tell(events)

    def _close_stream(self, server: str) -> asyncio.Task[None] | None:
        task = self._streams.get(server)
        if task is not None:
            _cancel([task])
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        server = self._tasks.pop(task)
        streamed = self._streams.get(server) is task
        if streamed:
            del self._streams[server]
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        self._fault(error)
        if streamed:
            now = self._clock.now_ms()
            self._tell_spread([StreamEnded(server=server, at_ms=now, reason="its reader failed")])


def _cancel(tasks: list[asyncio.Task[None]]) -> list[asyncio.Task[None]]:
    """Cancel tasks once: a second time would disturb how they clean up."""
    for task in tasks:
        if not task.cancelling():
            task.cancel()
    return tasks


async def _close(backend: Backend, running: list[asyncio.Task[None]]) -> None:
    await _wait(running)
    await backend.close()


async def _wait(tasks: Sequence[asyncio.Future[None]]) -> None:
    """Wait for tasks to end, however they do."""
    if tasks:
        await asyncio.wait(tasks)
