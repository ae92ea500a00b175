"""`omo-watch guard` moves what waits down its chain, and leaves alone what is not its own."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from omo_watch.cli.watching import blank_state, watching
from omo_watch_core.edge.address import Address
from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.select.row import RowKey, row
from tests.live.guard import GuardProcess, guard, kind, saying, sent, settings
from tests.live.lab import Json, Lab
from tests.live.overheard import Overheard, overhearing
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay

pytestmark = pytest.mark.real
TEXT = "Say it once please"
THIRD_WITHIN = 15.0  # seconds from the first wait to the answer: 5, and room for a busy machine
AFTERWARDS = 2.0  # seconds in which what must not come would have come


async def test_a_limited_session_answers_from_the_third_model_of_its_chain(
    lab: Lab,
    server: RealServer,
    provider: ProviderProcess,
    config: Path,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    async with guard(server.url, config) as running, overhearing(server.url) as stream:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        proved = await running.line(kind("result", session, result="proved"))
        (limited,) = running.those(kind("result", session, result="accepted"))
        await stream.first("tui.toast.show", lambda toast: "ok-kimi" in toast["message"])
    first = stream.those("session.status", lambda said: _waits(said, session))[0]
    took = proved["at_ms"] / 1000 - first.at
    record_testsuite_property("third_model_after_s", round(took, 2))
    assert took < THIRD_WITHIN
    assert (proved["to"], limited["to"]) == ("fake/ok-kimi", "fake/limited-two")
    await lab.settled(session)
    answer = (await lab.messages(session))[-1]["info"]
    assert (answer["modelID"], answer["parentID"]) == ("ok-kimi", proved["message"])
    calls = provider.requests()
    assert [call["model"] for call in calls] == ["limited-opus", "limited-two", "ok-kimi"]
    assert [_said(call) for call in calls] == [[("user", TEXT)]] * 3
    for result in (limited, proved):
        _is_announced_after(stream, result)


async def test_screen_and_listing_show_what_failed_and_what_answers(
    lab: Lab, server: RealServer, config: Path
) -> None:
    chains = Chains(agents={"build": AgentEntry(chain=("fake/limited-two", "fake/ok-kimi"))})
    address = Address.of("lab", server.url, None)
    state = blank_state([address], chains=chains)
    async with guard(server.url, config) as running, watching([address], state) as view:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        await running.line(kind("result", session, result="proved"))

        def rungs(_: object) -> list[tuple[str, str]]:
            line = row(view.state, RowKey(server="lab", session=session))
            return [(rung.model.model, rung.kind) for rung in line.ladder] if line else []

        wanted = [("limited-opus", "failed"), ("limited-two", "failed"), ("ok-kimi", "current")]
        assert await view.until(lambda state: rungs(state) == wanted, 10), rungs(None)
        await lab.settled(session)
        shown = await _listed(server.url, running, config, session)
    assert (shown["state"], shown["model"]) == ("idle", "fake/ok-kimi")
    ladder = [(rung["model"].removeprefix("fake/"), rung["rung"]) for rung in shown["ladder"]]
    assert ladder == wanted


async def test_a_second_session_does_not_ask_what_another_one_found_limited(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with guard(server.url, config) as running:
        await running.in_charge()
        first = await lab.ask(TEXT, "limited-opus")
        await running.line(kind("result", first, result="proved"))
        assert provider.count("limited-two") == 1
        second = await lab.ask(TEXT, "limited-opus")
        await running.line(kind("result", second, result="proved", to="fake/ok-kimi"))
    assert provider.count("limited-two") == 1
    assert provider.count("limited-opus") == 2


async def test_a_session_that_begins_on_what_is_limited_starts_on_the_next_model(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with guard(server.url, config) as running:
        await running.in_charge()
        first = await lab.ask(TEXT, "limited-opus")
        await running.line(kind("result", first, result="proved"))
        second = await lab.create(model="limited-opus")
        await running.line(kind("result", second, result="set", to="fake/ok-kimi"))
        await lab.prompt(second, TEXT, model=None)
        await lab.settled(second)
    assert provider.count("limited-opus") == provider.count("limited-two") == 1
    newest = (await lab.messages(second))[-1]["info"]
    assert (newest["modelID"], newest["finish"]) == ("ok-kimi", "stop")


async def test_a_used_up_chain_leaves_the_last_wait_standing(
    lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    config = settings(tmp_path / "config.toml", {"build": ["limited-two"]})
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        line = await running.line(kind("exhausted", session))
        assert line["tried"] == ["fake/limited-opus", "fake/limited-two"]
        await running.line(kind("result", session, to="fake/limited-two"))
        status = await lab.becomes(session, "retry")
        await asyncio.sleep(AFTERWARDS)
        assert await lab.status(session) == status
        assert "limited-two" in status["message"]
        assert sent(relay, session) == ["abort", "prompt_async"]
        shown = await _listed(relay.url, running, config, session)
    assert (shown["state"], shown["verdict"]["cause"]) == ("retry", "rate-limited")
    assert [call["model"] for call in provider.requests()] == ["limited-opus", "limited-two"]


async def test_a_wrong_key_is_no_reason_to_move(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await _is_at_work(lab, running)
        session = await lab.run(TEXT, "e401")
        await running.line(saying("decision", "not retryable", session))
        await asyncio.sleep(AFTERWARDS)
        assert sent(relay, session) == []
    assert provider.count("e401") == 1
    assert (await lab.messages(session))[-1]["info"]["error"]["data"]["statusCode"] == 401


async def test_an_error_without_a_wait_moves_a_session_too(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await _is_at_work(lab, running)
        provider.clear()
        session = await lab.ask(TEXT, "does-not-exist")
        await running.line(kind("result", session, result="proved", to="fake/ok-kimi"))
        assert sent(relay, session) == ["prompt_async"]
    (call,) = provider.requests()
    assert (call["model"], _said(call)) == ("ok-kimi", [("user", TEXT)])


async def test_a_silent_fallback_gives_way_to_the_next_model(
    lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    chain = {"build": ["hang-gpt", "ok-kimi"]}
    config = settings(tmp_path / "config.toml", chain, timeout_seconds=2)
    async with guard(server.url, config) as running:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        await running.line(kind("result", session, result="proved", to="fake/ok-kimi"))
    assert [call["model"] for call in provider.requests()] == [
        "limited-opus", "hang-gpt", "ok-kimi",
    ]  # fmt: skip
    assert _said(provider.requests("ok-kimi")[0]) == [("user", TEXT)]


async def _is_at_work(lab: Lab, running: GuardProcess) -> None:
    """See a guard move a session: only then is it sure to hear of errors too.

    Both models that were found limited cool down from then on.
    """
    await running.in_charge()
    session = await lab.ask(TEXT, "limited-opus")
    await running.line(kind("result", session, result="proved"))
    await lab.settled(session)


def _waits(said: Json, session: str) -> bool:
    return said["sessionID"] == session and said["status"]["type"] == "retry"


def _said(call: Json) -> list[tuple[str, str]]:
    """Give the conversation that a call brought, without the system's rules."""
    return [(message["role"], message["text"]) for message in call["messages"][1:]]


def _is_announced_after(stream: Overheard, result: Json) -> None:
    """See that the toast of a step came once, and behind the prompt that it speaks of."""
    model = result["to"].rpartition("/")[2]
    (toast,) = stream.those("tui.toast.show", lambda said: model in said["message"])
    prompted = stream.those("message.updated", lambda s: s["info"]["id"] == result["message"])[0]
    text = f"Switched to {model} for next request"
    assert toast.properties["title"] == "Model Fallback by omo-watch"
    assert toast.properties["message"] == text
    assert stream.events.index(prompted) < stream.events.index(toast)


async def _listed(url: str, running: GuardProcess, config: Path, session: str) -> Json:
    """Give a session as `ls --json` lists it beside a guard, which it must name."""
    words = ("ls", "--json", "--config", str(config), url)
    done = await omo_watch(*words, env={"XDG_STATE_HOME": str(running.folder)})
    assert [entry["in_charge"] for entry in done.json["servers"]] == ["omo-watch"]
    (entry,) = [entry for entry in done.json["sessions"] if entry["id"] == session]
    return entry
