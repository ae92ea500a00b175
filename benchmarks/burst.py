"""40,000 events within a blink, as after a busy server's silence: the cost, and do keys live."""

from __future__ import annotations

import asyncio
import contextlib
import time
from statistics import median

import msgspec

from benchmarks import source
from benchmarks.figures import Figure
from benchmarks.ingest import decode_all
from benchmarks.looping import SERVER, Shown, Turns, watching
from benchmarks.rounds import cpu_of, ratio
from benchmarks.traffic import Traffic

EVENTS = 40_000
SESSIONS = 1_000
ROUNDS = 5
SETTLED_S = 2.5
"""After a connection a second snapshot comes; it is not part of the burst."""
CPU_BUDGET = 8.0
BLOCKED_MS = 50.0


def gated() -> list[Figure]:
    """Send the burst to the real loop, over a socket, once per round."""
    payloads, decoder = Traffic(SESSIONS).take(EVENTS), msgspec.json.Decoder()
    floors: list[float] = []
    taken: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS):
        floors.append(cpu_of(lambda: decode_all(decoder, payloads)))
        taken.append(asyncio.run(_burst()))
    cpus, walls, blocked = zip(*taken, strict=True)
    return [
        Figure("burst: CPU of 40,000 events through the loop / untyped msgspec decode",
               ratio(cpus, floors), "x", CPU_BUDGET),
        Figure("burst: longest time that the loop kept a key waiting", median(blocked) * 1000, "ms",
               BLOCKED_MS),
        Figure("burst: first event to last event shown", median(walls) * 1000, "ms"),
    ]


async def _burst() -> tuple[float, float, float]:
    """Give CPU seconds, seconds, and the longest wait for a turn."""
    shown = Shown()
    with source.running(sessions=SESSIONS, burst=EVENTS) as child:
        async with watching(child.url, shown.show) as loop:
            await shown.until(lambda state: state.servers[SERVER].listed_ms is not None)
            await asyncio.sleep(SETTLED_S)
            turns = Turns()
            keys = asyncio.create_task(turns.take())
            most = loop.state.servers[SERVER].counts.events + int(EVENTS * 0.985)
            begin, cpu = time.perf_counter(), time.process_time()
            child.go()
            await shown.until(lambda state: state.servers[SERVER].counts.events >= most)
            figures = time.process_time() - cpu, time.perf_counter() - begin, turns.worst_s
            keys.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keys
            return figures
