"""Beside a plugin that does its work: who only looks or assists sends nothing, `auto` stands back.

A person's override wins over it. What was sent is counted on the way to the server, and what the
models were asked at the provider.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.live.guard import guard, sent, settings
from tests.live.lab import Lab
from tests.live.plugin import ALONE, HANDLED, plugin_server
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.watcher import watch

pytestmark = pytest.mark.real
SOAK = "OMO_WATCH_SOAK" in os.environ
RUNS = 10 if SOAK else 2
AFTER = 10.0 if SOAK else 3.0  # seconds in which nothing more may happen
OURS = {"sisyphus": ["ok-kimi"], "atlas": ["ok-kimi"]}


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server with the plugin, whose own fallback is on."""
    started = plugin_server(tmp_path_factory.mktemp("plugin"), provider.url)
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


@pytest.mark.parametrize("mode", ["assist", "auto"])
async def test_nothing_is_sent_in_runs_that_the_plugin_handles(
    mode: str, lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    config = settings(tmp_path / "config.toml", OURS, mode)
    async with (
        Relay(server.port) as relay,
        Relay(server.port) as looked_over,
        watch(replace(server.target, url=looked_over.url)) as watcher,
        guard(relay.url, config, "--mode", mode) as running,
    ):
        await watcher.knows_all()
        sessions = [await _handled(lab, provider, f"Run {n} of {mode}") for n in range(RUNS)]
        await asyncio.sleep(AFTER)
        assert (relay.changes, looked_over.changes) == ([], [])
        # An offer sends nothing: on a busy machine a wait may stand for the 5 s that make one.
        assert running.those(lambda line: line["kind"] in ("action", "toast")) == []
        for session in sessions:
            assert watcher.row(session).state == "done"
    assert [len(provider.requests(name)) for name in ("limited-opus", "ok-claude")] == [RUNS] * 2
    assert provider.count("ok-kimi") == 0


async def test_a_persons_override_stays(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask("Move me by hand", "limited-opus", agent=ALONE)
    await lab.becomes(session, "retry")
    async with Relay(server.port) as relay:
        words = ("override", session, "fake/ok-kimi", "--json", "--server", f"lab={relay.url}")
        done = await omo_watch(*words)
        assert (done.code, done.json["result"]) == (0, "proved"), done.err
        assert sent(relay, session) == ["abort", "prompt_async"]
    await lab.settled(session)
    await asyncio.sleep(AFTER)
    assert [call["model"] for call in provider.requests()] == ["limited-opus", "ok-kimi"]
    assert [_texts(call).count("Move me by hand") for call in provider.requests()] == [1, 1]
    assert (await lab.session(session))["model"]["id"] == "ok-kimi"


async def test_an_override_to_a_limited_model_lets_the_plugin_begin_its_chain_again(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await _handled(lab, provider, "Go down the chain")
    words = ("override", session, "fake/limited-two", "--send", "And once more", "--json")
    done = await omo_watch(*words, "--server", f"lab={server.url}")
    assert done.json["result"] in ("accepted", "proved"), done.err
    await lab.until(lambda: _answers(provider, "ok-claude"), lambda many: many == 2, seconds=60)
    await lab.settled(session)
    await asyncio.sleep(AFTER)
    models = ["limited-opus", "ok-claude", "limited-two", "ok-claude"]
    assert [call["model"] for call in provider.requests()] == models
    assert _texts(provider.requests()[-1]).count("And once more") == 1


async def _handled(lab: Lab, provider: ProviderProcess, text: str) -> str:
    """Let the plugin move one session to its next model, up to the answer."""
    known = await _answers(provider, "ok-claude")
    session = await lab.ask(text, "limited-opus", agent=HANDLED)
    await lab.until(
        lambda: _answers(provider, "ok-claude"), lambda many: many == known + 1, seconds=60
    )
    await lab.settled(session)
    return session


async def _answers(provider: ProviderProcess, model: str) -> int:
    return provider.count(model)


def _texts(call: dict[str, object]) -> str:
    return str(call["messages"])
