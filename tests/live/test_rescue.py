"""Beside the plugin a guard keeps still, but for what the plugin does not handle."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live.guard import guard, kind, sent, settings
from tests.live.lab import Json, Lab
from tests.live.plugin import ALONE, HANDLED, USED_UP, plugin_server
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay

pytestmark = pytest.mark.real
TEXT = "Say it once please"
STANDS = 5.0  # seconds that a wait must stand before it is nobody's
WITHIN = 15.0  # seconds after that, on a busy machine
OURS = {"sisyphus": ["ok-kimi"], "atlas": ["ok-kimi"], "prometheus": ["limited-two", "ok-kimi"]}


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server with the plugin, whose own fallback is on."""
    started = plugin_server(tmp_path_factory.mktemp("plugin"), provider.url)
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give settings with chains of our own."""
    return settings(tmp_path / "config.toml", OURS)


async def test_what_the_plugin_handles_is_left_to_it(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await running.in_charge()
        handled = await lab.ask(TEXT, "limited-opus", agent=HANDLED)
        await lab.until(_calls(provider, "ok-claude"), seconds=60)
        alone = await lab.ask(TEXT, "limited-opus", agent=ALONE)
        await running.line(kind("result", alone, result="proved", to="fake/ok-kimi"))
        await lab.settled(handled)
        assert sent(relay, handled) == []
        assert running.those(kind("action", handled)) == []
        assert running.those(kind("offer", handled)) == []
        assert running.those(kind("toast", handled)) == []
    assert provider.count("ok-claude") == 1
    assert provider.count("ok-kimi") == 1


async def test_a_wait_that_the_plugin_does_not_handle_is_ended_after_five_seconds(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus", agent=ALONE)
        await running.line(kind("result", session, result="proved", to="fake/ok-kimi"))
        abort, _ = running.those(kind("action", session))
        (refused,) = provider.requests("limited-opus")
        stood = abort["at_ms"] / 1000 - refused["closed"]
        assert STANDS <= stood < STANDS + WITHIN
        await lab.settled(session)
        assert sent(relay, session) == ["abort", "prompt_async"]
    assert [call["model"] for call in provider.requests()] == ["limited-opus", "ok-kimi"]
    newest = (await lab.messages(session))[-1]["info"]
    assert (newest["modelID"], newest["agent"]) == ("ok-kimi", ALONE)


async def test_a_session_that_the_plugin_gave_up_in_silence_goes_on(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus", agent=USED_UP)
        await running.line(kind("result", session, result="proved", to="fake/ok-kimi"))
        await lab.settled(session)
        assert sent(relay, session) == ["prompt_async"]
    assert [call["model"] for call in provider.requests()] == [
        "limited-opus", "limited-two", "ok-kimi",
    ]  # fmt: skip


def _calls(provider: ProviderProcess, model: str) -> Callable[[], Awaitable[list[Json]]]:
    async def calls() -> list[Json]:
        return provider.requests(model)

    return calls
