"""The demo as a process of its own: what it prints and when it ends, and how to start one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Generator, Sequence
from types import TracebackType
from typing import Self

ANNOUNCES = "omo-watch demo listening on "
COMMAND = (sys.executable, "-m", "omo_watch", "demo", "--port", "0")
SERVERS = 3
"""How many servers announce themselves."""
PATIENCE_S = 5.0
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_demo(port: int = 0, password: str | None = None) -> int:
    """Serve the demo until stdin closes, where that is a pipe, or a signal comes; give 0.

    Raises OSError when the port is taken.
    """
    asyncio.run(_run(port, password))
    return 0


class DemoProcess:
    """A demo that runs as a child of this process."""

    def __init__(self, process: subprocess.Popen[str], urls: dict[str, str]) -> None:
        """Take over a child that has told its urls."""
        self.urls = urls
        """The servers' addresses by name, in the order of the story."""
        self._process = process

    def close(self) -> None:
        """End it, and wait until it has ended."""
        process = self._process
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def start_demo(command: Sequence[str] = COMMAND) -> DemoProcess:
    """Start the demo as a child and read where it listens; raises OSError when it ends first.

    Blocks for some tenths of a second: from async code call it in a thread.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,  # an interrupt of the terminal is for us, not for it
    )
    child = DemoProcess(process, {})
    try:
        child.urls |= _announced(process)
    except OSError:
        child.close()
        raise
    return child


def _announced(process: subprocess.Popen[str]) -> dict[str, str]:
    """Read one line for each server; raises OSError where the child ends before."""
    assert process.stdout is not None
    urls: dict[str, str] = {}
    for line in process.stdout:
        if line.startswith(ANNOUNCES):
            url, _, name = line.removeprefix(ANNOUNCES).strip().partition(" ")
            urls[name.strip("()")] = url
        if len(urls) == SERVERS:
            return urls
    raise OSError(f"the demo ended with {process.wait()} before it listened")


async def _run(port: int, password: str | None) -> None:
    # The web server's import takes longer than all the rest that a parent needs of this file.
    from omo_watch_core.edge.demo.server import serve

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, stop.set)
    async with serve(port=port, password=password) as urls:
        for name, url in urls.items():
            sys.stdout.write(f"{ANNOUNCES}{url} ({name})\n")
        sys.stdout.flush()
        with _parent_watched(loop, stop):
            await stop.wait()


@contextlib.contextmanager
def _parent_watched(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> Generator[None]:
    """Stop when stdin closes, where it is a pipe: then a parent holds its other end."""
    if not _stdin_is_pipe():
        yield
        return

    def read() -> None:
        if not os.read(0, 4096):
            loop.remove_reader(0)
            stop.set()

    loop.add_reader(0, read)
    try:
        yield
    finally:
        loop.remove_reader(0)


def _stdin_is_pipe() -> bool:
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
