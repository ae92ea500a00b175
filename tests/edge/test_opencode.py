"""The backend of a real server against one that says what a test wants."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest
from tests.edge.fake_server import CONNECTED, FakeServer, Request, Route, web_page

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import Pace, StillClock
from omo_watch_core.edge.http1 import Head
from omo_watch_core.edge.opencode import MUCH, STREAM, OpenCode
from omo_watch_core.edge.stream import ByteStream
from omo_watch_core.events import (
    BytesHeard,
    Event,
    SessionDeleted,
    StreamEnded,
    StreamOpened,
    StreamRefused,
)

GONE = (
    b'data: {"directory":"/a","payload":{"id":"evt_2","type":"session.deleted","properties":'
    b'{"sessionID":"ses_1","info":{"id":"ses_1","title":"Caf\xc3\xa9","directory":"/a",'
    b'"projectID":"p","slug":"s","version":"1","time":{"created":1,"updated":1}}}}}'
)


@contextlib.asynccontextmanager
async def connected(server: FakeServer, **more: Any) -> AsyncGenerator[OpenCode]:
    """Make a backend whose clock never waits, and close it."""
    clock = StillClock()
    address = Address(name="s", url=server.url, **more)
    backend = OpenCode(address, clock, Pace(0.0))
    try:
        yield backend
    finally:
        await backend.close()


async def streamed(server: FakeServer, **more: Any) -> list[Event]:
    """Read a stream to its end."""
    events: list[Event] = []
    async with connected(server, **more) as backend:
        await backend.stream(events.extend)
    return events


def speaking(*pieces: bytes) -> Route:
    """Make a stream of HTTP chunks that then ends."""

    async def route(request: Request) -> None:
        await request.begin()
        for piece in pieces:
            await request.chunk(piece)
        await request.finish()

    return route


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def substance(events: Sequence[Event]) -> list[type[Event]]:
    return [type(event) for event in events if not isinstance(event, BytesHeard)]


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n", b"\r\r"])
@pytest.mark.parametrize("size", [1, 7, 1_000])
async def test_events_are_read_however_they_are_cut(end: bytes, size: int) -> None:
    wire = CONNECTED.strip() + end + GONE + end
    async with FakeServer({STREAM: speaking(*cut(wire, size))}) as server:
        events = await streamed(server)
    kinds = substance(events)
    assert (kinds[0], kinds[-2], kinds[-1]) == (StreamOpened, SessionDeleted, StreamEnded)
    assert any(isinstance(event, BytesHeard) for event in events)


async def test_bytes_are_heard_before_they_make_an_event() -> None:
    async with FakeServer({STREAM: speaking(b": hello\n")}) as server:
        events = await streamed(server)
    assert [type(event) for event in events] == [BytesHeard, StreamEnded]


class Pieces:
    """A stream that gives one piece for each read."""

    head = Head(status=200, headers={"content-type": "text/event-stream"})

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)

    async def read(self) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""


class Pauses(StillClock):
    """Note how long a reader rests, and between what."""

    def __init__(self, source: Pieces) -> None:
        super().__init__()
        self.source = source
        self.pauses: list[tuple[int, float]] = []

    async def sleep(self, seconds: float) -> None:
        self.pauses.append((len(self.source.pieces), seconds))


async def test_a_stream_rests_one_frame_after_little_and_not_after_much() -> None:
    much = b":" * MUCH
    source, pace = Pieces(CONNECTED, much[:-1], much, CONNECTED), Pace(0.1)
    clock, events = Pauses(source), []

    @contextlib.asynccontextmanager
    async def opener(address: Address, path: str) -> AsyncGenerator[ByteStream]:
        yield source

    def emit(said: Sequence[Event]) -> None:
        # The first word is out before the first rest, and the pace is that of the moment.
        events.extend(said)
        pace.frame_s = 0.1 if len(source.pieces) > 1 else 0.033

    backend = OpenCode(Address(name="s", url="http://127.0.0.1:1"), clock, pace, opener)
    await backend.stream(emit)
    await backend.close()
    quick = Pace(0.033).left_s(clock.now_ms())
    assert 0 < quick <= 0.033
    assert clock.pauses == [(3, 0.1), (2, 0.1), (1, 0), (0, quick)]
    assert [type(event) for event in events[:2]] == [StreamOpened, BytesHeard]


def answering(status: int, kind: str = "application/json", **headers: str) -> Route:
    async def route(request: Request) -> None:
        await request.answer({}, status, kind, **headers)

    return route


@pytest.mark.parametrize(
    ("route", "status", "word"),
    [
        (answering(401, www_authenticate='Basic realm="Secure Area"'), 401, "password"),
        (answering(403), 403, "let us in"),
        (answering(404), 404, "know this call"),
        (answering(302, location="http://127.0.0.1:9/"), 302, "not followed"),
        (web_page, 200, "web page"),
        (answering(200), 200, "no OpenCode server"),
    ],
)
async def test_a_refusal_says_why_and_is_final(route: Route, status: int, word: str) -> None:
    async with FakeServer({STREAM: route}) as server:
        events = await streamed(server, password="secret")
        assert server.paths() == [STREAM]
    assert len(events) == 1
    (refused,) = events
    assert isinstance(refused, StreamRefused)
    assert refused.status == status
    assert word in refused.reason


async def reset(request: Request) -> None:
    request.reset()


async def reset_later(request: Request) -> None:
    await request.begin()
    await request.chunk(CONNECTED)
    request.reset()


async def no_http(request: Request) -> None:
    await request.send(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


@pytest.mark.parametrize("route", [answering(500), answering(429), reset, reset_later, no_http])
async def test_what_time_may_heal_is_an_end(route: Route) -> None:
    async with FakeServer({STREAM: route}) as server:
        events = await streamed(server)
    assert isinstance(events[-1], StreamEnded)
    assert events[-1].reason


async def test_nobody_there_is_an_end() -> None:
    async with FakeServer() as server:
        pass
    (event,) = await streamed(server)
    assert isinstance(event, StreamEnded)
    assert event.reason == "nothing listens there"


async def test_an_untrusted_certificate_is_a_refusal() -> None:
    @contextlib.asynccontextmanager
    async def opener(address: Address, path: str) -> AsyncGenerator[ByteStream]:
        raise ssl.SSLCertVerificationError(1, "self-signed certificate")
        yield Pieces()

    events: list[Event] = []
    address = Address(name="s", url="https://127.0.0.1:1")
    backend = OpenCode(address, StillClock(), Pace(), opener)
    await backend.stream(events.extend)
    await backend.close()
    (refused,) = events
    assert isinstance(refused, StreamRefused)
    assert refused.reason == "its certificate is not trusted: self-signed certificate"
