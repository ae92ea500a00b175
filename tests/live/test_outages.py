"""Servers that go, come back, refuse, or are none: what is said, and how often they are asked."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from omo_watch.cli.targets import PASSWORD
from omo_watch_core.contract import server_entry
from tests.live.lab import Lab
from tests.live.program import Done, omo_watch
from tests.live.real_server import RealServer, free_port
from tests.live.relay import Relay
from tests.live.script import bash
from tests.live.target import Target
from tests.live.watcher import quiet_lab, watch

pytestmark = pytest.mark.real
SECRET = "right-s3cret"
WRONG = "wrong-s3cret"
AGAIN = 90.0  # seconds; a server that is asked while it starts may never answer that line
TRIES_MS = 5_000  # several times the pause between two tries of a server that is only away


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """Run a server that wants a password; no test here calls a model of it."""
    root = tmp_path_factory.mktemp("locked")
    server = RealServer(root, "http://127.0.0.1:9", projects=("only",), password=SECRET)
    try:
        yield server.start()
    finally:
        server.stop()


async def test_a_restart_leaves_a_gap_and_then_the_servers_truth(
    fresh_server: Callable[..., RealServer],
) -> None:
    server = fresh_server(projects=("only",))
    async with quiet_lab(server.target) as lab, watch(server.target) as watcher:
        await watcher.knows_all()
        done = await lab.run("Be quick")
        cut = await lab.ask("Work " + bash("echo begun; sleep 90"))
        limited = await lab.ask("Wait", "limited-opus")
        sessions = {done: "done", cut: "busy", limited: "retry"}
        for session, word in sessions.items():
            await watcher.becomes(session, word)

        await asyncio.to_thread(server.stop)
        await watcher.until(lambda _: watcher.server.link.phase == "waiting")
        assert set(watcher.words().values()) == {"unknown"}
        verdict = watcher.row(cut).verdict
        assert verdict is not None
        assert (verdict.cause, verdict.evidence) == ("stream-lost", "was busy")
        gone_ms = watcher.server.link.lost_since_ms
        assert gone_ms is not None

        await asyncio.to_thread(server.start)
        await watcher.until(lambda _: watcher.server.link.phase == "live", AGAIN)
        await watcher.knows_all()
        line = await watcher.becomes(cut, "failed")
        assert line.verdict is not None
        assert line.verdict.cause == "interrupted"
        assert line.session.tools == ()
        await watcher.becomes(limited, "failed")
        assert watcher.row(done).state in ("done", "idle")
        link = watcher.server.link
        assert link.opened_ms is not None
        assert link.lost_since_ms is None
        assert link.lost_ms >= link.opened_ms - gone_ms > 0
        entry = server_entry(watcher.state, watcher.server)
        assert entry["lost_seconds"] == round(link.lost_ms / 1000, 1)

        async with watch(server.target) as late:
            await late.knows_all()
            await late.becomes(cut, "failed")
            assert {**late.words(), done: ""} == {**watcher.words(), done: ""}
            assert late.row(cut).verdict == watcher.row(cut).verdict

        await lab.prompt(cut, "Go on", "ok-claude")
        await watcher.becomes(cut, "done")


async def test_a_cut_line_is_joined_again_and_nothing_is_lost(server: RealServer, lab: Lab) -> None:
    async with Relay(server.port) as relay:
        target = Target(relay.url, server.target.directories, "real")
        async with watch(target) as watcher:
            await watcher.knows_all()
            session = await lab.ask("Talk", "long-gpt")
            await watcher.becomes(session, "busy")
            relay.cut()
            await watcher.until(lambda _: watcher.server.link.opens >= 2)
            await watcher.until(lambda _: watcher.server.link.lost_ms > 0)
            await watcher.becomes(session, "done", "idle")
            told = await lab.session(session)
            await watcher.until(lambda _: watcher.row(session).session.info.cost == told["cost"])
            assert watcher.row(session).session.answered


async def test_a_wrong_password_is_tried_once(locked: RealServer) -> None:
    async with Relay(locked.port) as relay:
        done = await _ls(relay.url, WRONG)
        assert relay.statuses == [401]
        assert relay.asked == [("GET", "/global/event")]
    assert done.code == 4
    assert done.json["ok"] is False
    assert PASSWORD in done.json["hint"]
    assert WRONG not in done.out + done.err


async def test_no_password_is_told_apart_from_no_server(locked: RealServer) -> None:
    done = await omo_watch("ls", locked.url)
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("omo-watch: ")
    assert "password" in done.err.lower()


async def test_a_refused_loop_does_not_try_again(locked: RealServer) -> None:
    async with Relay(locked.port) as relay:
        target = Target(relay.url, locked.target.directories, "real", WRONG)
        async with watch(target) as watcher:
            await watcher.until(lambda _: watcher.server.link.phase == "refused")
            link = watcher.server.link
            assert link.status == 401
            await watcher.until(lambda state: state.now_ms > link.since_ms + TRIES_MS)
            assert watcher.server.link == link
        assert relay.statuses == [401]


async def test_the_password_of_the_environment_opens_it(locked: RealServer) -> None:
    done = await _ls(locked.url, SECRET)
    assert (done.code, done.err) == (0, "")
    (entry,) = done.json["servers"]
    assert entry["state"] == "live"
    assert SECRET not in done.out


async def test_a_web_page_is_no_server() -> None:
    with _web_page() as url:
        done = await omo_watch("ls", "--json", url)
    assert (done.code, done.json["ok"]) == (3, False)
    assert "OpenCode" in done.json["error"]
    assert done.json["hint"]


async def test_nothing_listens() -> None:
    # a command that waited for its answer would outlast the patience of this test
    done = await omo_watch("ls", "--json", "--timeout", "600", _nowhere())
    assert (done.code, done.json["ok"]) == (3, False)
    assert "nothing listens" in done.json["error"]
    assert done.json["hint"]


async def test_one_server_of_two_is_enough(server: RealServer) -> None:
    words = ("--server", f"here={server.url}", "--server", f"away={_nowhere()}")
    done = await omo_watch("ls", "--json", *words)
    assert done.code == 0
    states = {entry["name"]: entry["state"] for entry in done.json["servers"]}
    assert states == {"here": "live", "away": "waiting"}
    (away,) = [entry for entry in done.json["servers"] if entry["name"] == "away"]
    assert "nothing listens" in away["reason"]


async def test_a_locked_server_outweighs_one_that_is_away(locked: RealServer) -> None:
    words = ("--server", f"locked={locked.url}", "--server", f"away={_nowhere()}")
    done = await omo_watch("ls", "--json", *words)
    assert done.code == 4
    assert "locked" in done.json["error"]
    assert "away" in done.json["error"]


async def _ls(url: str, password: str) -> Done:
    return await omo_watch("ls", "--json", url, env={PASSWORD: password})


def _nowhere() -> str:
    return f"http://127.0.0.1:{free_port()}"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><title>Something else</title>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Print nothing."""


@contextmanager
def _web_page() -> Iterator[str]:
    """Serve one page for every path."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
