"""Two guards on one server: one acts, and what it leaves the next one takes over."""

import signal
from pathlib import Path

import pytest

from tests.live.guard import GuardProcess, guard, kind, saying, sent, settings
from tests.live.lab import IDLE, Json, Lab
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay, Request

pytestmark = pytest.mark.real
TEXT = "Say it once please"
TAKEN_OVER_WITHIN = 20.0  # seconds: a claim is free after 15, and looked at every 5


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
    async with KillingRelay(server.port) as relay, guard(relay.url, former, state=state) as first:
        await first.in_charge()
        async with guard(relay.url, later, state=state) as second:
            await second.line(kind("server", text="live"))
            waiting = await lab.ask(TEXT, "limited-opus")
            await first.line(kind("exhausted", waiting))
            await second.line(saying("decision", "is held by", waiting))
            relay.victim = first
            halfway = await lab.ask(TEXT, "limited-opus", agent="plan")
            await first.process.wait()
            assert sent(relay, halfway) == ["abort"]
            await second.line(kind("claim", own=True), TAKEN_OVER_WITHIN)
            await second.line(kind("result", waiting, result="proved", to="fake/ok-kimi"))
            (call,) = provider.requests("ok-kimi")
            assert _said(call) == [("user", TEXT)]
            # Nobody can tell the stop of a killed guard from a person's: it waits for a person.
            assert second.those(kind("action", halfway)) == []
            assert await lab.status(halfway) == IDLE
            words = ("override", halfway, "fake/ok-claude", "--json", "--server")
            done = await omo_watch(*words, f"lab={server.url}")
            assert (done.code, done.json["result"]) == (0, "proved")


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


class KillingRelay(Relay):
    """A relay that kills a guard whose abort is answered: behind the barrier, before its prompt."""

    victim: GuardProcess | None = None

    def answers(self, request: Request) -> None:
        """Kill it before it hears of the answer."""
        super().answers(request)
        if self.victim is not None and request[1].endswith("/abort"):
            self.victim.process.kill()
            self.victim = None


def _said(call: Json) -> list[tuple[str, str]]:
    """Give the conversation that a call brought, without the system's rules."""
    return [(message["role"], message["text"]) for message in call["messages"][1:]]
