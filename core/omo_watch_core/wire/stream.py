"""The bytes of one connection to events, clocks and counts."""

from __future__ import annotations

from omo_watch_core.events import BytesHeard, Event
from omo_watch_core.wire.decode import EventDecoder
from omo_watch_core.wire.sse import Decoder

MOST_BYTES = 4 * 1024 * 1024
"""The most bytes that one event may have."""


class StreamDecoder:
    """Turn the bytes of one connection, cut anywhere, into events; make one per connection."""

    __slots__ = ("_dropped", "_events", "_garbage", "_server", "_sse")

    def __init__(self, server: str, limit: int = MOST_BYTES) -> None:
        """Begin a connection to the server of this name; larger events are dropped."""
        self._server = server
        self._sse = Decoder(limit)
        self._events = EventDecoder(server)
        self._garbage = 0
        self._dropped = 0

    def feed(self, chunk: bytes, at_ms: int) -> list[Event]:
        """Return what these bytes complete, and last BytesHeard; never raises."""
        events: list[Event] = []
        decode = self._events.decode
        for frame in self._sse.feed(chunk):
            events += decode(frame.data, at_ms)
        events.append(self._heard(at_ms))
        return events

    def _heard(self, at_ms: int) -> BytesHeard:
        clock, self._events.clock_ms = self._events.clock_ms, None
        garbage, self._garbage = self._sse.garbage - self._garbage, self._sse.garbage
        dropped, self._dropped = self._sse.dropped - self._dropped, self._sse.dropped
        return BytesHeard(
            server=self._server, at_ms=at_ms, clock_ms=clock, garbage=garbage, dropped=dropped
        )
