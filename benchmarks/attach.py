"""omo-watch beside `opencode attach`, both on one real server, in the same windows of time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from tests.live.home import environment, make_home
from tests.live.lab import Lab
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import BINARY, RealServer

from benchmarks import terminal
from benchmarks.figures import Figure
from benchmarks.process import Window
from benchmarks.programs import OMO_WATCH, own_home
from benchmarks.terminal import Terminal

SESSIONS = 20
MODEL = "r20-n2400"
"""Twenty words a second for two minutes."""
WINDOWS = 5
WINDOW_S = 8.0
SETTLE_S = 10.0
"""`opencode attach` is still at work some seconds after its first frame."""
OURS, THEIRS = "omo-watch", "opencode attach"
Programs = Mapping[str, Terminal]
Taken = Mapping[str, list[float]]


def told(binary: str) -> list[Figure]:
    """Measure on a throw-away server of this OpenCode executable."""
    os.environ[BINARY] = binary
    with contextlib.ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory())).resolve()
        provider = ProviderProcess()
        stack.callback(provider.stop)
        server = RealServer(root / "server", provider.url, projects=("alpha",))
        server.root.mkdir()
        stack.callback(server.stop)
        server.start()
        programs = stack.enter_context(_programs(server, root, binary))
        return _compare(server, programs)


@contextlib.contextmanager
def _programs(server: RealServer, root: Path, binary: str) -> Iterator[Programs]:
    """Run both, each in a home of its own."""
    attached = root / "attached"
    make_home(attached)
    home = environment(attached)
    with (
        terminal.running([*OMO_WATCH, server.url], own_home(str(root))) as ours,
        terminal.running([binary, "attach", server.url], home) as theirs,
    ):
        yield {OURS: ours, THEIRS: theirs}


def _compare(server: RealServer, programs: Programs) -> list[Figure]:
    asyncio.run(_create(server))
    time.sleep(SETTLE_S)
    figures = _figures("idle", _windows(programs))
    asyncio.run(_prompt(server))
    time.sleep(SETTLE_S / 2)
    figures += _figures(f"{SESSIONS} sessions x 20 words/s", _windows(programs))
    for name, program in programs.items():
        figures.append(Figure(f"attach: memory at the end, {name}", program.family.rss_mb(), "MB"))
    return figures


async def _create(server: RealServer) -> None:
    async with Lab(server.target) as lab:
        for number in range(SESSIONS):
            await lab.create(f"load {number}")


async def _prompt(server: RealServer) -> None:
    async with Lab(server.target) as lab:
        for session in await lab.get("/session"):
            await lab.prompt(session["id"], "go", MODEL)


def _windows(programs: Programs) -> Taken:
    """Give the CPU percent of both in each window."""
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(WINDOWS):
        windows = {name: Window(program.family) for name, program in programs.items()}
        time.sleep(WINDOW_S)
        for name, window in windows.items():
            taken[name].append(window.cpu_percent())
    return taken


def _figures(what: str, taken: Taken) -> list[Figure]:
    ours, theirs = median(taken[OURS]), median(taken[THEIRS])
    return [
        Figure(f"attach: CPU {what}, {OURS} / {THEIRS}", ours / theirs, "x"),
        Figure(f"attach: CPU {what}, {OURS}", ours, "%"),
        Figure(f"attach: CPU {what}, {THEIRS}", theirs, "%"),
    ]
