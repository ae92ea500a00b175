"""The bytes of an event stream as they come, read no more often than asked.

A server writes one small HTTP chunk for each event. Whoever wakes up for each of them pays
more for waking than for everything else; so the socket is left alone between two reads, and
the kernel gathers.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Protocol
from urllib.parse import urlsplit

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.http1 import BrokenAnswerError, Head, ResponseReader

MOST_AT_ONCE = 256 * 1024
CONNECT_S = 5.0


class ByteStream(Protocol):
    """Be the answer to a request whose body does not end."""

    @property
    def head(self) -> Head:
        """Give the status and the headers."""
        ...

    async def read(self) -> bytes:
        """Wait for bytes and give what is there; nothing at the end; raise OSError."""
        ...


Opener = Callable[[Address, str], contextlib.AbstractAsyncContextManager[ByteStream]]
"""Opens a stream of (server, path); raises OSError."""


class _Socket(asyncio.BufferedProtocol):
    """Hold a connection that is only read while somebody waits for bytes."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        # TLS fills the buffer by slices of it, and only a slice of a view writes through.
        self._buffer = memoryview(bytearray(MOST_AT_ONCE))
        self._got = b""
        self._ended = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.pause_reading()

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        assert self.transport is not None
        self._got += self._buffer[:nbytes]
        self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._error = exc
        self.closed.set_result(None)
        self._wake()

    async def read(self) -> bytes:
        """Wait for bytes; nothing at the end; raise what broke the connection."""
        assert self.transport is not None
        if not self._got and not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            self.transport.resume_reading()
            await self._waiter
        got, self._got = self._got, b""
        if not got and self._error is not None:
            raise ConnectionError(str(self._error)) from self._error
        return got

    async def close(self) -> None:
        """Drop the connection, and wait until it is gone."""
        if self.transport is not None:
            self.transport.abort()
            await self.closed

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class SocketStream:
    """Read the body of one response from a connection of its own."""

    def __init__(self, socket: _Socket) -> None:
        """Begin before the head."""
        self._socket = socket
        self._reader = ResponseReader()
        self._early = b""

    @property
    def head(self) -> Head:
        """Give the status and the headers."""
        assert self._reader.head is not None
        return self._reader.head

    async def read_head(self) -> None:
        """Wait for the status and the headers; raise OSError."""
        while self._reader.head is None:
            raw = await self._socket.read()
            if not raw:
                raise BrokenAnswerError("the server closed the connection without an answer")
            self._early = self._reader.feed(raw)

    async def read(self) -> bytes:
        """Wait for bytes of the body and give what is there; nothing at the end."""
        body, self._early = self._early, b""
        while not body and not self._reader.ended:
            raw = await self._socket.read()
            if not raw:
                break
            body = self._reader.feed(raw)
        return body


@contextlib.asynccontextmanager
async def socket_stream(address: Address, path: str) -> AsyncGenerator[ByteStream]:
    """Ask for a path over a connection of its own, closed at the end; raise OSError."""
    secure = address.tls() if address.url.startswith("https:") else None
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(CONNECT_S):
        _, socket = await loop.create_connection(_Socket, address.host, address.port, ssl=secure)
    try:
        assert socket.transport is not None
        socket.transport.write(_request(address, path))
        stream = SocketStream(socket)
        await stream.read_head()
        yield stream
    finally:
        await socket.close()


def _request(address: Address, path: str) -> bytes:
    parts = urlsplit(address.url)
    headers = {
        "host": parts.netloc,
        "accept": "text/event-stream, application/json",
        "accept-encoding": "identity",
        "cache-control": "no-store",
        **address.headers,
    }
    lines = [f"GET {parts.path}{path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
