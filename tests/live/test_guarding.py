"""`omo-watch guard` moves what waits down its chain, and leaves alone what is not its own."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from omo_watch.cli.watching import blank_state, watching
from omo_watch_core.edge.address import Address
from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.select.row import RowKey, row
from tests.live.guard import GuardProcess, guard, kind, saying, sent, settings
from tests.live.history import speaks
from tests.live.lab import IDLE, Json, Lab
from tests.live.overheard import Overheard, overhearing
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.watcher import quiet_lab

pytestmark = pytest.mark.real
TEXT = "Say it once please"
THIRD_WITHIN = 15.0  # seconds from the first wait to the answer: 5, and room for a busy machine
TAKEN_OVER_WITHIN = 20.0  # seconds: a claim is free after 15, and looked at every 5
AFTERWARDS = 2.5  # seconds in which what must not come would have come


@pytest.fixture
async def lab(server: RealServer, provider: ProviderProcess) -> AsyncIterator[Lab]:
    provider.clear()
    async with quiet_lab(server.target) as client:
        yield client


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give settings with one chain, for the agent `build`."""
    return settings(tmp_path / "config.toml", {"build": ["limited-two", "ok-kimi"]})


async def test_a_limited_session_answers_from_the_third_model_of_its_chain(
    lab: Lab,
    server: RealServer,
    provider: ProviderProcess,
    config: Path,
    record_property: Callable[[str, object], None],
) -> None:
    async with guard(server.url, config) as running, overhearing(server.url) as stream:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        proved = await running.line(kind("result", session, result="proved"))
        (limited,) = running.those(kind("result", session, result="accepted"))
        await stream.first("tui.toast.show", lambda toast: "ok-kimi" in toast["message"])
    first = stream.those("session.status", lambda said: _waits(said, session))[0]
    took = proved["at_ms"] / 1000 - first.at
    record_property("third_model_after_s", round(took, 2))
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


async def test_of_two_guards_one_acts_and_the_other_takes_over(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path, tmp_path: Path
) -> None:
    state = tmp_path / "shared"
    async with guard(server.url, config, state=state) as first:
        await first.in_charge()
        async with guard(server.url, config, state=state) as second:
            await second.line(kind("server", text="live"))
            session = await lab.ask(TEXT, "limited-opus")
            await first.line(kind("result", session, result="proved"))
            await second.line(saying("decision", f"is held by {first.owner}", session))
            assert second.those(kind("action")) == []
            assert [call["model"] for call in provider.requests()] == [
                "limited-opus", "limited-two", "ok-kimi",
            ]  # fmt: skip

            assert await first.end() == 0
            await second.line(kind("claim", own=True), TAKEN_OVER_WITHIN)
            later = await lab.ask(TEXT, "limited-opus")
            await second.line(kind("result", later, result="proved"))
            held, own = second.those(kind("claim"))
            assert (held["own"], own["own"]) == (False, True)
            assert first.owner in held["text"]


async def test_what_a_killed_guard_left_is_moved_by_the_next(
    lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    state = tmp_path / "shared"
    shorter = {"build": ["limited-two"], "plan": ["ok-claude"]}
    longer = {"build": ["limited-two", "ok-kimi"], "plan": ["ok-claude"]}
    former, later = (
        settings(tmp_path / f"{len(chains['build'])}.toml", chains) for chains in (shorter, longer)
    )
    async with (
        KillingRelay(server.port) as relay,
        guard(relay.url, former, state=state) as first,
        guard(relay.url, later, state=state) as second,
    ):
        await first.in_charge()
        waiting = await lab.ask(TEXT, "limited-opus")
        await first.line(kind("exhausted", waiting))
        await second.line(saying("decision", "is held by", waiting))
        relay.victim = first
        halfway = await lab.ask(TEXT, "limited-opus", agent="plan")
        await first.process.wait()
        assert sent(relay, halfway) == ["abort"]
        await second.line(kind("claim", own=True), TAKEN_OVER_WITHIN)
        await second.line(kind("result", waiting, result="proved", to="fake/ok-kimi"))
        calls = [call for call in provider.requests() if call["prompt"] == TEXT]
        assert [_said(call) for call in calls if call["model"] == "ok-kimi"] == [[("user", TEXT)]]
        await second.line(kind("result", halfway, result="proved", to="fake/ok-claude"))


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


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_well_and_frees_the_claim(
    lab: Lab, server: RealServer, config: Path, how: signal.Signals
) -> None:
    async with guard(server.url, config) as running:
        await running.in_charge()
        assert (running.holder(server.url) or "").startswith(running.owner)
        session = await lab.ask(TEXT, "limited-opus")
        await running.line(kind("action", session))
        assert await running.end(how) == 0
        assert (running.told, running.holder(server.url)) == ("", None)


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


class KillingRelay(Relay):
    """A relay that kills a guard once it aborts: behind the barrier, before its prompt."""

    victim: GuardProcess | None = None

    def _note_asked(self, piece: bytes) -> None:
        known = len(self.changes)
        super()._note_asked(piece)
        aborts = any(path.endswith("/abort") for _, path in self.changes[known:])
        if self.victim is not None and aborts:
            self.victim.process.kill()
            self.victim = None


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
    assert (toast.properties["title"], toast.properties["message"]) == ("Model Fallback", text)
    assert stream.events.index(prompted) < stream.events.index(toast)


async def _listed(url: str, running: GuardProcess, config: Path, session: str) -> Json:
    """Give a session as `ls --json` lists it beside a guard, which it must name."""
    words = ("ls", "--json", "--config", str(config), url)
    done = await omo_watch(*words, env={"XDG_STATE_HOME": str(running.folder)})
    assert [entry["in_charge"] for entry in done.json["servers"]] == ["omo-watch"]
    (entry,) = [entry for entry in done.json["sessions"] if entry["id"] == session]
    return entry
