"""Bytes of an event stream over a real socket."""

import asyncio
from typing import Any

import pytest
from tests.edge.fake_server import FakeServer, Request, never

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.http1 import BrokenAnswerError
from omo_watch_core.edge.stream import MOST_AT_ONCE, ByteStream, _Socket, socket_stream

PATH = "/global/event"


def at(server: FakeServer, **more: Any) -> Address:
    return Address(name="s", url=server.url, **more)


async def all_of(stream: ByteStream) -> bytes:
    body = b""
    while piece := await stream.read():
        body += piece
    return body


async def test_chunks_come_as_one_body() -> None:
    async def route(request: Request) -> None:
        await request.begin()
        for piece in (b"data: \xf0\x9f", b"\x98\x80\n", b"\n"):
            await request.chunk(piece)
        await request.finish()

    async with FakeServer({PATH: route}) as server, socket_stream(at(server), PATH) as stream:
        assert (stream.head.status, stream.head.content_type) == (200, "text/event-stream")
        assert await all_of(stream) == "data: 😀\n\n".encode()
        assert await stream.read() == b""


async def test_who_we_are_is_said_with_every_request() -> None:
    async with FakeServer() as server:
        address = at(server, username="me", password="sécret")
        async with socket_stream(address, PATH) as stream:
            assert stream.head.content_type == "text/html"
        assert server.asked[0].headers["authorization"] == "Basic bWU6c8OpY3JldA=="
        assert server.asked[0].headers["host"] == f"127.0.0.1:{server.port}"


async def test_nothing_is_read_while_nobody_asks() -> None:
    """What a server writes meanwhile waits in the kernel, then at the server."""
    written = asyncio.Event()

    async def route(request: Request) -> None:
        await request.begin()
        for _ in range(64):
            await request.chunk(b"x" * 1_000_000)
        written.set()
        await never(request)

    async with FakeServer({PATH: route}) as server, socket_stream(at(server), PATH) as stream:
        sizes = [len(await stream.read())]
        for _ in range(2_000):
            await asyncio.sleep(0)
        assert not written.is_set()
        while sum(sizes) < 64_000_000:
            sizes.append(len(await stream.read()))
        assert sum(sizes) == 64_000_000
        assert max(sizes) <= MOST_AT_ONCE


async def test_a_broken_connection_is_an_error() -> None:
    async def route(request: Request) -> None:
        await request.begin()
        await request.chunk(b"data: half")
        request.reset()

    async with FakeServer({PATH: route}) as server, socket_stream(at(server), PATH) as stream:
        with pytest.raises(OSError, match="reset"):
            await all_of(stream)


async def test_a_connection_that_closes_without_an_answer_is_an_error() -> None:
    async def route(request: Request) -> None:
        request.writer.close()

    async with FakeServer({PATH: route}) as server:
        with pytest.raises(BrokenAnswerError):
            async with socket_stream(at(server), PATH):
                pass


async def test_nobody_listening_is_an_error() -> None:
    async with FakeServer() as server:
        address = at(server)
    with pytest.raises(OSError, match="onnect call failed"):
        async with socket_stream(address, PATH):
            pass


async def test_a_reader_that_is_cancelled_leaves_nothing_open() -> None:
    async def route(request: Request) -> None:
        await request.begin()
        await never(request)

    async with FakeServer({PATH: route}) as server:

        async def follow() -> None:
            async with socket_stream(at(server), PATH) as stream:
                reading.set()
                await stream.read()

        reading = asyncio.Event()
        task = asyncio.create_task(follow())
        await reading.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_layer_between_may_fill_the_buffer_piece_by_piece() -> None:
    """TLS decrypts record after record into slices of one buffer, and tells of them at once."""
    async with FakeServer({PATH: never}) as server:
        loop = asyncio.get_running_loop()
        _, socket = await loop.create_connection(_Socket, "127.0.0.1", server.port)
        buffer = socket.get_buffer(-1)
        buffer[:3] = b"abc"
        buffer[3:][:3] = b"def"
        socket.buffer_updated(6)
        assert await socket.read() == b"abcdef"
        await socket.close()
