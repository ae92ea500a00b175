"""Where the plugin is: per project of one server, and anew whenever an instance begins."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from omo_watch_core.presence import plugin_in, signs_in
from omo_watch_core.select.charge import in_charge, in_charge_of
from tests.live.guard import guard, kind, sent, settings
from tests.live.lab import Lab
from tests.live.plugin import THEIRS, listed, plugin_server
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.watcher import Watcher, quiet_lab, watch

pytestmark = pytest.mark.real
ASKED = ("agents", "commands", "config", "default-agent", "tools")
CHAINS = {**THEIRS, "build": {"model": "fake/limited-opus", "fallback_models": ["fake/ok-claude"]}}


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server with two projects, of which only the second loads the plugin."""
    made = plugin_server(
        tmp_path_factory.mktemp("plugin"),
        provider.url,
        CHAINS,
        projects=("plain", "theirs"),
        config={"permission": "allow"},
        of_project={"theirs": listed()},
    )
    with ExitStack() as stack:
        stack.callback(made.stop)
        yield made.start()


async def test_two_projects_of_one_server_are_looked_after_by_two(
    lab: Lab, server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    config = settings(tmp_path / "config.toml", {"build": ["ok-kimi"]})
    async with (
        quiet_lab(server.target, 1) as there,
        Relay(server.port) as relay,
        watch(server.target) as watcher,
        guard(relay.url, config) as running,
    ):
        await running.in_charge()
        theirs = await there.ask("Say it there", "limited-opus")
        ours = await lab.ask("Say it here", "limited-opus")
        await running.line(kind("result", ours, result="proved", to="fake/ok-kimi"))
        await there.until(lambda: _models(there, theirs), lambda models: "ok-claude" in models)
        await lab.settled(ours)
        await there.settled(theirs)
        assert (sent(relay, ours), sent(relay, theirs)) == (["abort", "prompt_async"], [])
        await watcher.becomes(ours, "idle", "done")
        await watcher.becomes(theirs, "idle", "done")
        known = watcher.server
        who = [in_charge_of(known, known.sessions[one]) for one in (ours, theirs)]
        assert (in_charge(known), who) == ("plugin", ["nobody", "plugin"])
        plain, other = server.directories
        assert (signs_in(known, plain), plugin_in(known, plain)) == ((), False)
        assert set(signs_in(known, other)) == {*ASKED, "toast"}
    assert (provider.count("ok-kimi"), provider.count("ok-claude")) == (1, 1)


async def test_a_plugin_that_comes_or_goes_with_an_instance_is_noticed(
    lab: Lab, server: RealServer
) -> None:
    own = server.directories[0]
    async with Relay(server.port) as relay, watch(replace(server.target, url=relay.url)) as watcher:
        await watcher.knows_all()
        assert plugin_in(watcher.server, own) is False
        for there in (True, False):
            _configure(Path(own), there=there)
            asked = len(_looks(relay))
            await _dispose(server, own)
            await watcher.until(lambda _, there=there: _is_known(watcher, own, there))
            assert signs_in(watcher.server, own) == (ASKED if there else ())
            await lab.run("Say something")
            assert len(_looks(relay)) - asked == 1
        assert {method for method, _ in relay.asked} == {"GET"}


async def _models(lab: Lab, session: str) -> list[str]:
    return [one["info"].get("modelID", "") for one in await lab.messages(session)]


def _is_known(watcher: Watcher, directory: str, there: bool) -> bool:
    known = watcher.server.directories[directory]
    return known.doubt_ms is None and known.plugin is there


def _looks(relay: Relay) -> list[str]:
    return [path for _, path in relay.asked if path.startswith("/experimental/tool/ids")]


def _configure(project: Path, *, there: bool) -> None:
    file = project / "opencode.json"
    config = {**json.loads(file.read_text()), "plugin": []}
    file.write_text(json.dumps({**config, **(listed() if there else {})}))


async def _dispose(server: RealServer, directory: str) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        answer = await client.post("/instance/dispose", params={"directory": directory})
        assert answer.json() is True
