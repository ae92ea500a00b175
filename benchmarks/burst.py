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
QUIET_S = 0.5
Cost = tuple[float, float, float]
CPU_BUDGET = 9.0
BLOCKED_MS = 50.0


def gated() -> list[Figure]:
    """Send bursts over a socket to the real loop."""
    floors, taken = asyncio.run(_bursts())
    cpus, walls, blocked = zip(*taken, strict=True)
    return [
        Figure(
            "burst: CPU of 40,000 events through the loop / untyped msgspec decode",
            ratio(cpus, floors),
            "x",
            CPU_BUDGET,
        ),
        Figure(
            "burst: longest time that the loop kept a key waiting",
            median(blocked) * 1000,
            "ms",
            BLOCKED_MS,
        ),
        Figure("burst: first event to last event shown", median(walls) * 1000, "ms"),
    ]


async def _bursts() -> tuple[list[float], list[Cost]]:
    """Give the floor's CPU seconds and the costs of a burst, round by round."""
    payloads, decoder = Traffic(SESSIONS).take(EVENTS), msgspec.json.Decoder()
    floors: list[float] = []
    costs: list[Cost] = []
    shown = Shown()
    with source.running(sessions=SESSIONS, burst=EVENTS) as server:
        async with watching(server.url, shown.show):
            await shown.until(lambda state: state.servers[SERVER].listed_ms is not None)
            await asyncio.sleep(SETTLED_S)
            for _ in range(ROUNDS):
                floors.append(cpu_of(lambda: decode_all(decoder, payloads)))
                costs.append(await _burst(server, shown))
    return floors, costs


async def _burst(server: source.Running, shown: Shown) -> Cost:
    """Give CPU seconds, seconds, and the longest wait for a turn."""
    await asyncio.sleep(QUIET_S)
    turns = Turns()
    keys = asyncio.create_task(turns.take())
    most = shown.heard() + int(EVENTS * 0.985)  # all but the doubles
    begin, cpu = time.perf_counter(), time.process_time()
    server.go()
    await shown.until(lambda _: shown.heard() >= most)
    cost = time.process_time() - cpu, time.perf_counter() - begin, turns.worst_s
    keys.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keys
    return cost
