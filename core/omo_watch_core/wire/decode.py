"""Events of a server to events of ours: one slim pass for all, a second for those of substance."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from omo_watch_core.clean import clean
from omo_watch_core.events import (
    DirectoryHeard,
    Event,
    InstanceDisposed,
    StatusHeard,
    TextGrew,
    Unrecognised,
)
from omo_watch_core.wire.ids import clock_ms
from omo_watch_core.wire.quiet import QUIET
from omo_watch_core.wire.readers import READERS, Setting
from omo_watch_core.wire.readers.messages import DELTA
from omo_watch_core.wire.readers.servers import CONNECTED
from omo_watch_core.wire.schema import Envelope, Payload, SlimEnvelope, SlimProperties
from omo_watch_core.wire.unpack import UNREADABLE, WireError, unpack
from omo_watch_core.wire.words import place, word

HEARTBEAT = "server.heartbeat"
BEGINS = frozenset({"plugin.added", "session.created"})
"""What only an instance that lives says, as it says that something runs; the last words of one
that ended come behind its end."""
MOST_GROWING = 4_096
"""How many growing parts are remembered at once."""

_SLIM = msgspec.json.Decoder(SlimEnvelope)
_ENVELOPE = msgspec.json.Decoder(Envelope)


class EventDecoder:
    """Decode the events of one connection, in order, each given as its JSON."""

    __slots__ = ("_all_ended", "_ended", "_growing", "_heard", "_server", "_spoke", "clock_ms")

    def __init__(self, server: str) -> None:
        """Begin a connection to the server of this name."""
        self.clock_ms: int | None = None
        """The server's clock as the newest heartbeat told it; whoever takes it may clear it."""
        self._server = server
        self._heard: set[str] = set()
        self._ended: set[str] = set()
        self._all_ended = False
        self._spoke = ""  # as sent; equal to the last event's it needs no second look
        self._growing: dict[str, TextGrew] = {}

    def decode(self, data: bytes, at_ms: int) -> tuple[Event, ...]:
        """Return what an event means, mostly one thing; never raises.

        What is known and of no interest gives nothing, what cannot be read Unrecognised. The
        first event from a directory is preceded by DirectoryHeard; behind its end, the first that
        shows that it lives again.
        """
        try:
            envelope = _SLIM.decode(data)
        except UNREADABLE:
            return self._read(data, at_ms)
        payload = envelope.payload
        if payload is None:
            return self._read(data, at_ms)
        if payload.type == DELTA and payload.properties is not None:
            grown = self._grow(payload.properties, at_ms)
            if grown is None:
                return self._read(data, at_ms)
            if envelope.directory == self._spoke:
                return (grown,)
            return (*self._listen(envelope.directory, at_ms), grown)
        if payload.type in QUIET:
            return self._listen(envelope.directory, at_ms, payload.type in BEGINS)
        return self._read(data, at_ms)

    def _grow(self, delta: SlimProperties, at_ms: int) -> TextGrew | None:
        # A copy of the part's first event with another text costs a quarter of a new one, and
        # its ids are clean already.
        first = self._growing.get(delta.part)
        if first is None or first.session != delta.session or first.message != delta.message:
            first = self._begin(delta)
        return replace(first, at_ms=at_ms, delta=clean(delta.delta)) if first else None

    def _begin(self, delta: SlimProperties) -> TextGrew | None:
        if not (delta.session and delta.message and delta.part):
            return None
        if len(self._growing) >= MOST_GROWING:
            self._growing.clear()
        first = TextGrew(
            server=self._server,
            at_ms=0,
            session=word(delta.session),
            message=word(delta.message),
            part=word(delta.part),
            delta="",
        )
        self._growing[delta.part] = first
        return first

    def _read(self, data: bytes, at_ms: int) -> tuple[Event, ...]:
        """Decode in full; what the slim pass could not read gets its second chance here."""
        try:
            envelope = unpack(_ENVELOPE, data)
        except WireError:
            return (self._unrecognised("", at_ms, malformed=True),)
        payload = envelope.payload or envelope
        if payload.type in (HEARTBEAT, CONNECTED):
            self.clock_ms = clock_ms(payload.id, at_ms)
        event = self._event(payload, envelope.directory, at_ms)
        if isinstance(event, InstanceDisposed):
            self._forget(event.directory)
            return (event,)
        runs = isinstance(event, StatusHeard) and event.status != "idle"
        heard = self._listen(envelope.directory, at_ms, runs or payload.type in BEGINS)
        return (*heard, event) if event else heard

    def _event(self, payload: Payload, directory: str, at_ms: int) -> Event | None:
        kind = payload.type
        if kind in QUIET or kind == HEARTBEAT:
            return None
        reader = READERS.get(kind)
        if reader is None:
            return self._unrecognised(kind, at_ms, malformed=not kind)
        try:
            at = Setting(server=self._server, at_ms=at_ms, directory=place(directory))
            return reader(payload.properties, at)
        except WireError:
            return self._unrecognised(kind, at_ms, malformed=True)

    def _unrecognised(self, kind: str, at_ms: int, malformed: bool) -> Unrecognised:
        return Unrecognised(server=self._server, at_ms=at_ms, kind=word(kind), malformed=malformed)

    def _listen(self, directory: str, at_ms: int, lives: bool = False) -> tuple[Event, ...]:
        if directory == self._spoke:
            return ()
        path = place(directory)
        news = bool(path) and path not in self._heard
        if news and not lives and (self._all_ended or path in self._ended):
            return ()
        self._spoke = directory
        if not news:
            return ()
        self._heard.add(path)
        return (DirectoryHeard(server=self._server, at_ms=at_ms, directory=path),)

    def _forget(self, directory: str) -> None:
        """Let a directory be news again once its instance ended; `""` means all of them."""
        self._spoke = ""
        if directory:
            self._heard.discard(directory)
            self._ended.add(directory)
        else:
            self._heard.clear()
            self._all_ended = True
