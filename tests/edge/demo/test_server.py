"""The demo over real sockets: framing, credentials, three servers, and how they go away."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from tests.edge.demo.fast import FastClock

from omo_watch_core.contract import all_rows
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import SystemClock
from omo_watch_core.edge.demo.chains import DEMO_CHAINS
from omo_watch_core.edge.demo.ci_box import CI_BOX
from omo_watch_core.edge.demo.gpu_2 import GPU_2
from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.server import serve
from omo_watch_core.edge.loop import Loop
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.link import Link
from omo_watch_core.select.condition import RANK
from omo_watch_core.select.totals import totals
from omo_watch_core.state import Server, State

PATIENCE_S = 20


@asynccontextmanager
async def client(url: str, password: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    auth = ("opencode", password) if password else None
    async with httpx.AsyncClient(base_url=url, auth=auth, timeout=PATIENCE_S) as made:
        yield made


async def events(lines: AsyncIterator[str]) -> AsyncIterator[dict[str, Any]]:
    async for line in lines:
        if line:
            yield json.loads(line.removeprefix("data: "))


async def _refused(http: httpx.AsyncClient) -> None:
    """Ask until nobody answers any more: the server ends its streams before it stops to listen."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with contextlib.suppress(httpx.RemoteProtocolError, httpx.ReadError):
                await http.get("/global/health")


def _listens(url: str) -> bool:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


async def test_the_stream_begins_with_connected_and_beats() -> None:
    async with (
        serve(story=(LAPTOP,), clock=FastClock(50)) as urls,
        client(urls["laptop"]) as http,
        http.stream("GET", "/global/event") as stream,
    ):
        assert stream.status_code == 200
        assert stream.headers["content-type"] == "text/event-stream"
        lines = stream.aiter_lines()
        first = await anext(lines)
        assert first.startswith('data: {"payload":{"id":"evt_')
        assert await anext(lines) == ""
        # how soon the heartbeat comes among the others depends on the machine
        kinds: set[str] = set()
        wanted = {"server.heartbeat", "session.status", "message.part.delta", "sync"}
        async with asyncio.timeout(30):
            async for event in events(lines):
                kinds.add(event["payload"]["type"])
                if wanted <= kinds:
                    break
        assert "directory" not in json.loads(first.removeprefix("data: "))
        assert wanted <= kinds


async def test_a_prompt_is_answered_on_the_stream() -> None:
    async with (
        serve(story=(LAPTOP,), clock=FastClock(50)) as urls,
        client(urls["laptop"]) as http,
        http.stream("GET", "/global/event") as stream,
    ):
        session = (await http.post("/session", json={"title": "Over the wire"})).json()["id"]
        body = {
            "messageID": "msg_mine",
            "model": {"providerID": "google", "modelID": "gemini-3-pro"},
            "parts": [{"type": "text", "text": "Go on."}],
        }
        answer = await http.post(f"/session/{session}/prompt_async", json=body)
        assert (answer.status_code, answer.content) == (204, b"")
        assert "content-type" not in answer.headers
        heard = []
        async for event in events(stream.aiter_lines()):
            given = event["payload"].get("properties", {})
            if given.get("sessionID") == session:
                heard.append(event["payload"]["type"])
            if heard and heard[-1] == "session.idle":
                break
        assert heard[0] == "session.created"
        assert heard[-1] == "session.idle"
        assert "message.part.delta" in heard


async def test_answers_look_like_those_of_a_server() -> None:
    async with serve(story=(CI_BOX,)) as urls, client(urls["ci-box"]) as http:
        known = await http.get("/permission", params={"directory": CI_BOX.directory})
        assert (known.status_code, known.headers["content-type"]) == (200, "application/json")
        assert "date" in known.headers
        assert "server" not in known.headers
        page = await http.get("/nonsense")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html")
        header = {"x-opencode-directory": "/nowhere"}
        assert (await http.get("/session", headers=header)).json() == []


async def test_a_password_is_asked_for_on_every_route() -> None:
    async with serve(story=(CI_BOX,), password="secret") as urls:
        async with client(urls["ci-box"]) as stranger:
            for path in ("/global/health", "/session", "/global/event", "/nonsense"):
                refused = await stranger.get(path)
                assert (refused.status_code, refused.content) == (401, b"")
                assert refused.headers["www-authenticate"] == 'Basic realm="Secure Area"'
            assert (await stranger.post("/api/session/x/model")).json()["_tag"] == (
                "UnauthorizedError"
            )
        async with client(urls["ci-box"], "wrong") as wrong:
            assert (await wrong.get("/global/health")).status_code == 401
        async with client(urls["ci-box"], "secret") as friend:
            assert (await friend.get("/global/health")).json()["healthy"] is True


async def test_asking_for_health_does_not_raise_the_curtain() -> None:
    clock = FastClock(1000)
    async with serve(story=(CI_BOX,), clock=clock) as urls, client(urls["ci-box"]) as http:
        await http.get("/global/health")
        await clock.sleep(100)
        asked = clock.now_ms()
        sessions = (await http.get("/session")).json()
        assert max(session["time"]["updated"] for session in sessions) > asked - 60_000


async def test_one_server_goes_away_after_it_was_read() -> None:
    async with serve(story=(GPU_2,), clock=FastClock(20)) as urls, client(urls["gpu-2"]) as http:
        async with http.stream("GET", "/global/event") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            assert len((await http.get("/experimental/session")).json()) == 3
            async for _ in lines:
                pass
        with pytest.raises(httpx.ConnectError):
            await _refused(http)


async def test_nothing_listens_afterwards() -> None:
    async with serve() as urls:
        assert list(urls) == ["laptop", "ci-box", "gpu-2"]
        assert all(_listens(url) for url in urls.values())
        async with client(urls["laptop"]) as http, http.stream("GET", "/global/event") as stream:
            await anext(stream.aiter_lines())
    assert not any(_listens(url) for url in urls.values())


async def test_a_listener_is_let_go_at_the_end() -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S) as http:
        async with serve(story=(CI_BOX,)) as urls:
            stream = await http.send(
                http.build_request("GET", f"{urls['ci-box']}/global/event"), stream=True
            )
            lines = stream.aiter_lines()
            await anext(lines)
        assert [line async for line in lines][-1] == ""
        await stream.aclose()


async def test_a_taken_port_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            async with serve(port=taken.getsockname()[1], story=(LAPTOP, CI_BOX)):
                pytest.fail("it listens on a port of somebody else")


async def test_the_program_sees_every_state_within_seconds() -> None:
    async with serve() as urls:
        complete = asyncio.Event()

        def show(state: State, _: object) -> None:
            if set(totals(state)) == set(RANK):
                complete.set()

        loop = _loop(urls, show)
        running = asyncio.create_task(loop.run())
        try:
            async with asyncio.timeout(PATIENCE_S):
                await complete.wait()
        finally:
            loop.stop()
            await running
        assert loop.faults == []
        assert len(all_rows(loop.state)) == 40
        assert {s.counts.unrecognised for s in loop.state.servers.values()} == {0}


def _loop(urls: dict[str, str], show: Any) -> Loop:
    clock = SystemClock()
    servers = {name: Server(name=name, url=url, link=Link()) for name, url in urls.items()}
    backends = {name: OpenCode(Address.of(name, url), clock) for name, url in urls.items()}
    return Loop(backends, clock, State(servers=servers, chains=DEMO_CHAINS), show)
