"""One OpenCode server over HTTP: its stream, its answers, and how both may fail."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence

from omo_watch_core.agenda import (
    COUNT,
    DESCRIPTION,
    DIFF,
    DIRECTORY,
    HEALTH,
    LISTING,
    MESSAGES,
    MODELS,
    PLUGIN,
    PLUGIN_SETTINGS,
    TODOS,
)
from omo_watch_core.edge.acting import Acting
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.backend import Emit
from omo_watch_core.edge.clock import Clock, Pace
from omo_watch_core.edge.health import ask_health
from omo_watch_core.edge.http1 import Head
from omo_watch_core.edge.plugin_files import PluginFiles
from omo_watch_core.edge.reading import Reading
from omo_watch_core.edge.reasons import status_reason, why
from omo_watch_core.edge.requests import NotAnsweredError, Requests
from omo_watch_core.edge.stream import ByteStream, Opener, socket_stream
from omo_watch_core.effects import (
    DescribeServer,
    Effect,
    ListSessions,
    LookForPlugin,
    Probe,
    ReadCount,
    ReadDiff,
    ReadDirectory,
    ReadHealth,
    ReadMessages,
    ReadModels,
    ReadPluginSettings,
    ReadTodos,
)
from omo_watch_core.events import (
    Event,
    PluginSettingsRead,
    ProbeAnswered,
    ReadFailed,
    StreamEnded,
    StreamRefused,
)
from omo_watch_core.wire.rest import WireError
from omo_watch_core.wire.stream import StreamDecoder

STREAM = "/global/event"
EVENT_STREAM = "text/event-stream"
PROBE_S = 10.0
AT_ONCE = 4
"""How many questions a server is asked at the same time; actions do not queue behind them."""
MUCH = 64 * 1024
"""A read of so much means that more is waiting: it is fetched without a pause."""
PASSING = frozenset({408, 425, 429})
"""Refusals that time may heal."""
WHAT: dict[type[Effect], str] = {
    ReadHealth: HEALTH,
    DescribeServer: DESCRIPTION,
    ListSessions: LISTING,
    ReadDirectory: DIRECTORY,
    ReadMessages: MESSAGES,
    ReadTodos: TODOS,
    ReadDiff: DIFF,
    ReadModels: MODELS,
    LookForPlugin: PLUGIN,
    ReadPluginSettings: PLUGIN_SETTINGS,
    ReadCount: COUNT,
}


class OpenCode:
    """Be the backend of a real server."""

    def __init__(
        self,
        address: Address,
        clock: Clock,
        pace: Pace | None = None,
        opener: Opener = socket_stream,
    ) -> None:
        """Prepare; nothing is connected yet."""
        self._address = address
        self._clock = clock
        self._pace = pace or Pace()
        self._opener = opener
        self._requests = Requests(address)
        self._files = PluginFiles(address, self._requests)
        self._reading = Reading(address.name, self._requests, clock)
        self._acting = Acting(address.name, self._requests, clock)
        self._queue = asyncio.Semaphore(AT_ONCE)

    async def stream(self, emit: Emit) -> None:
        """Read the event stream until it ends; the last event says how."""
        try:
            async with self._opener(self._address, STREAM) as source:
                end = self._refusal(source.head) or await self._follow(source, emit)
        except ssl.SSLCertVerificationError as error:
            end = self._refused(0, why(error))
        except OSError as error:
            end = self._ended(why(error))
        emit([end])

    async def perform(self, effect: Effect) -> Sequence[Event]:
        """Do what the effect says; failures are events."""
        if isinstance(effect, Probe):
            return [await self._probe()]
        if type(effect) not in WHAT:
            return await self._acting.act(effect)
        async with self._queue:
            try:
                if isinstance(effect, ReadPluginSettings):
                    return [await self._plugin_settings(effect)]
                return await self._reading.read(effect)
            except (NotAnsweredError, WireError) as error:
                return [self._failed(effect, str(error))]

    async def _plugin_settings(self, effect: ReadPluginSettings) -> PluginSettingsRead:
        return PluginSettingsRead(
            server=self._address.name,
            at_ms=self._clock.now_ms(),
            directory=effect.directory,
            settings=await self._files.read(effect.directory),
        )

    async def close(self) -> None:
        """Free all connections."""
        await self._requests.close()

    async def _follow(self, source: ByteStream, emit: Emit) -> Event:
        """Decode what comes, no oftener than once per frame unless much comes."""
        decoder = StreamDecoder(self._address.name)
        while chunk := await source.read():
            emit(decoder.feed(chunk, self._clock.now_ms()))
            now = self._clock.now_ms()
            await self._clock.sleep(0 if len(chunk) >= MUCH else self._pace.left_s(now))
        return self._ended("the server ended the stream")

    def _refusal(self, head: Head) -> Event | None:
        """Judge the answer to the stream's request; None for a stream."""
        status, is_page = head.status, head.content_type == "text/html"
        if status == 200 and head.content_type == EVENT_STREAM:
            return None
        if status >= 500 or status in PASSING:
            return self._ended(status_reason(status))
        if status == 200 and not is_page:
            return self._refused(status, "it is no OpenCode server: wrong port or a proxy?")
        return self._refused(status, status_reason(status, is_page))

    async def _probe(self) -> ProbeAnswered:
        health = await ask_health(self._address, self._clock, PROBE_S, self._opener)
        return ProbeAnswered(
            server=self._address.name,
            at_ms=self._clock.now_ms(),
            took_ms=health.took_ms,
            reachable=not health.refused,
        )

    def _ended(self, reason: str) -> StreamEnded:
        now = self._clock.now_ms()
        return StreamEnded(server=self._address.name, at_ms=now, reason=reason)

    def _refused(self, status: int, reason: str) -> StreamRefused:
        now = self._clock.now_ms()
        return StreamRefused(server=self._address.name, at_ms=now, status=status, reason=reason)

    def _failed(self, effect: Effect, reason: str) -> ReadFailed:
        directory, session = None, None
        if isinstance(effect, ReadDirectory | ReadPluginSettings | LookForPlugin):
            directory = effect.directory
        elif isinstance(effect, ReadCount | ReadDiff | ReadMessages | ReadTodos):
            session = effect.session
        return ReadFailed(
            server=self._address.name,
            at_ms=self._clock.now_ms(),
            what=WHAT[type(effect)],
            reason=reason,
            directory=directory,
            session=session,
        )
