"""An update of the session table beside one of a plain label, in the same app."""

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
from benchmarks.table_app import Bench, Update, Updates

UPDATES = 25
PAUSE_S = 0.008
"""Two frames: whatever was asked for is painted by then."""
ROUNDS = 5
LABEL_BUDGET = 1.2
GROWTH_BUDGET = 1.3
GATED = {100: ("seen",), 1_000: ("random", "label"), 10_000: ("seen",)}
SIZES = tuple(GATED)
ALL = dict.fromkeys(SIZES, ("random", "seen", "second", "order", "label"))
Cost = Mapping[tuple[str, int], list[float]]


def gated() -> list[Figure]:
    """Compare what is gated."""
    cost = asyncio.run(_measure(GATED))
    return [
        Figure(
            "table: 40 changes somewhere in 1,000 rows / one Static.update",
            ratio(cost["random", 1_000], cost["label", 1_000]),
            "x",
            LABEL_BUDGET,
        ),
        Figure(
            "table: all rows in sight change, 10,000 rows / 100 rows",
            ratio(cost["seen", 10_000], cost["seen", 100]),
            "x",
            GROWTH_BUDGET,
        ),
    ]


def told() -> list[Figure]:
    """Tell what each update costs at each size."""
    cost = asyncio.run(_measure(ALL))
    said = {
        "random": "40 changes somewhere",
        "seen": "all 39 rows in sight change",
        "second": "a second passes, all times are drawn anew",
        "order": "sorting, at most once a second",
    }
    lines = [
        Figure(f"table: {text}, {rows:,} rows", median(cost[kind, rows]), "ms CPU")
        for kind, text in said.items()
        for rows in SIZES
    ]
    return [*lines, Figure("table: one Static.update", median(cost["label", 1_000]), "ms CPU")]


async def _measure(wanted: Mapping[int, tuple[str, ...]]) -> Cost:
    app = Bench()
    running = asyncio.create_task(app.run_async())
    await app.ready.wait()
    try:
        return await _rounds(Updates(app, SIZES), wanted)
    finally:
        app.exit()
        await running


async def _rounds(updates: Updates, wanted: Mapping[int, tuple[str, ...]]) -> Cost:
    """Give the CPU milliseconds of each update round by round, that of the pause taken off."""
    taken: dict[tuple[str, int], list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for rows, kinds in wanted.items():
            updates.lay_out(rows)
            await asyncio.sleep(PAUSE_S)
            idle = await _cpu_per_update(updates.idle)
            for kind in kinds:
                cost = await _cpu_per_update(getattr(updates, kind))
                taken[kind, rows].append(cost - idle)
    return taken


async def _cpu_per_update(prepare: Callable[[], Update]) -> float:
    """Give the CPU milliseconds of an update with its painting and the pause after it."""
    spent = 0
    for _ in range(UPDATES):
        update = prepare()
        begin = time.process_time_ns()
        update()
        await asyncio.sleep(PAUSE_S)
        spent += time.process_time_ns() - begin
    return spent / UPDATES / 1e6
