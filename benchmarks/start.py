"""Starting and resting: the first frame and the CPU of doing nothing, beside an empty app."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from statistics import median

from benchmarks import source, terminal
from benchmarks.figures import Figure
from benchmarks.process import Window
from benchmarks.programs import EMPTY, EMPTY_MARK, OMO_WATCH, own_home

SESSIONS = 1_000
ROUNDS = 5
SETTLE_S = 3.0
REST_S = 8.0
WITHIN_S = 20.0
HEADER = b"omo-watch"
ROW = b"Task number"
"""What the made-up sessions are called."""


def told() -> list[Figure]:
    """Measure everything that has to do with starting and resting."""
    with tempfile.TemporaryDirectory() as home, source.running(sessions=SESSIONS) as server:
        watch = [*OMO_WATCH, server.url]
        _until(EMPTY, EMPTY_MARK, home)
        _until(watch, ROW, home)  # from now on there is bytecode
        return [*_first_frames(watch, home), *_at_rest(watch, home), *_short_commands(home)]


def _first_frames(watch: list[str], home: str) -> list[Figure]:
    taken: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(ROUNDS):
        taken["empty"].append(_until(EMPTY, EMPTY_MARK, home))
        taken["frame"].append(_until(watch, HEADER, home))
        taken["rows"].append(_until(watch, ROW, home))
    empty, frame, rows = (median(wall for wall, _ in taken[n]) for n in ("empty", "frame", "rows"))
    floor, work = (median(cpu for _, cpu in taken[name]) for name in ("empty", "frame"))
    return [
        Figure("start: first frame / that of an empty Textual app", frame / empty, "x"),
        Figure("start: CPU until the first frame / an empty Textual app's", work / floor, "x"),
        Figure(
            "start: first rows of 1,000 sessions / first frame of an empty app", rows / empty, "x"
        ),
        Figure("start: first frame", frame * 1000, "ms"),
        Figure("start: first rows of 1,000 sessions that a server lists", rows * 1000, "ms"),
        Figure("start: first frame of an empty Textual app", empty * 1000, "ms"),
    ]


def _until(words: list[str], text: bytes, home: str) -> tuple[float, float]:
    """Give the seconds and the CPU seconds until some text is in the terminal."""
    with terminal.running(words, own_home(home)) as program:
        seconds = program.until(text, WITHIN_S) or float("nan")
        return seconds, program.family.cpu_s()


def _at_rest(watch: list[str], home: str) -> list[Figure]:
    """Measure both in the same window of time."""
    with (
        terminal.running(watch, own_home(home)) as program,
        terminal.running(EMPTY, own_home(home)) as empty,
    ):
        program.until(ROW, WITHIN_S)
        empty.until(EMPTY_MARK, WITHIN_S)
        time.sleep(SETTLE_S)
        windows = Window(program.family), Window(empty.family)
        time.sleep(REST_S)
        cpu, floor = (window.cpu_percent() for window in windows)
        return [
            Figure("rest: CPU with 1,000 idle sessions / an empty Textual app", cpu / floor, "x"),
            Figure("rest: CPU with 1,000 idle sessions", cpu, "%"),
            Figure("rest: CPU of an empty Textual app", floor, "%"),
            Figure("rest: memory with 1,000 idle sessions", program.family.rss_mb(), "MB"),
            Figure("rest: memory of an empty Textual app", empty.family.rss_mb(), "MB"),
        ]


def _short_commands(home: str) -> list[Figure]:
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        taken["python"].append(_seconds([sys.executable, "-c", "pass"], home))
        taken["version"].append(_seconds([*OMO_WATCH, "--version"], home))
    return [
        Figure("start: omo-watch --version", median(taken["version"]) * 1000, "ms"),
        Figure("start: python -c pass", median(taken["python"]) * 1000, "ms"),
    ]


def _seconds(words: list[str], home: str) -> float:
    env = {**os.environ, **own_home(home)}
    begin = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=env)
    return time.perf_counter() - begin
