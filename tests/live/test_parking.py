"""Retry now, park, give up and undo on the real server; what the provider was asked is counted."""

import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.live.guard import GuardProcess, guard, kind, settings
from tests.live.lab import Json, Lab
from tests.live.program import Done, omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer

pytestmark = pytest.mark.real
TEXT = "Say it once please"
AFTERWARDS = 3.0  # seconds in which what must not come would have come
LIMITED = "limited-opus"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give settings without any chain: nothing is moved by itself."""
    return settings(tmp_path / "config.toml", {}, mode="assist")


async def told(config: Path, server: RealServer, *words: str) -> Done:
    """Run a command that keeps the journal where the guards of the test keep theirs."""
    folder = config.with_suffix(".state")
    names = ("--server", f"lab={server.url}", "--config", str(config))
    return await omo_watch(*words, "--json", *names, env={"XDG_STATE_HOME": str(folder)})


async def waiting(lab: Lab) -> str:
    session = await lab.ask(TEXT, LIMITED)
    await lab.becomes(session, "retry")
    return session


def said(calls: Sequence[Json]) -> list[list[tuple[str, str]]]:
    """Give what each call showed of the conversation, without the system's words."""
    return [
        [(m["role"], m["text"]) for m in call["messages"] if m["role"] != "system"]
        for call in calls
    ]


async def parked(config: Path, server: RealServer, session: str, *words: str) -> Json:
    done = await told(config, server, "park", session, *words)
    assert (done.code, done.json["result"]) == (0, "parked"), done
    return done.json


async def went_on(lab: Lab, provider: ProviderProcess, session: str) -> None:
    """Wait for the answer, and see that the model was asked once more, with the text once."""
    await lab.settled(session)
    await asyncio.sleep(AFTERWARDS)
    calls = provider.requests(LIMITED)
    assert said(calls) == [[("user", TEXT)]] * 2
    assert "omo-watch" not in (await lab.session(session)).get("metadata", {})
    asked = [m for m in await lab.messages(session) if m["info"]["role"] == "user"]
    assert len(asked) == 2


