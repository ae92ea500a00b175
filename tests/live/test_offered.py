"""A screen looks after models too: it offers the next step on one key, or takes it by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.live.guard import settings
from tests.live.lab import Lab
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.terminal import Terminal, has_tmux, terminal

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not has_tmux(), reason="there is no tmux to be the terminal"),
]
TEXT = "Say it once"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give settings with a chain of one, in assist."""
    return settings(tmp_path / "settings.toml", {"build": ["ok-kimi"]}, mode="assist")


@asynccontextmanager
async def watching(url: str, file: Path, title: str, *more: str) -> AsyncIterator[Terminal]:
    """Open the screen with only one session in it, and leave it at the end."""
    async with terminal(140, 40) as screen:
        await screen.run(url, "--config", str(file), *more)
        await screen.shows(title)
        await screen.press("/")
        await screen.shows("esc clear")
        await screen.type(title)
        await screen.shows(f"/ {title}", "1 of ")
        await screen.press("Enter")
        yield screen
        await screen.press("q")
        await screen.shows("code=0")


async def test_the_next_step_is_offered_and_one_key_takes_it(
    lab: Lab, server: RealServer, provider: ProviderProcess, file: Path
) -> None:
    session = await lab.create("Offer-me")
    await lab.prompt(session, TEXT, "limited-opus")
    await lab.becomes(session, "retry")
    async with watching(server.url, file, "Offer-me") as screen:
        await screen.shows("ok-kimi is offered: press f to take it", "f take offer")
        assert provider.count("ok-kimi") == 0
        await screen.press("f")
        await screen.shows("proved", "Offer-me now answers with ok-kimi")
    (call,) = provider.requests("ok-kimi")
    assert [message["text"] for message in call["messages"][1:]] == [TEXT]
    assert provider.count("limited-opus") == 1


async def test_a_screen_in_assist_sends_nothing_by_itself(
    lab: Lab, server: RealServer, file: Path
) -> None:
    session = await lab.create("Leave-me")
    await lab.prompt(session, TEXT, "limited-opus")
    await lab.becomes(session, "retry")
    async with Relay(server.port) as relay, watching(relay.url, file, "Leave-me") as screen:
        await screen.shows("ok-kimi is offered: press f to take it")
    assert relay.changes == []
    assert (await lab.status(session))["type"] == "retry"


async def test_a_screen_in_auto_holds_the_claim_and_moves_by_itself(
    lab: Lab, server: RealServer, provider: ProviderProcess, file: Path
) -> None:
    session = await lab.create("Move-me-yourself")
    async with watching(server.url, file, "Move-me-yourself", "--mode", "auto") as screen:
        await screen.shows("omo-watch", "auto")
        await screen.until(lambda shown: "· omo-watch" in shown.splitlines()[0])
        await lab.prompt(session, TEXT, "limited-opus")
        await screen.shows("proved", "Move-me-yourself now answers with ok-kimi")
    (call,) = provider.requests("ok-kimi")
    assert [message["text"] for message in call["messages"][1:]] == [TEXT]
