"""A delta in a long transcript beside the same delta in a short one, folded, drawn and painted."""

from __future__ import annotations

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from statistics import median

# Textual reads it once; the program itself paints at most thirty times a second.
os.environ["TEXTUAL_FPS"] = "250"

from benchmarks.figures import Figure
from benchmarks.rounds import ratio
from benchmarks.transcript_app import Bench, Reader

SIZES = (50, 5_000)
SHORT, LONG = SIZES
DELTAS = 40
ROUNDS = 7
PAUSE_S = 0.008
"""Two frames: whatever was asked for is painted by then."""
Cost = Mapping[tuple[str, int], list[float]]
KINDS = {
    "follow": "a delta at the end that is followed",
    "back": "a delta while scrolled back",
    "search": "a delta while something is looked for",
}


def told() -> list[Figure]:
    """Tell what a delta costs, and how much more in the long transcript."""
    cost = asyncio.run(_measure())
    figures = [
        Figure(
            f"transcript: {said}, {LONG:,} parts / {SHORT}",
            ratio(cost[kind, LONG], cost[kind, SHORT]),
            "x",
        )
        for kind, said in KINDS.items()
    ]
    return [
        *figures,
        *(Figure(f"transcript: {KINDS['follow']}, {size:,} parts",
                 median(cost["follow", size]), "ms CPU") for size in SIZES),
    ]  # fmt: skip


async def _measure() -> Cost:
    """Show all in one app, in turns."""
    app = Bench()
    running = asyncio.create_task(app.run_async())
    await app.ready.wait()
    try:
        return await _rounds(Reader(app, SIZES))
    finally:
        app.exit()
        await running


async def _rounds(reader: Reader) -> Cost:
    """Give the CPU milliseconds of a delta with its painting, that of the pause taken off."""
    taken: dict[tuple[str, int], list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for kind in KINDS:
            for size in SIZES:
                reader.turn(size, kind)
                await asyncio.sleep(PAUSE_S)
                idle = await _cpu_of(reader.idle)
                taken[kind, size].append(await _cpu_of(reader.grow) - idle)
    return taken


async def _cpu_of(work: Callable[[], None]) -> float:
    spent = 0
    for _ in range(DELTAS):
        begin = time.process_time_ns()
        work()
        await asyncio.sleep(PAUSE_S)
        spent += time.process_time_ns() - begin
    return spent / DELTAS / 1e6