async def test_a_wait_is_ended_by_asking_the_same_model_again(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    session = await waiting(lab)
    limited = await told(config, server, "retry", session)
    assert (limited.code, limited.json["result"]) == (1, "accepted"), limited
    assert limited.json["evidence"].startswith("limited-opus is limited too: ")
    assert (await lab.status(session))["type"] == "retry"
    provider.play(LIMITED, "ok-gpt")
    done = await told(config, server, "retry", session)
    assert (done.code, done.json["result"]) == (0, "proved"), done
    assert (done.json["from"], done.json["to"]) == (f"fake/{LIMITED}",) * 2
    assert done.json["undo"] is None
    await lab.settled(session)
    assert said(provider.requests(LIMITED)) == [[("user", TEXT)]] * 3
    again = await told(config, server, "retry", session)
    assert (again.code, again.json["result"]) == (1, "refused")
    assert "it has its answer" in again.json["evidence"]
    assert provider.count(LIMITED) == 3


async def test_a_failed_turn_is_asked_again_and_a_working_one_is_left_alone(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    failed = await lab.run(TEXT, "e401")
    provider.play("e401", "ok-gpt")
    done = await told(config, server, "retry", failed)
    assert (done.code, done.json["result"]) == (0, "proved"), done
    assert said(provider.requests("e401")) == [[("user", TEXT)]] * 2
    works = await lab.ask(TEXT, "slow-gpt")
    await lab.becomes(works, "busy")
    refused = await told(config, server, "retry", works)
    assert (refused.code, refused.json["result"]) == (1, "refused")
    assert "it works" in refused.json["evidence"]
    assert (await lab.status(works))["type"] == "busy"
    assert provider.count("slow-gpt") == 1


async def test_a_parked_session_goes_on_once_at_its_time(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with guard(server.url, config, "--mode", "assist") as running:
        await running.line(kind("server", text="live"))
        session = await waiting(lab)
        document = await parked(config, server, session, "--until", "12s")
        assert document["model"] == f"fake/{LIMITED}"
        assert (await lab.status(session))["type"] == "idle"
        metadata = (await lab.session(session))["metadata"]["omo-watch"]
        assert metadata["parked"]["until_ms"] == document["until_ms"]
        (entry,) = [
            one
            for one in (await told(config, server, "ls")).json["sessions"]
            if one["id"] == session
        ]
        assert entry["state"] == "parked"
        provider.play(LIMITED, "ok-gpt")
        proved = await running.line(kind("result", session, result="proved"))
        assert -500 <= proved["at_ms"] - document["until_ms"] < 8_000
        await went_on(lab, provider, session)


async def test_the_guard_may_be_killed_while_a_session_is_parked(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with guard(server.url, config, "--mode", "assist") as first:
        await first.line(kind("server", text="live"))
        session = await waiting(lab)
        await parked(config, server, session, "--until", "10s")
        await first.end(signal.SIGKILL)
    await asyncio.sleep(11)
    assert provider.count(LIMITED) == 1
    provider.play(LIMITED, "ok-gpt")
    async with guard(server.url, config, "--mode", "assist") as second:
        await second.line(kind("result", session, result="proved"))
        await went_on(lab, provider, session)


async def test_two_guards_let_it_go_on_once(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    ways = (server.url, config, "--mode", "assist")
    async with guard(*ways) as one, guard(*ways) as two:
        for running in (one, two):
            await running.line(kind("server", text="live"))
        session = await waiting(lab)
        await parked(config, server, session, "--until", "10s")
        provider.play(LIMITED, "ok-gpt")
        await asyncio.sleep(14)
        await went_on(lab, provider, session)
        results = [*one.those(kind("result", session)), *two.those(kind("result", session))]
        assert [result["result"] for result in results] == ["proved"]


async def test_many_that_are_due_go_on_one_after_the_other(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    sessions = [await waiting(lab) for _ in range(4)]
    await asyncio.gather(*(parked(config, server, one, "--until", "9s") for one in sessions))
    await asyncio.sleep(9)
    provider.play(LIMITED, "ok-gpt")
    provider_calls = provider.count(LIMITED)
    ways = (server.url, config, "--mode", "assist")
    async with guard(*ways) as one, guard(*ways) as two:
        await _all_proved((one, two), sessions)
    times = sorted(call["started"] for call in provider.requests(LIMITED)[provider_calls:])
    assert len(times) == 4
    # They are taken 2 s apart; a busy machine asks the provider some time after that.
    assert times[-1] - times[0] > 4, times


async def _all_proved(guards: Sequence[GuardProcess], sessions: Sequence[str]) -> None:
    async with asyncio.timeout(60):
        while True:
            proved = [line for one in guards for line in one.those(kind("result", result="proved"))]
            if {line["session"] for line in proved} == set(sessions):
                assert len(proved) == len(sessions)
                return
            await asyncio.sleep(0.1)


async def test_who_prompts_a_parked_session_keeps_it(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with guard(server.url, config, "--mode", "assist") as running:
        await running.line(kind("server", text="live"))
        session = await waiting(lab)
        await parked(config, server, session, "--until", "8s")
        await asyncio.sleep(5.5)  # the guard reads the journal every 5 s
        await lab.prompt(session, "Never mind", "ok-kimi")
        line = await running.line(kind("parked", session))
        assert line["stage"] == "dropped"
        await lab.settled(session)
        await asyncio.sleep(6)
    assert provider.count(LIMITED) == 1
    assert "omo-watch" not in (await lab.session(session)).get("metadata", {})


async def test_a_wait_is_given_up_by_name(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    session = await waiting(lab)
    done = await told(config, server, "giveup", session)
    assert (done.code, done.json["result"], done.json["aborts"]) == (0, "given up", 1), done
    assert done.json["stopped"] == [session]
    (entry,) = [
        one for one in (await told(config, server, "ls")).json["sessions"] if one["id"] == session
    ]
    assert entry["verdict"]["evidence"].startswith("given up by ")
    assert (entry["state"], entry["verdict"]["cause"]) == ("failed", "interrupted")
    again = await told(config, server, "giveup", session)
    assert (again.code, again.json["result"]) == (1, "refused")
    assert provider.count(LIMITED) == 1


async def test_a_move_and_a_set_are_taken_back(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    moved = await waiting(lab)
    override = await told(config, server, "override", moved, "fake/ok-kimi")
    assert override.code == 0
    await lab.settled(moved)
    calls = len(provider.requests())
    done = await told(config, server, "undo", override.json["undo"])
    assert (done.code, done.json["result"]) == (0, "undone"), done
    assert (done.json["undone"], done.json["session"]) == (override.json["undo"], moved)
    assert (done.json["from"], done.json["to"]) == ("fake/ok-kimi", f"fake/{LIMITED}")
    assert len(provider.requests()) == calls
    assert (await lab.session(moved))["model"]["id"] == LIMITED
    again = await told(config, server, "undo", override.json["undo"])
    assert again.code == 1

    idle = await lab.run(TEXT, "ok-gpt")
    assert (await told(config, server, "override", idle, "fake/ok-kimi")).json["result"] == "set"
    done = await told(config, server, "undo")
    assert (done.code, done.json["session"], done.json["to"]) == (0, idle, "fake/ok-gpt"), done
    assert (await lab.session(idle))["model"]["id"] == "ok-gpt"
    await lab.prompt(idle, "And now", None)
    await lab.settled(idle)
    assert provider.requests()[-1]["model"] == "ok-gpt"


async def test_what_is_parked_is_taken_back_and_stays_stopped(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with guard(server.url, config, "--mode", "assist") as running:
        await running.line(kind("server", text="live"))
        session = await waiting(lab)
        await parked(config, server, session, "--until", "20s")
        done = await told(config, server, "undo", "--session", session)
        assert (done.code, done.json["result"]) == (0, "undone"), done
        await asyncio.sleep(24)
    assert provider.count(LIMITED) == 1
    assert "omo-watch" not in (await lab.session(session)).get("metadata", {})
