"""`omo-watch guard` moves sessions down their chain, and what it leaves alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.guard import GuardProcess, guard, kind, saying, settings
from tests.live.lab import Lab
from tests.live.overheard import Overheard, overhearing
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.watcher import quiet_lab

pytestmark = pytest.mark.real
TEXT = "Say it once please"
THIRD_WITHIN = 15.0  # seconds from the first wait to an answer: five, with room for a busy machine


@pytest.fixture
async def lab(server: RealServer, provider: ProviderProcess) -> AsyncIterator[Lab]:
    provider.clear()
    async with quiet_lab(server.target) as client:
        yield client


async def test_a_limited_session_answers_from_the_third_model_of_its_chain(
    lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    config = settings(tmp_path / "config.toml", {"build": ["limited-two", "ok-kimi"]})
    async with guard(server.url, config) as running, overhearing(server.url) as stream:
        await running.in_charge()
        session = await lab.ask(TEXT, "limited-opus")
        proved = await running.line(kind("result", session, to="fake/ok-kimi"))
    print(running.report())
    for e in stream.events:
        if e.type not in ("message.part.delta",): print(e.type, str(e.properties)[:200])
    print(await omo_watch("ls", "--json", "--config", str(config), server.url))
    for r in provider.requests(): print(r)
    assert 0
