"""From bytes of HTTP to the next state: CPU per event beside plain JSON decoding of the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from statistics import median

import msgspec

from benchmarks.figures import Figure
from benchmarks.rounds import interleaved, ratio
from benchmarks.traffic import BEGAN_MS, CONNECTED, Traffic, as_chunks, as_stream, cut
from omo_watch_core.edge.http1 import ResponseReader
from omo_watch_core.edge.stream import MOST_AT_ONCE
from omo_watch_core.link import Link
from omo_watch_core.reduce import reduce
from omo_watch_core.state import Server, State
from omo_watch_core.wire.stream import StreamDecoder

EVENTS = 40_000
SERVER = "bench"
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
BUDGET = 6.5


def fresh_state(sessions: int) -> State:
    """Give the state of one live server with so many sessions at work."""
    link = Link(phase="live", opened_ms=BEGAN_MS, heard_ms=BEGAN_MS)
    state = State(now_ms=BEGAN_MS, servers={SERVER: Server(name=SERVER, url="", link=link)})
    opening = as_stream(Traffic(sessions).opening())
    state, _ = reduce(state, StreamDecoder(SERVER).feed(opening, BEGAN_MS))
    return state


class Pipeline:
    """Take the bytes of one connection the whole way, each step alone or all together."""

    def __init__(self, payloads: Sequence[bytes], sessions: int) -> None:
        """Prepare full reads, as in a burst, and what each step makes of them for the next."""
        self._reads = cut(as_chunks([CONNECTED, *payloads]), MOST_AT_ONCE)
        self._state = fresh_state(sessions)
        reader = self._reader()
        self._bodies = [reader.feed(read) for read in self._reads]
        decoder = StreamDecoder(SERVER)
        self._batches = [decoder.feed(body, BEGAN_MS) for body in self._bodies]

    def unwrap(self) -> None:
        """Take the bytes out of the chunks of HTTP."""
        reader = self._reader()
        for read in self._reads:
            reader.feed(read)

    def decode(self) -> None:
        """Make events of the body."""
        decoder = StreamDecoder(SERVER)
        for body in self._bodies:
            decoder.feed(body, BEGAN_MS)

    def fold(self) -> None:
        """Make the next state of events."""
        state = self._state
        for batch in self._batches:
            state, _ = reduce(state, batch)

    def whole(self) -> State:
        """Do all of it, read by read."""
        reader, decoder, state = self._reader(), StreamDecoder(SERVER), self._state
        for read in self._reads:
            state, _ = reduce(state, decoder.feed(reader.feed(read), BEGAN_MS))
        return state

    @staticmethod
    def _reader() -> ResponseReader:
        reader = ResponseReader()
        reader.feed(HEAD)
        return reader


def decode_all(decode: msgspec.json.Decoder, payloads: Sequence[bytes]) -> None:
    """Decode bare payloads and throw them away: what nobody can do without."""
    for payload in payloads:
        decode.decode(payload)


def gated() -> list[Figure]:
    """Compare."""
    payloads = Traffic().take(EVENTS)
    pipeline = Pipeline(payloads, sessions=1_000)
    folded = pipeline.whole().servers[SERVER]
    assert len(folded.sessions) == 1_000
    assert folded.counts.unrecognised == folded.counts.malformed == 0
    decoder = msgspec.json.Decoder()
    cost = interleaved(
        {
            "msgspec": lambda: decode_all(decoder, payloads),
            "json": lambda: [json.loads(payload) for payload in payloads],
            "unwrap": pipeline.unwrap,
            "decode": pipeline.decode,
            "fold": pipeline.fold,
            "whole": pipeline.whole,
        },
        rounds=7,
    )
    each = {name: median(seconds) / EVENTS * 1e6 for name, seconds in cost.items()}
    return [
        Figure(
            "ingest: bytes to state / untyped msgspec decode",
            ratio(cost["whole"], cost["msgspec"]),
            "x",
            BUDGET,
        ),
        Figure("ingest: bytes to state / json.loads", ratio(cost["whole"], cost["json"]), "x"),
        Figure("ingest: whole", each["whole"], "us/event"),
        Figure("ingest:   HTTP chunks", each["unwrap"], "us/event"),
        Figure("ingest:   lines, JSON, events", each["decode"], "us/event"),
        Figure("ingest:   fold", each["fold"], "us/event"),
        Figure("ingest: floor, untyped msgspec decode", each["msgspec"], "us/event"),
        Figure("ingest: floor, json.loads", each["json"], "us/event"),
    ]
