"""From a byte on the server's socket to the state that is shown, and to text in the terminal."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import Sequence

from benchmarks import source, terminal
from benchmarks.figures import Figure
from benchmarks.looping import SERVER, Shown, watching
from benchmarks.process import Window
from benchmarks.programs import OMO_WATCH, own_home
from benchmarks.traffic import session_id
from omo_watch_core.changes import Changes
from omo_watch_core.edge.clock import CALM_S, QUICK_S
from omo_watch_core.state import State

RATES = (10, 1_000, 5_000)
SESSIONS = 20
"""So few that all rows can be seen."""
SECONDS = 8.0
SETTLED_S = 3.0
PROBE = re.compile(r"L(\d{6,})\.")
KEY = (SERVER, session_id(0))


class Delays:
    """Collect how old probes are when they are first seen."""

    def __init__(self) -> None:
        """Begin with none, and take none before `open`."""
        self.open = False
        self._known: set[str] = set()
        self._ms: list[float] = []

    def see(self, text: str, now: float) -> None:
        """Take the probes of a text that was seen now, on the monotonic clock."""
        for sent in PROBE.findall(text):
            if sent not in self._known:
                self._known.add(sent)
                if self.open:
                    self._ms.append(now * 1000 - int(sent) / 1000)

    def quantile(self, share: float) -> float:
        """Give the milliseconds that this share of the probes did not exceed."""
        ordered = sorted(self._ms)
        return ordered[int(share * (len(ordered) - 1))] if ordered else float("nan")

    def figures(self, name: str, frame_s: float) -> list[Figure]:
        """Tell p50 and p95, and p95 in frames."""
        p95 = self.quantile(0.95)
        return [
            Figure(f"{name}, p50 of {len(self._ms)}", self.quantile(0.5), "ms"),
            Figure(f"{name}, p95", p95, "ms"),
            Figure(f"{name}, p95", p95 / 1000 / frame_s, "frames"),
        ]


def told() -> list[Figure]:
    """Measure at three rates: the loop alone at 10 and 30 Hz, and the whole program."""
    figures: list[Figure] = []
    for rate in RATES:
        for frame_s in (CALM_S, QUICK_S):
            figures += asyncio.run(_loop_alone(rate, frame_s))
    for rate in RATES:
        figures += _whole(rate)
    return figures


async def _loop_alone(rate: int, frame_s: float) -> Sequence[Figure]:
    delays, shown = Delays(), Shown()

    def show(state: State, changes: Changes) -> None:
        if session := state.session(KEY):
            delays.see(session.info.title, time.monotonic())
        shown.show(state, changes)

    with source.running(sessions=SESSIONS, rate=rate, probes=True) as server:
        async with watching(server.url, show) as loop:
            await shown.until(lambda state: state.servers[SERVER].listed_ms is not None)
            loop.hurry(frame_s == QUICK_S)
            await asyncio.sleep(SETTLED_S)
            delays.open = True
            cpu = time.process_time()
            await asyncio.sleep(SECONDS)
            delays.open = False
            percent = 100 * (time.process_time() - cpu) / SECONDS
    name = f"latency: {rate:,} ev/s, loop at {1 / frame_s:.0f} Hz"
    return [*delays.figures(name, frame_s), Figure(f"{name}, CPU", percent, "%")]


def _whole(rate: int) -> Sequence[Figure]:
    delays = Delays()

    def seen(output: bytes, now: float) -> None:
        delays.see(output.decode(errors="replace"), now)

    with (
        tempfile.TemporaryDirectory() as home,
        source.running(sessions=SESSIONS, rate=rate, probes=True) as server,
        terminal.running([*OMO_WATCH, server.url], own_home(home), seen) as program,
    ):
        program.until(b"Task number", 20)
        time.sleep(SETTLED_S)
        delays.open = True
        window = Window(program.family)
        time.sleep(SECONDS)
        delays.open = False
        cpu, rss = window.cpu_percent(), program.family.rss_mb()
    name = f"latency: {rate:,} ev/s, whole program, table at 10 Hz"
    figures = delays.figures(name, CALM_S)
    return [*figures, Figure(f"{name}, CPU", cpu, "%"), Figure(f"{name}, memory", rss, "MB")]
