"""A million events that nobody looks into: what stays in memory when they have passed."""

from __future__ import annotations

import ctypes
import gc
import time

import psutil

from benchmarks.figures import Figure
from benchmarks.ingest import SERVER, fresh_state
from benchmarks.traffic import BEGAN_MS, Traffic, as_stream, cut
from omo_watch_core.edge.stream import MOST_AT_ONCE
from omo_watch_core.state import State
from omo_watch_core.step import step
from omo_watch_core.wire.stream import StreamDecoder

SESSIONS = 1_000
EVENTS = 20_000
TURNS = 50
WARM = 8
"""After so many turns every session was heard of, and what is kept of each has its size."""
BUDGET = 5.0


def gated() -> list[Figure]:
    """Send the same 20,000 events fifty times, each time with ids that were never seen."""
    stream = as_stream(Traffic(SESSIONS).take(EVENTS))
    decoder, state = StreamDecoder(SERVER), fresh_state(SESSIONS)
    held, spent = [0], 0
    for turn in range(WARM + TURNS):
        state, taken = _fold(decoder, state, _renamed(stream, turn), BEGAN_MS + turn * 10_000)
        spent += taken
        held.append(_held())
    assert len(state.servers[SERVER].sessions) == SESSIONS
    assert state.servers[SERVER].counts.events > 0.98 * (WARM + TURNS) * EVENTS  # all but doubles
    grown = (max(held[WARM:]) - held[WARM]) / 2**20
    each = spent / (WARM + TURNS) / EVENTS / 1000
    return [
        Figure(
            "memory: growth over 1,000,000 events, aggregates of 1,000 sessions",
            grown,
            "MB",
            BUDGET,
        ),
        Figure("memory: CPU of decoding and stepping them", each, "us/event"),
    ]


def _held() -> int:
    """Give the bytes in memory, after what is free was given back where that is possible."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    return psutil.Process().memory_info().rss


def _fold(decoder: StreamDecoder, state: State, wire: bytes, at_ms: int) -> tuple[State, int]:
    """Give the state after these bytes, and the CPU nanoseconds that it took."""
    begin = time.process_time_ns()
    for read in cut(wire, MOST_AT_ONCE):
        state, _, _ = step(state, decoder.feed(read, at_ms))
    return state, time.process_time_ns() - begin


def _renamed(stream: bytes, turn: int) -> bytes:
    """Give the same events about other messages and parts, later ones with later ids."""
    for kind in (b"evt", b"msg", b"prt"):
        stream = stream.replace(kind + b"_1f84", b"%s_%04x" % (kind, 0x2000 + turn))
    return stream
