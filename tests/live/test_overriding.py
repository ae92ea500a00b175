"""A session is moved to another model: what the provider was asked, and what is said of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from omo_watch_core.actions.prompt import NUDGE
from tests.live.history import prints, speaks
from tests.live.lab import Json, Lab
from tests.live.program import Done, omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.script import bash, question
from tests.live.watcher import watch

pytestmark = pytest.mark.real
TEXT = "Say it once please"


async def test_a_limited_session_is_moved_and_proved(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask(TEXT, "limited2-gpt")
    status = await lab.becomes(session, "retry")
    done = await _override(server, session, "fake/ok-claude")
    asked = provider.count("limited2-gpt")  # its limit may end before the program has begun
    document = done.json
    assert (done.code, done.err) == (0, "")
    assert (document["ok"], document["result"], document["session"]) == (True, "proved", session)
    assert (document["from"], document["to"]) == ("fake/limited2-gpt", "fake/ok-claude")
    assert document["took_ms"] > 0
    assert document["undo"].startswith("act_")
    await lab.settled(session)
    mine = await _message(lab, session, document["message"])
    (part,) = mine["parts"]
    assert part["metadata"]["omo-watch"]["kind"] == "override"
    assert (part["text"], part["synthetic"], part["ignored"]) == ("", True, True)
    answer = (await lab.messages(session))[-1]["info"]
    assert (answer["parentID"], answer["modelID"]) == (document["message"], "ok-claude")
    assert _said(provider, "ok-claude") == [("user", TEXT)]
    await _past(max(status["next"] / 1000, time.time()) + 4)
    assert provider.count("limited2-gpt") == asked
    assert provider.count("ok-claude") == 1


async def test_a_move_in_the_middle_of_a_text_continues_it(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask(TEXT, "slow-gpt")
    await lab.until(lambda: lab.messages(session), speaks)
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        done = await watcher.move(session, "ok-claude")
        assert (done.result, done.source and done.source.name) == ("proved", "fake/slow-gpt")
        line = await watcher.becomes(session, "done")
        assert line.session.answer is not None
        assert line.session.answer.parent == done.message
    (said, partial, nudge) = _said(provider, "ok-claude")
    assert (said, nudge) == (("user", TEXT), ("user", NUDGE))
    assert partial[0] == "assistant"
    assert partial[1].startswith("slow-gpt: ")
    (old,) = provider.requests("slow-gpt")
    assert old["ended"] == "left"
    assert provider.count("ok-claude") == 1


async def test_a_running_tool_is_stopped_and_its_output_goes_along(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask(TEXT + bash("echo begun; sleep 90"), "ok-gpt")
    await lab.until(lambda: lab.messages(session), prints("begun"))
    done = await _override(server, session, "fake/ok-kimi")
    assert (done.code, done.json["result"]) == (0, "proved")
    await lab.settled(session)
    call = provider.requests("ok-kimi")[0]
    assert [message["role"] for message in call["messages"][1:]] == ["user", "assistant", "tool"]
    assert call["messages"][1]["text"].count(TEXT) == 1
    assert "begun" in call["messages"][-1]["text"]
    assert (provider.count("ok-gpt"), provider.count("ok-kimi")) == (1, 1)


async def test_a_text_that_waited_behind_the_limit_goes_along(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask(TEXT, "limited-opus")
    await lab.becomes(session, "retry")
    await lab.prompt(session, "And this too", "limited-opus")
    done = await _override(server, session, "fake/ok-claude")
    assert (done.code, done.json["result"]) == (0, "proved")
    await lab.settled(session)
    assert _said(provider, "ok-claude") == [("user", TEXT), ("user", "And this too")]


async def test_a_session_that_was_refused_goes_on_with_another_model(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.run(TEXT, "e401")
    done = await _override(server, session, "fake/ok-claude")
    assert (done.code, done.json["result"], done.json["from"]) == (0, "proved", "fake/e401")
    await lab.settled(session)
    assert _said(provider, "ok-claude") == [("user", TEXT)]
    assert (provider.count("e401"), provider.count("ok-claude")) == (1, 1)


async def test_an_answered_session_is_only_set_for_its_next_prompt(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.run(TEXT)
    done = await _override(server, session, "fake/ok-kimi")
    document = done.json
    assert (done.code, document["ok"], document["result"]) == (0, True, "set")
    assert (document["message"], document["to"]) == (None, "fake/ok-kimi")
    assert (await lab.session(session))["model"]["id"] == "ok-kimi"
    assert provider.count("ok-kimi") == 0
    await lab.post(
        f"/session/{session}/prompt_async", {"parts": [{"type": "text", "text": "And now?"}]}
    )
    await lab.until(_calls(provider, "ok-kimi"))
    assert provider.count("ok-gpt") == 1


async def test_an_idle_session_is_moved_with_a_real_prompt(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.run(TEXT)
    done = await _override(server, session, "fake/ok-kimi", "--send", "And in short?")
    assert (done.code, done.json["result"]) == (0, "proved")
    await lab.settled(session)
    assert [text for role, text in _said(provider, "ok-kimi") if role == "user"] == [
        TEXT,
        "And in short?",
    ]
    mine = await _message(lab, session, done.json["message"])
    assert "omo-watch" in mine["parts"][0]["metadata"]


async def test_an_unknown_model_is_refused_before_anything_is_sent(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask(TEXT, "limited-opus")
    status = await lab.becomes(session, "retry")
    before = provider.requests(kind=None)
    async with Relay(server.port) as relay:
        done = await _override(server, session, "fake/ok-cluade", url=relay.url)
    document = done.json
    assert (done.code, document["ok"], document["result"]) == (1, False, "refused")
    assert "fake/ok-claude" in document["error"]
    assert relay.changes == []
    assert await lab.status(session) == status
    assert provider.requests(kind=None) == before


async def test_a_move_to_a_limited_model_is_not_called_proved(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask(TEXT, "limited-opus")
    await lab.becomes(session, "retry")
    done = await _override(server, session, "fake/limited-two")
    document = done.json
    assert (done.code, document["ok"], document["result"]) == (1, False, "accepted")
    assert "limited-two" in document["evidence"]
    assert (provider.count("limited-opus"), provider.count("limited-two")) == (1, 1)


async def test_variant_and_agent_are_kept(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask(TEXT, "limited-opus", agent="plan", variant="high")
    await lab.becomes(session, "retry")
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        done = await watcher.move(session, "ok-claude")
    assert done.result == "proved"
    await lab.settled(session)
    (call,) = provider.requests("ok-claude")
    assert call["effort"] == "high"
    mine = (await _message(lab, session, done.message))["info"]
    assert (mine["agent"], mine["model"]["variant"]) == ("plan", "high")
    assert (await lab.messages(session))[-1]["info"]["agent"] == "plan"


async def test_another_variant_is_taken_where_one_is_named(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask(TEXT, "limited-opus", variant="high")
    await lab.becomes(session, "retry")
    done = await _override(server, session, "fake/ok-claude", "--variant", "low")
    assert (done.code, done.json["result"]) == (0, "proved")
    (call,) = provider.requests("ok-claude")
    assert call["effort"] == "low"


async def test_a_session_that_asks_is_moved_and_asks_no_more(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask("Decide " + question("Which database?", "SQLite"))
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        await watcher.becomes(session, "asking")
        done = await watcher.move(session, "ok-claude")
        assert done.result == "proved"
        line = await watcher.becomes(session, "done")
        assert line.ask is None
    assert provider.count("ok-claude") == 1


async def test_two_moves_at_once_end_on_one_model(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask(TEXT, "limited-opus")
    await lab.becomes(session, "retry")
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        first, second = await asyncio.gather(
            watcher.move(session, "ok-claude"), watcher.move(session, "ok-kimi")
        )
        assert first.result == "refused"
        assert second.result == "proved"
        line = await watcher.becomes(session, "done")
        assert line.session.answer is not None
        assert line.session.answer.model == second.target
    assert (provider.count("ok-claude"), provider.count("ok-kimi")) == (0, 1)


async def test_read_only_sends_nothing(lab: Lab, server: RealServer) -> None:
    session = await lab.ask(TEXT, "limited-opus")
    status = await lab.becomes(session, "retry")
    done = await _override(server, session, "fake/ok-claude", "--read-only")
    assert done.code == 1
    assert done.json["ok"] is False
    assert done.json["error"].startswith("read-only")
    assert await lab.status(session) == status


async def _override(
    server: RealServer, session: str, model: str, *words: str, url: str | None = None
) -> Done:
    at = f"lab={url or server.url}"
    return await omo_watch("override", session, model, "--json", "--server", at, *words)


async def _message(lab: Lab, session: str, message: str) -> Json:
    return await lab.get(f"/session/{session}/message/{message}")


def _said(provider: ProviderProcess, model: str) -> list[tuple[str, str]]:
    """Give the conversation that a model's only call brought, without the system's rules."""
    (call,) = provider.requests(model)
    return [(message["role"], message["text"]) for message in call["messages"][1:]]


def _calls(provider: ProviderProcess, model: str) -> Callable[[], Awaitable[list[Json]]]:
    async def calls() -> list[Json]:
        return provider.requests(model)

    return calls


async def _past(moment: float) -> None:
    """Let a moment pass (epoch seconds): what would have come then has come, or never will."""
    await asyncio.sleep(max(0.0, moment - time.time()))
