"""People at the server's own screens are told once what an operator did, and can be spared it."""

import asyncio
from pathlib import Path

import pytest

from tests.live.lab import Json, Lab
from tests.live.overheard import Overheard, overhearing
from tests.live.program import Done, omo_watch
from tests.live.real_server import RealServer
from tests.live.watcher import watch

pytestmark = pytest.mark.real
TOAST = "tui.toast.show"


def _of_ours(said: Json) -> bool:
    return said.get("title") == "omo-watch"


def _said(stream: Overheard) -> list[str]:
    return [toast.properties["message"] for toast in stream.those(TOAST, _of_ours)]


async def _move(server: RealServer, session: str, config: Path) -> Done:
    at = ("--server", f"lab={server.url}", "--config", str(config))
    env = {"XDG_STATE_HOME": str(config.with_suffix(".state"))}
    return await omo_watch("override", session, "fake/ok-claude", "--json", *at, env=env)


async def test_a_move_is_told_once_and_seen_as_no_claim_of_a_plugin(
    lab: Lab, server: RealServer, tmp_path: Path
) -> None:
    config = tmp_path / "alice.toml"
    config.write_text('name = "alice@laptop"\n')
    async with overhearing(server.url) as stream, watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Say it once", "limited2-gpt")
        await lab.becomes(session, "retry")
        done = await _move(server, session, config)
        assert done.json["result"] == "proved"
        toast = await stream.first(TOAST, _of_ours, seconds=10)
        title = (await lab.session(session))["title"]
        assert toast.properties["message"] == f"alice@laptop moved “{title}” to ok-claude"
        assert toast.properties["variant"] == "info"
        state = await watcher.until(
            lambda s: any(one.title == "omo-watch" for one in s.toasts), seconds=10
        )
        (entry,) = [e for e in state.log.entries if e.toast and e.toast.title == "omo-watch"]
        assert entry.result == "told"
        assert not watcher.server.plugin
        await asyncio.sleep(3)
        assert len(_said(stream)) == 1


async def test_nobody_is_told_where_the_settings_say_so(
    lab: Lab, server: RealServer, tmp_path: Path
) -> None:
    config = tmp_path / "bob.toml"
    config.write_text('name = "bob@desk"\n[notifications]\ntell_others = false\n')
    async with overhearing(server.url) as stream:
        session = await lab.ask("Say it once", "limited2-gpt")
        await lab.becomes(session, "retry")
        done = await _move(server, session, config)
        assert done.json["result"] == "proved"
        await asyncio.sleep(3)
        assert _said(stream) == []
