"""A leased model is held on a real server: renewed, offered, ended, and noted in the metadata."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.guard import guard, kind, saying, sent, settings
from tests.live.lab import Json, Lab
from tests.live.program import Done, omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay

pytestmark = pytest.mark.real
TEXT = "Say it once please"
TYPED = "And now?"
RENEWED_WITHIN = 5.0  # seconds from the prompt of an open screen to the answer of the lease
AFTERWARDS = 2.0  # seconds in which what must not come would have come
THEIRS: Json = {"board": {"n": 1, "tags": ["a"]}}


class Desk:
    """A person's commands; guards of the same state folder see what they keep."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.state = folder / "state"

    async def run(self, *words: str) -> Done:
        env = {"XDG_STATE_HOME": str(self.state)}
        return await omo_watch(*words, "--server", f"lab={self.url}", env=env)

    async def hold(self, session: str, model: str, *how: str) -> Json:
        done = await self.run("override", session, f"fake/{model}", *how, "--json")
        assert done.out, done.err
        document: Json = done.json
        return document

    async def leases(self) -> list[Json]:
        env = {"XDG_STATE_HOME": str(self.state)}
        found: list[Json] = (await omo_watch("leases", "--json", env=env)).json["leases"]
        return found


@pytest.fixture
def desk(server: RealServer, tmp_path: Path) -> Desk:
    """Give the commands of a person."""
    return Desk(server.url, tmp_path)


async def limited(lab: Lab) -> str:
    """Give a session that waits on its model, and in whose metadata somebody else wrote."""
    session = await lab.ask(TEXT, "limited-opus")
    await lab.becomes(session, "retry")
    answer = await lab.client.patch(f"/session/{session}", json={"metadata": THEIRS})
    answer.raise_for_status()
    return session


async def metadata(lab: Lab, session: str) -> Json:
    found: Json = (await lab.session(session)).get("metadata", {})
    return found


async def test_a_screen_that_goes_back_is_brought_to_the_lease_and_the_turn_ends_it(
    lab: Lab,
    server: RealServer,
    provider: ProviderProcess,
    config: Path,
    desk: Desk,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    session = await limited(lab)
    document = await desk.hold(session, "ok-gpt", "--turns", "1")
    assert (document["result"], document["lease"]["until"]) == ("proved", "turns")
    assert (document["lease"]["name"], document["lease"]["turns"]) == (session, 1)
    noted = await metadata(lab, session)
    assert noted["board"] == THEIRS["board"]
    assert noted["omo-watch"]["lease"]["model"] == "fake/ok-gpt"
    await lab.settled(session)
    (listed,) = await desk.leases()
    assert (listed["id"], listed["used"]) == (document["lease"]["id"], 0)
    async with guard(server.url, config, state=desk.state) as running:
        await running.in_charge()
        await running.line(kind("lease", session))
        began = time.time()
        await lab.prompt(session, TYPED, "limited-opus")
        renewed = await running.line(kind("result", session, result="proved"))
        took = renewed["at_ms"] / 1000 - began
        record_testsuite_property("lease_renewed_after_s", round(took, 2))
        assert took < RENEWED_WITHIN
        assert renewed["to"] == "fake/ok-gpt"
        over = await running.line(saying("lease", "not held on ok-gpt any more", session))
        assert over["text"].endswith("its turn is used")
        after = await lab.until(
            lambda: metadata(lab, session), lambda found: "omo-watch" not in found
        )
        assert after == THEIRS
    calls = provider.requests()
    assert [call["model"] for call in calls] == ["limited-opus", "ok-gpt", "limited-opus", "ok-gpt"]
    asked = [message["text"] for message in calls[-1]["messages"] if message["role"] == "user"]
    assert asked == [TEXT, TYPED]
    assert await desk.leases() == []


async def test_assist_offers_it_once_and_sends_nothing(
    lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path, desk: Desk
) -> None:
    session = await limited(lab)
    assert (await desk.hold(session, "ok-gpt", "--hold"))["result"] == "proved"
    await lab.settled(session)
    config = settings(tmp_path / "assist.toml", {"build": ["ok-kimi"]})
    async with guard(server.url, config, "--mode", "assist", state=desk.state) as running:
        await running.line(kind("server", text="live"))
        await running.line(kind("lease", session))
        await lab.prompt(session, TYPED, "limited-opus")
        offer = await running.line(kind("offer", session))
        assert (offer["to"], offer["text"]) == ("fake/ok-gpt", "the mode is assist")
        await asyncio.sleep(AFTERWARDS)
        assert len(running.those(kind("offer", session))) == 1
        assert running.those(kind("action")) == []
    assert (await lab.status(session))["type"] == "retry"
    assert [call["model"] for call in provider.requests()] == [
        "limited-opus", "ok-gpt", "limited-opus",
    ]  # fmt: skip


async def test_a_guard_that_starts_later_holds_it_too_until_its_time_is_over(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path, desk: Desk
) -> None:
    session = await limited(lab)
    assert (await desk.hold(session, "ok-gpt", "--until", "25s"))["lease"]["until_ms"]
    await lab.settled(session)
    async with guard(server.url, config, state=desk.state) as first:
        await first.line(kind("lease", session))
    async with guard(server.url, config, state=desk.state) as second:
        await second.in_charge()
        await second.line(kind("lease", session))
        await lab.prompt(session, TYPED, "limited-opus")
        await second.line(kind("result", session, result="proved", to="fake/ok-gpt"))
        await lab.settled(session)
        over = await second.line(saying("lease", "any more: its time is over", session))
        assert "ok-gpt" in over["text"]
        await lab.until(lambda: metadata(lab, session), lambda found: found == THEIRS)
    assert [call["model"] for call in provider.requests()] == [
        "limited-opus", "ok-gpt", "limited-opus", "ok-gpt",
    ]  # fmt: skip


async def test_a_fallback_by_itself_holds_until_its_model_recovers(
    lab: Lab, server: RealServer, tmp_path: Path, desk: Desk
) -> None:
    chain = {"build": ["ok-kimi"]}
    config = settings(tmp_path / "short.toml", chain, cooldown_seconds=4)
    async with guard(server.url, config, state=desk.state) as running:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited2-gpt")
        await running.line(kind("result", session, result="proved", to="fake/ok-kimi"))
        begun = await running.line(kind("lease", session))
        assert begun["text"].startswith("held on ok-kimi until limited2-gpt is free again")
        over = await running.line(saying("lease", "not held on ok-kimi any more", session))
        assert over["text"].endswith(": limited2-gpt is free again")
        await lab.until(lambda: metadata(lab, session), lambda found: found == {})


async def test_strictly_held_nothing_else_is_tried(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path, tmp_path: Path
) -> None:
    async with Relay(server.port) as relay:
        desk = Desk(relay.url, tmp_path)
        session = await limited(lab)
        done = await desk.hold(session, "limited-two", "--hold", "--strict")
        assert (done["result"], done["lease"]["strict"]) == ("accepted", True)
        before = sent(relay, session)
        async with guard(relay.url, config, state=desk.state) as running:
            await running.in_charge()
            await running.line(saying("decision", "nothing else is tried", session))
            await asyncio.sleep(AFTERWARDS)
            assert sent(relay, session) == before
            assert running.those(kind("action")) == []
        cleared = await desk.run("leases", "clear", done["lease"]["id"], "--json")
        assert (cleared.code, cleared.json["result"]) == (0, "cleared")
        assert await metadata(lab, session) == THEIRS
    assert provider.count("ok-kimi") == 0
    assert await desk.leases() == []
