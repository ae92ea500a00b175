"""A guard that is killed between its abort and its prompt: the next program tells of it."""

import asyncio
from pathlib import Path

import pytest

from omo_watch_core.journal.cut_off import GONE_MS
from tests.live.guard import GuardProcess, guard, sent
from tests.live.lab import IDLE, Lab
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay, Request

pytestmark = pytest.mark.real
TEXT = "Say it once please"


class KillingBehind(Relay):
    """A relay that kills a guard when it asks for the history behind an abort's answer."""

    victim: GuardProcess | None = None

    def asks(self, request: Request) -> None:
        """Kill it before its history is read."""
        super().asks(request)
        method, path = request
        aborted = any(done.endswith("/abort") for _, done in self.answered)
        if self.victim is not None and aborted and method == "GET" and "/message" in path:
            self.victim.process.kill()
            self.victim = None


async def test_a_guard_killed_behind_its_abort_is_told_of_once(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path, tmp_path: Path
) -> None:
    state = tmp_path / "shared"
    env = {"XDG_STATE_HOME": str(state)}
    async with KillingBehind(server.port) as relay, guard(relay.url, config, state=state) as first:
        await first.in_charge()
        relay.victim = first
        session = await lab.ask(TEXT, "limited-opus")
        await first.process.wait()
        assert sent(relay, session) == ["abort"]
        assert await lab.status(session) == IDLE
        assert (await omo_watch("ls", "--json", relay.url, env=env)).json["cut_off"] == []
        await asyncio.sleep(GONE_MS / 1000)
        (entry,) = (await omo_watch("ls", "--json", relay.url, env=env)).json["cut_off"]
        assert entry["session"] == session
        assert "was cut off" in entry["text"]
        assert entry["text"].endswith("nothing was prompted")
        assert entry["hint"].startswith(f"omo-watch override {session} fake/")
        told = await omo_watch("ls", relay.url, env=env)
        assert entry["text"] in told.err
        assert "cut off" not in (await omo_watch("ls", relay.url, env=env)).err
        assert [call["model"] for call in provider.requests()] == ["limited-opus"]
