"""Claims of the real plugin are held against what answers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from omo_watch_core.announced import Announcement, Mismatch
from omo_watch_core.select.inbox import inbox
from omo_watch_core.state import State
from tests.live.lab import Json, Lab
from tests.live.plugged import plugged
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.watcher import NAME, watch

pytestmark = pytest.mark.real
TEXT = "Say it once please"
HANDLED = "Sisyphus - ultraworker"
CHAIN = {"model": "fake/limited-opus", "fallback_models": ["fake/limited-two", "fake/ok-claude"]}
FALLBACK = {
    "enabled": True,
    "max_fallback_attempts": 3,
    "cooldown_seconds": 60,
    "timeout_seconds": 30,
    "notify_on_fallback": True,
}


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server with the plugin, whose own fallback goes down one chain."""
    root = tmp_path_factory.mktemp("plugin")
    theirs = {"agents": {"sisyphus": CHAIN}, "runtime_fallback": FALLBACK}
    started = plugged(root, provider, **theirs)
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


class Seen:
    """What a session was said to be, over all states."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.claims: list[Announcement] = []
        self.differences: set[Mismatch | None] = set()

    def at_rest(self, state: State) -> bool:
        """Note what is claimed, and tell whether the session has answered and rests."""
        known = state.servers[NAME].sessions.get(self.session)
        if known is None:
            return False
        self.differences.add(known.mismatch)
        if known.announced and known.announced not in self.claims:
            self.claims.append(known.announced)
        return known.status == "idle" and known.answered


async def test_a_fallback_of_the_plugin_is_announced_and_borne_out(
    lab: Lab, server: RealServer
) -> None:
    await lab.get("/config/providers")  # the plugin takes its time at the first request
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask(TEXT, "limited-opus", agent=HANDLED)
        seen = Seen(session)
        state = await watcher.until(seen.at_rest, 60)
        assert [toast.title for toast in state.toasts].count("Model Fallback") == 2
        assert [claim.source for claim in seen.claims][:1] == ["toast"]
        assert {claim.model.model for claim in seen.claims} <= {"limited-two", "ok-claude"}
        assert seen.differences == {None}
        known = state.servers[NAME].sessions[session]
        assert known.announced is None
        assert known.answer is not None
        assert known.answer.model is not None
        assert known.answer.model.name == "fake/ok-claude"
        assert inbox(state) == ()


async def test_a_second_writer_leaves_the_claim_of_the_plugin_unborne(
    lab: Lab, server: RealServer
) -> None:
    """The plugin's toast stands; another writer's prompt on the old model is asked instead."""
    await lab.get("/config/providers")  # the plugin takes its time at the first request
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask(TEXT, "slow-gpt", agent=HANDLED)
        await lab.until(lambda: lab.messages(session), speaks_as("slow-gpt"))
        toast = {
            "title": "Model Fallback",
            "message": "Fallback queued for ok-kimi",
            "variant": "warning",
        }
        await lab.post("/tui/show-toast", toast)
        await watcher.until(lambda state: state.toasts)
        await lab.abort(session)
        await lab.settled(session)
        await lab.prompt(session, "Go on", "slow-gpt", agent=HANDLED)
        await watcher.until(lambda state: state.servers[NAME].sessions[session].mismatch)
        found = watcher.row(session).mismatch
        assert found is not None
        assert (found.claimed, found.fact, found.source) == ("ok-kimi", "fake/slow-gpt", "toast")
        assert [entry.kind for entry in inbox(watcher.state)] == ["mismatch"]


def speaks_as(model: str) -> Callable[[list[Json]], bool]:
    """Tell whether a model's answer shows text."""

    def holds(messages: list[Json]) -> bool:
        newest: Json = messages[-1] if messages else {"info": {}, "parts": []}
        said = any(part["type"] == "text" and part["text"] for part in newest["parts"])
        return newest["info"].get("modelID") == model and said

    return holds
