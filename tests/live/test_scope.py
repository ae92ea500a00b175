"""Old sessions are listed, and none of their projects is woken before a person opens one."""

import re
from collections.abc import Iterator

import pytest

from omo_watch_core.select.arrange import arrange
from omo_watch_core.select.view import View
from tests.live.program import omo_watch, piped
from tests.live.project import settings
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.seed import Old, seed
from tests.live.target import Target
from tests.live.watcher import watch

pytestmark = pytest.mark.real
PROJECTS = 30
SESSIONS = 2000
WOKEN = re.compile(r'message="creating instance" directory=(\S+)')


class Aged:
    """A server with old sessions; who counts what wakes starts it anew."""

    def __init__(self, server: RealServer, made: list[Old]) -> None:
        self.server = server
        self.made = {old.id: old for old in made}
        self._begin = 0

    def start(self) -> RealServer:
        """Start it with no instance alive."""
        self.server.stop()
        self._begin = len(self.server.log())
        return self.server.start()

    def woken(self) -> list[str]:
        """List the directories whose instance was made since the start."""
        return WOKEN.findall(self.server.log()[self._begin :])


@pytest.fixture(scope="module")
def aged(provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aged]:
    root = tmp_path_factory.mktemp("aged")
    server = RealServer(root, provider.url, projects=("only",))
    try:
        server.start()
        server.stop()
        config = settings(provider.url)
        yield Aged(server, seed(server.home, PROJECTS, SESSIONS, config=config))
    finally:
        server.stop()


async def test_watching_wakes_only_the_servers_own_directory(aged: Aged) -> None:
    server = aged.start()
    async with Relay(server.port) as relay:
        target = Target(relay.url, server.target.directories, "real")
        async with watch(target) as watcher:
            await watcher.knows_all()
            opened_ms = watcher.server.link.opened_ms or 0
            # the second snapshot comes a second later
            await watcher.until(
                lambda state: (
                    state.now_ms > opened_ms + 3000 and not watcher.server.link.agenda.outstanding
                )
            )
            known = watcher.server.sessions
            assert {name: session.info.title for name, session in known.items()} == {
                name: old.title for name, old in aged.made.items()
            }
            assert {name: session.info.parent for name, session in known.items()} == {
                name: old.parent for name, old in aged.made.items()
            }
            shown = arrange(watcher.state, View())
            assert (len(shown.rows), shown.rows[0].older) == (1, SESSIONS)
        asked = [path for _, path in relay.asked]
        assert relay.changes == []
    assert aged.woken() == server.directories
    assert not [path for path in asked if "project-" in path or "ses_" in path]


async def test_ls_prints_all_and_wakes_nobody(aged: Aged) -> None:
    server = aged.start()
    done = await omo_watch("ls", "--json", server.url)
    assert (done.code, done.err) == (0, "")
    shown = {entry["id"]: entry for entry in done.json["sessions"]}
    assert len(done.json["sessions"]) == SESSIONS
    assert shown.keys() == aged.made.keys()
    assert {entry["state"] for entry in shown.values()} == {"idle"}
    assert {name: entry["updated_ms"] for name, entry in shown.items()} == {
        name: old.ended for name, old in aged.made.items()
    }
    assert aged.woken() == server.directories


async def test_one_old_session_is_shown_and_only_its_project_wakes(aged: Aged) -> None:
    server = aged.start()
    old = next(old for old in aged.made.values() if old.parent is None)
    done = await omo_watch("show", old.id, "--server", f"lab={server.url}")
    assert (done.code, done.err) == (0, "")
    assert f"you    {old.title}, please." in done.out
    assert f"agent  Done: {old.title}." in done.out
    assert sorted(aged.woken()) == sorted([*server.directories, old.directory])


async def test_a_reader_who_leaves_early_ends_it_quietly(aged: Aged) -> None:
    server = aged.server if aged.server.process else aged.start()
    done = await piped(f"ls {server.url}", "head -1")
    assert done.out.split()[:2] == ["STATE", "TIME"]
    assert (done.code, done.err.splitlines()[1:]) == (0, [])
