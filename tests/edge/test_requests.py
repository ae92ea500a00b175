"""Requests that go where they are sent, end in time, and bring no more than can be held."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator

import pytest
from tests.edge.fake_server import FakeServer, Request, never

from omo_watch_core.edge import requests as room
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import StillClock
from omo_watch_core.edge.health import ask_health
from omo_watch_core.edge.requests import Answer, NotAnsweredError, Requests


@contextlib.asynccontextmanager
async def asking(server: FakeServer) -> AsyncGenerator[Requests]:
    requests = Requests(Address(name="s", url=server.url, password="secret"))
    try:
        yield requests
    finally:
        await requests.close()


async def test_credentials_go_with_every_request() -> None:
    async with FakeServer() as server, asking(server) as requests:
        server.says("/a", {})
        assert (await requests.get("/a", {"limit": 2}, 5.0)).known() == b"{}"
        await requests.post("/a", b"[]", 5.0)
        assert {r.headers["authorization"] for r in server.asked} == {"Basic b3BlbmNvZGU6c2VjcmV0"}


async def test_a_redirect_is_not_followed() -> None:
    async with FakeServer() as server, asking(server) as requests:
        server.says("/a", {}, 302, location="/b")
        answer = await requests.get("/a", {}, 5.0)
        with pytest.raises(NotAnsweredError, match="not followed"):
            answer.known()
        assert server.paths() == ["/a"]


async def test_no_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    async with FakeServer() as server, asking(server) as requests:
        server.says("/a", {})
        assert (await requests.get("/a", {}, 5.0)).status == 200


async def test_an_answer_that_is_too_large_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(request: Request) -> None:
        await request.begin("application/json")
        for _ in range(64):
            await request.chunk(b" " * 100_000)
        await never(request)

    monkeypatch.setattr(room, "MOST_BYTES", 1 << 20)
    async with FakeServer({"/a": endless}) as server, asking(server) as requests:
        with pytest.raises(NotAnsweredError, match="larger than 1 MiB"):
            await requests.get("/a", {}, 30.0)


async def test_a_request_ends_in_its_time() -> None:
    async with FakeServer({"/a": never}) as server, asking(server) as requests:
        with pytest.raises(NotAnsweredError, match="no answer within 0 s"):
            await requests.get("/a", {}, 0.0)


async def test_a_health_that_is_not_told_in_time_is_no_refusal() -> None:
    async with FakeServer({"/global/health": never}) as server:
        health = await ask_health(Address(name="s", url=server.url), StillClock(), 0.0)
    assert (health.took_ms, health.refused, health.version) == (None, False, None)


@pytest.mark.parametrize("status", [301, 401, 404, 500])
def test_only_a_good_answer_is_knowledge(status: int) -> None:
    with pytest.raises(NotAnsweredError):
        Answer(status=status, content_type="application/json", body=b"{}").known()
