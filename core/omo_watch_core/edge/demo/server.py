"""The demo over HTTP: one listening server for each script of the story, on loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass

import uvicorn

from omo_watch_core.edge.clock import Clock, SystemClock
from omo_watch_core.edge.demo.host import Host
from omo_watch_core.edge.demo.routes import application
from omo_watch_core.edge.demo.story import STORY, Story

LOOPBACK = "127.0.0.1"
GRACE_S = 2


class _Listener(uvicorn.Server):
    """Serve without taking the signals of the process away from those who started it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals alone."""
        yield


@dataclass(frozen=True)
class _Running:
    host: Host
    listener: _Listener
    socket: socket.socket

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.socket.getsockname()[1]}"

    async def run(self) -> None:
        """Serve until the host is gone; nothing listens afterwards."""
        served = asyncio.create_task(self.listener.serve(sockets=[self.socket]))
        try:
            await self.host.run()
        finally:
            self.host.close()
            self.listener.should_exit = True
            await served


@contextlib.asynccontextmanager
async def serve(
    port: int = 0,
    story: Story = STORY,
    clock: Clock | None = None,
    password: str | None = None,
) -> AsyncGenerator[dict[str, str]]:
    """Serve the story; gives the urls by name of server, and nothing listens after the end.

    The first server takes `port`, the others those behind it; 0 takes free ones. Raises OSError
    when one is taken.
    """
    clock = clock or SystemClock()
    with contextlib.ExitStack() as stack:
        running: list[_Running] = []
        for place, script in enumerate(story):
            bound = stack.enter_context(_bind(port + place if port else 0))
            running.append(_running(Host(script, clock), bound, password))
        tasks = [asyncio.create_task(one.run()) for one in running]
        try:
            yield {one.host.script.name: one.url for one in running}
        finally:
            for one in running:
                one.host.close()
            await asyncio.gather(*tasks)


def _bind(port: int) -> socket.socket:
    """Listen at once, so that a client may connect before anything is served."""
    bound = socket.socket()
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((LOOPBACK, port))
        bound.listen()
        bound.setblocking(False)
    except OSError:
        bound.close()
        raise
    return bound


def _running(host: Host, bound: socket.socket, password: str | None) -> _Running:
    config = uvicorn.Config(
        application(host, password),
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    return _Running(host, _Listener(config), bound)
