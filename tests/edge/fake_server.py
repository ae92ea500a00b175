"""A small HTTP server on a free loopback port that says byte for byte what a test wants."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

CONNECTED = b'data: {"payload":{"id":"evt_1","type":"server.connected","properties":{}}}\n\n'


@dataclass
class Request:
    """What a client sent, and the line back to it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(
        self, body: object, status: int = 200, kind: str = "application/json", **headers: str
    ) -> None:
        """Answer with JSON, or with bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [f"HTTP/1.1 {status} X", f"content-type: {kind}", f"content-length: {len(data)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send("\r\n".join([*lines, "", ""]).encode() + data)

    async def begin(self, kind: str = "text/event-stream") -> None:
        """Begin an answer in chunks."""
        head = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n"
        await self.send(head.encode())

    async def chunk(self, data: bytes) -> None:
        """Send one HTTP chunk."""
        await self.send(b"%x\r\n%s\r\n" % (len(data), data))

    async def finish(self) -> None:
        """End the answer as a server does that means it."""
        await self.send(b"0\r\n\r\n")

    def reset(self) -> None:
        """Break the connection, so that the client sees an error and no end."""
        linger = struct.pack("ii", 1, 0)
        line = self.writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


Route = Callable[[Request], Awaitable[None]]


@dataclass
class FakeServer:
    """Serve the routes that a test sets by path; others get the web page, as in real life."""

    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    port: int = 0
    handlers: set[asyncio.Task[None]] = field(default_factory=set)
    """One task for each open connection."""

    @property
    def url(self) -> str:
        """Give the root url."""
        return f"http://127.0.0.1:{self.port}"

    def says(self, path: str, body: object, status: int = 200, **headers: str) -> None:
        """Let a path answer always the same."""

        async def route(request: Request) -> None:
            await request.answer(body, status, **headers)

        self.routes[path] = route

    def paths(self) -> list[str]:
        """List the paths that were asked for, in order."""
        return [request.path for request in self.asked]

    async def __aenter__(self) -> FakeServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop listening and end all connections."""
        for _ in range(9):
            await asyncio.sleep(0)  # who connected just now becomes a handler, not a leak
        self._server.close()
        while self.handlers:
            for handler in self.handlers:
                handler.cancel()
            await asyncio.wait(set(self.handlers))
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.handlers.add(task)
        try:
            while request := await _read(reader, writer):
                self.asked.append(request)
                await self.routes.get(request.path, web_page)(request)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.handlers.discard(task)
            writer.transport.abort()


async def web_page(request: Request) -> None:
    """Answer as the real server does for every route that it does not know."""
    await request.answer(b"<!doctype html>", kind="text/html;charset=utf-8")


async def never(request: Request) -> None:
    """Take the request and say nothing."""
    await asyncio.get_running_loop().create_future()


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return Request(method, parts.path, query, headers, body, writer)
