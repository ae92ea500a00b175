"""A recording of an event stream, read back as the events it meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, islice

import msgspec

from omo_watch_core.events import BytesHeard, Event, Unrecognised
from omo_watch_core.value import Value
from omo_watch_core.wire.decode import EventDecoder
from omo_watch_core.wire.ids import CYCLE_MS, clock_ms
from omo_watch_core.wire.numbers import whole
from omo_watch_core.wire.schema import Envelope, Wire
from omo_watch_core.wire.unpack import unpack_loosely

LOOK_AHEAD = 1_000
"""How many lines may pass before one tells the date."""
UNDATED_MS = 26 * CYCLE_MS + CYCLE_MS // 2
"""Ids tell the time within 795 days only; without any date these are the days up to late 2028."""
HEARD_EVERY_MS = 1_000
_DATE = re.compile(rb'"(?:time|created|updated|start|end|completed)": ?(\d{13})\b')


class Recording(Value):
    """Hold the events of a recording, and when it began and ended, server clock."""

    events: tuple[Event, ...]
    base_ms: int
    end_ms: int


class _Line(Wire):
    t: float
    event: msgspec.Raw


_LINE = msgspec.json.Decoder(_Line)
_ENVELOPE = msgspec.json.Decoder(Envelope)


def read(
    lines: Iterable[bytes | str], server: str = "replay", until_ms: int | None = None
) -> Recording:
    """Read lines `{"t": ms since the start, "event": {...}}`; later ones than `until_ms` are cut.

    What cannot be read is Unrecognised in its place. Where no line can be read at all there are
    no events: it was no recording.
    """
    rest = (line.encode() if isinstance(line, str) else line for line in lines)
    head = list(islice(rest, LOOK_AHEAD))
    tape = _Tape(server, _base_ms(head), until_ms)
    for line in chain(head, rest):
        if line.strip():
            tape.play(line)
    return tape.recording()


class _Tape:
    """Play lines into events."""

    def __init__(self, server: str, base_ms: int, until_ms: int | None) -> None:
        self._server = server
        self._base_ms = base_ms
        self._until_ms = until_ms
        self._decoder = EventDecoder(server)
        self._events: list[Event] = []
        self._now_ms = base_ms
        self._heard_ms = base_ms - HEARD_EVERY_MS
        self._end = 0
        self._readable = False

    def play(self, text: bytes) -> None:
        line = unpack_loosely(_LINE, text)
        if line is None:
            bad = Unrecognised(server=self._server, at_ms=self._now_ms, kind="", malformed=True)
            self._events.append(bad)
            return
        self._readable = True
        moment = whole(line.t)
        self._end = max(self._end, moment)
        if self._until_ms is None or moment <= self._until_ms:
            self._now_ms = self._base_ms + moment
            self._events += self._decoder.decode(line.event, self._now_ms)
            self._hear()

    def recording(self) -> Recording:
        events = tuple(self._events) if self._readable else ()
        end = self._end if self._until_ms is None else min(self._end, self._until_ms)
        return Recording(events=events, base_ms=self._base_ms, end_ms=self._base_ms + end)

    def _hear(self) -> None:
        """Count the bytes as heard, as often as it matters to a connection."""
        clock, self._decoder.clock_ms = self._decoder.clock_ms, None
        if clock is None and self._now_ms - self._heard_ms < HEARD_EVERY_MS:
            return
        self._heard_ms = self._now_ms
        heard = BytesHeard(server=self._server, at_ms=self._now_ms, clock_ms=clock)
        self._events.append(heard)


def _base_ms(head: list[bytes]) -> int:
    """Give the server's clock at the start of a recording, from the first id in it."""
    near = _date_ms(head)
    for line in filter(None, (unpack_loosely(_LINE, text) for text in head)):
        envelope = unpack_loosely(_ENVELOPE, line.event)
        payload = envelope.payload or envelope if envelope else None
        clock = clock_ms(payload.id, near) if payload else None
        if clock is not None:
            return clock - whole(line.t)
    return near


def _date_ms(head: list[bytes]) -> int:
    """Give some moment of a recording to the day."""
    dates = filter(None, map(_DATE.search, head))
    return next((int(date[1]) for date in dates), UNDATED_MS)
