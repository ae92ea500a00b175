"""Measure several things in turns, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Work = Callable[[], object]


def interleaved(cases: Mapping[str, Work], rounds: int = 5) -> dict[str, list[float]]:
    """Run all cases `rounds` times in turns; give the CPU seconds of each, round by round."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for work in cases.values():
        work()  # nobody pays for what is done once
    for _ in range(rounds):
        for name, work in cases.items():
            taken[name].append(cpu_of(work))
    return taken


def ratio(costs: Sequence[float], floors: Sequence[float]) -> float:
    """Give the median of the ratios of what was measured in the same round."""
    return median(cost / floor for cost, floor in zip(costs, floors, strict=True))


def cpu_of(work: Work) -> float:
    """Give the CPU seconds that this process spends on some work, collected garbage apart."""
    gc.collect()
    begin = time.process_time_ns()
    work()
    return (time.process_time_ns() - begin) / 1e9
