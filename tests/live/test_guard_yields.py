"""What a guard leaves to people: their turns, their stops, and the models that they choose."""

import asyncio
from pathlib import Path

import pytest

from tests.live.guard import guard, kind, saying, sent, settings
from tests.live.history import speaks
from tests.live.lab import IDLE, Lab
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay

pytestmark = pytest.mark.real
TEXT = "Say it once please"
AFTERWARDS = 2.0  # seconds in which what must not come would have come


async def test_a_model_that_a_person_chooses_later_stands(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        await running.line(kind("result", session, result="proved"))
        await lab.settled(session)
        before = sent(relay, session)
        await lab.prompt(session, "And now?", "ok-claude")
        await lab.settled(session)
        await running.line(saying("decision", "chosen by hand: fake/ok-claude", session))
        await asyncio.sleep(AFTERWARDS)
        assert sent(relay, session) == before
    newest = (await lab.messages(session))[-1]["info"]
    assert newest["modelID"] == "ok-claude"
    assert [call["model"] for call in provider.requests()][-1] == "ok-claude"
    assert provider.count("ok-kimi") == 1


async def test_what_runs_when_a_guard_begins_runs_on(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    talking = await lab.ask("Talk slowly", "slow-gpt")
    await lab.until(lambda: lab.messages(talking), speaks)
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        await running.line(kind("result", session, result="proved"))
        assert sent(relay, talking) == []
        assert running.those(kind("decision", talking)) == []
        assert await lab.status(talking) == {"type": "busy"}
    (call,) = provider.requests("slow-gpt")
    assert call["closed"] is None


async def test_a_persons_turn_is_not_stopped_by_the_time_of_a_silent_fallback(
    lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    chain = {"build": ["hang-gpt", "ok-kimi"]}
    config = settings(tmp_path / "config.toml", chain, timeout_seconds=4)
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        await running.line(saying("decision", "sent: fake/hang-gpt", session))
        await lab.abort(session)
        await lab.prompt(session, "Talk slowly", "slow-gpt")
        await asyncio.sleep(4 + AFTERWARDS)
        assert sent(relay, session) == ["abort", "prompt_async"]
        assert await lab.status(session) == {"type": "busy"}
    assert [call["closed"] for call in provider.requests("slow-gpt")] == [None]
    assert provider.count("ok-kimi") == 0


async def test_a_fallback_that_a_person_stops_stays_stopped(
    lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    config = settings(tmp_path / "config.toml", {"build": ["hang-gpt", "ok-kimi"]})
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        await running.line(saying("decision", "sent: fake/hang-gpt", session))
        await asyncio.sleep(2.5)  # an abort of ours may echo for two seconds
        await lab.abort(session)
        await asyncio.sleep(AFTERWARDS)
        assert running.those(saying("toast", "ok-kimi")) == [], running.report()
        assert sent(relay, session) == ["abort", "prompt_async"]
        assert await lab.status(session) == IDLE
    assert provider.count("ok-kimi") == 0


async def test_assist_offers_the_step_and_takes_it_on_a_persons_word(
    lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    config = settings(tmp_path / "config.toml", {"build": ["ok-kimi"]})
    async with Relay(server.port) as relay, guard(relay.url, config, "--mode", "assist") as running:
        await running.line(kind("server", text="live"))
        session = await lab.ask(TEXT, "limited-opus")
        offer = await running.line(kind("offer", session))
        status = await lab.becomes(session, "retry")
        assert (offer["to"], offer["text"]) == ("fake/ok-kimi", "the mode is assist")
        assert offer["cause"].startswith("session.status: ")
        await asyncio.sleep(AFTERWARDS)
        assert relay.changes == []
        assert await lab.status(session) == status
        assert running.those(kind("action")) == []
        program, *words = offer["hint"].split()
        assert program == "omo-watch"
        done = await omo_watch(*words, "--json", "--server", f"lab={server.url}")
        assert (done.code, done.json["result"]) == (0, "proved")
        assert relay.changes == []
    assert [call["model"] for call in provider.requests()] == ["limited-opus", "ok-kimi"]


async def test_what_must_not_be_changed_is_refused_in_one_sentence(
    lab: Lab, server: RealServer, config: Path, tmp_path: Path
) -> None:
    off = settings(tmp_path / "off.toml", {"build": ["ok-kimi"]}, enabled=False)
    watching_only = settings(tmp_path / "watch.toml", {"build": ["ok-kimi"]}, mode="watch")
    session = await lab.ask(TEXT, "limited-opus")
    status = await lab.becomes(session, "retry")
    async with Relay(server.port) as relay:
        at = ("guard", "--server", f"lab={relay.url}", "--config")
        for words, reason in [
            ((*at, str(config), "--read-only"), "read-only"),
            ((*at, str(watching_only)), "read-only"),
            ((*at, str(off)), "the fallback is off"),
        ]:
            done = await omo_watch(*words)
            sentence, hint = done.err.splitlines()
            assert (done.code, done.out) == (1, "")
            assert sentence.startswith(f"omo-watch: {reason}")
            assert hint.startswith("  ")
        assert relay.asked == []
        assert await lab.status(session) == status
        async with guard(relay.url, config) as running:
            await running.line(kind("result", session, result="proved"))
