"""The live lab itself: the scripted provider and the real server do what tests rely on."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.live.family import descendants
from tests.live.lab import IDLE, Json, Lab
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.script import bash, par, question, task

pytestmark = pytest.mark.real


async def test_a_run_ends_idle_with_the_models_answer(lab: Lab) -> None:
    session = await lab.run("Tell me how it went please", "ok-claude", variant="high")
    assert await lab.status(session) == IDLE
    assert (await lab.answer(session)).startswith("ok-claude: ")
    titled = await lab.until(lambda: lab.session(session), lambda value: "Tell" in value["title"])
    assert titled["title"] == "Tell me how it went please"


async def test_the_provider_counts_turns_apart_from_titles(
    lab: Lab, provider: ProviderProcess
) -> None:
    await lab.run("Count me " + bash("echo one"), "ok-kimi", variant="low")
    assert provider.count("ok-kimi") == 2
    first, second = provider.requests("ok-kimi")
    assert [message["role"] for message in first["messages"]] == ["system", "user"]
    assert second["messages"][-1]["text"].strip() == "one"
    assert first["effort"] == "low"
    assert first["started"] < first["closed"] <= second["started"]
    assert [call["kind"] for call in provider.requests("ok-small", kind=None)] == ["title"]


async def test_a_rate_limit_becomes_a_retry_with_its_time(
    lab: Lab, provider: ProviderProcess
) -> None:
    before = time.time()
    session = await lab.ask("Try", "limited-opus")
    status = await lab.becomes(session, "retry")
    assert status["attempt"] == 1
    assert before + 475 < status["next"] / 1000 < time.time() + 477
    assert provider.count("limited-opus") == 1


async def test_a_limited_model_recovers_when_told(lab: Lab, provider: ProviderProcess) -> None:
    session = await lab.ask("Try again soon", "limited2-gpt")
    await lab.becomes(session, "retry")
    provider.play("limited2-gpt", "ok")
    await lab.settled(session)
    assert (await lab.answer(session)).startswith("ok: ")
    assert [call["ended"] for call in provider.requests("limited2-gpt")] == ["refused", "answered"]


async def test_a_shell_command_asks_for_permission(lab: Lab) -> None:
    session = await lab.ask("Make a file " + bash("touch x"))
    (asked,) = await lab.until(lab.permissions)
    assert (asked["sessionID"], asked["patterns"]) == (session, ["touch x"])
    await lab.permit(asked)
    await lab.settled(session)
    assert (Path(lab.directory) / "x").exists()
    assert await lab.permissions() == []


async def test_a_question_waits_for_its_answer(lab: Lab, provider: ProviderProcess) -> None:
    session = await lab.ask("Decide " + question("Which database?", "SQLite", "Postgres"))
    (asked,) = await lab.until(lab.questions)
    assert asked["questions"][0]["question"] == "Which database?"
    assert await lab.status(session) == {"type": "busy"}
    await lab.reply(asked, "SQLite")
    await lab.settled(session)
    assert "SQLite" in provider.requests("ok-gpt")[-1]["messages"][-1]["text"]


async def test_two_tasks_of_one_step_give_two_children(lab: Lab) -> None:
    session = await lab.run(par(task("Look at A", title="A"), task("Look at B", title="B")))
    titles = {child["title"] for child in await lab.children(session)}
    assert titles == {"A (@general subagent)", "B (@general subagent)"}


async def test_sub_agents_nest_three_levels_deep(lab: Lab) -> None:
    third = task("Say it " + bash("echo deep"), title="Three")
    session = await lab.run(task(task(third, title="Two"), title="One"))
    for name in ("One", "Two", "Three"):
        (child,) = await lab.children(session)
        assert child["title"].startswith(name)
        session = child["id"]
    assert await lab.children(session) == []


async def test_an_abort_ends_a_stream(lab: Lab, provider: ProviderProcess) -> None:
    session = await lab.ask("Talk slowly", "slow-gpt")
    await lab.until(lambda: lab.messages(session), _has_text)
    assert await lab.abort(session) is True
    await lab.settled(session)
    error = (await lab.messages(session))[-1]["info"]["error"]
    assert error["name"] == "MessageAbortedError"
    (call,) = await lab.until(lambda: _closed(provider, "slow-gpt"))
    assert call["ended"] == "left"


async def test_a_hanging_model_stays_busy_until_aborted(
    lab: Lab, provider: ProviderProcess
) -> None:
    session = await lab.ask("Hang", "hang-gpt")

    async def waiting() -> list[Json]:
        return provider.requests("hang-gpt")

    (call,) = await lab.until(waiting)
    assert call["closed"] is None
    assert await lab.status(session) == {"type": "busy"}
    await lab.abort(session)
    await lab.until(lambda: _closed(provider, "hang-gpt"))


async def test_a_cut_stream_loops(lab: Lab, provider: ProviderProcess) -> None:
    session = await lab.ask("Break off", "drop-gpt")
    await lab.until(lambda: lab.messages(session), lambda messages: len(messages) > 3)
    await lab.abort(session)
    await lab.settled(session)
    answers = [message["info"] for message in (await lab.messages(session))[1:]]
    assert [info["finish"] for info in answers[:2]] == ["unknown", "unknown"]
    assert "cut" in {call["ended"] for call in provider.requests("drop-gpt")}


async def test_a_full_context_is_compacted_once(lab: Lab, provider: ProviderProcess) -> None:
    session = await lab.ask("Fill it", "big-gpt")

    async def kinds() -> list[str]:
        return [call["kind"] for call in provider.requests("big-gpt", kind=None)]

    await lab.until(kinds, lambda seen: seen == ["turn", "compaction", "turn"])
    await lab.settled(session)
    assert await kinds() == ["turn", "compaction", "turn"]


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("e400", "APIError"),
        ("e401", "APIError"),
        ("e404", "APIError"),
        ("ctx-gpt", "ContextOverflowError"),
        ("filter-gpt", "ContentFilterError"),
    ],
)
async def test_a_refusal_ends_in_its_error(lab: Lab, model: str, name: str) -> None:
    session = await lab.run("Fail", model)
    errors = [m["info"].get("error", {}).get("name") for m in await lab.messages(session)]
    assert errors[-1] == name


@pytest.mark.parametrize(("model", "finish"), [("length-gpt", "length"), ("empty-gpt", "stop")])
async def test_an_odd_end_is_no_error(lab: Lab, model: str, finish: str) -> None:
    session = await lab.run("End oddly", model)
    newest = (await lab.messages(session))[-1]["info"]
    assert (newest["finish"], newest.get("error")) == (finish, None)


async def test_twenty_sessions_stream_at_once(lab: Lab, provider: ProviderProcess) -> None:
    sessions = await asyncio.gather(*(lab.ask(f"Load {i}", "r20-n200") for i in range(20)))
    await asyncio.gather(*(lab.settled(session, 60) for session in sessions))
    calls = provider.requests("r20-n200")
    assert len(calls) == 20
    assert max(call["started"] for call in calls) < min(call["closed"] for call in calls)
    assert {len((await lab.answer(session)).split()) for session in sessions} == {201}


async def test_a_server_restarts_with_its_sessions_and_leaves_nothing(
    fresh_server: Callable[..., RealServer],
) -> None:
    server = fresh_server(projects=("only",), password="secret")
    async with Lab(server.target) as lab:
        session = await lab.run("Remember me")
        await lab.ask("Wait " + bash("sleep 300"))
        assert server.process is not None
        pid = server.process.pid
        await lab.until(lambda: asyncio.to_thread(descendants, pid))
        below = descendants(pid)
        server.restart()
        assert not below & descendants(1)
        assert (await lab.session(session))["title"] == "Remember me"
    assert server.log().count("opencode server listening on") == 2
    async with httpx.AsyncClient(base_url=server.url) as stranger:
        assert (await stranger.get("/global/health")).status_code == 401
        server.stop()
        with pytest.raises(httpx.ConnectError):
            await stranger.get("/global/health")


def _has_text(messages: list[Json]) -> bool:
    return any(part["type"] == "text" for part in messages[-1]["parts"][1:])


async def _closed(provider: ProviderProcess, model: str) -> list[Json]:
    return [call for call in provider.requests(model) if call["closed"]]
