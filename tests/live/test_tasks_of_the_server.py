"""The server's own background sub-agents stand in the table while they run, and when they end."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from omo_watch_core.state import State
from omo_watch_core.tasks.derive import derive, lanes
from omo_watch_core.tasks.derive.row import TaskRow
from tests.live.lab import Json, Lab
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.script import par, task
from tests.live.watcher import Watcher, watch

pytestmark = pytest.mark.real
WITHIN = 2.0
QUICK, LONG = "Work. [[words 40]][[delay 0.1]]", "Work. [[words 900]][[delay 0.1]]"
FAILS = "Work. [[error 400 no such thing]]"


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server whose sub-agents may work in the background."""
    root = tmp_path_factory.mktemp("background")
    started = RealServer(root, provider.url, projects=("only",), background=True)
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


async def test_background_sub_agents_are_tasks(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        errands = {"Quick work": QUICK, "Long work": LONG, "Bad work": FAILS}
        calls = (task(text, title=name, background=True) for name, text in errands.items())
        parent = await lab.ask(f"Begin. {par(*calls)}", "ok-gpt")
        children = await _children(lab, parent, 3)
        for name in ("Quick work", "Long work"):
            await lab.becomes(children[name], "busy")
            row = await _shows(watcher, name, "running")
            assert (row.origin, row.id, row.session) == ("server", children[name], children[name])
            assert (row.parent, row.claim, row.verdict) == (parent, "running", "ok")
            assert (row.agent, row.model and row.model.name) == ("general", "fake/ok-gpt")

        await lab.until(lambda: _answer(lab, children["Bad work"]), lambda info: "error" in info)
        row = await _shows(watcher, "Bad work", "failed")
        assert row.verdict == "failed"
        await lab.until(
            lambda: _answer(lab, children["Quick work"]),
            lambda info: info.get("finish") == "stop",
        )
        await _shows(watcher, "Quick work", "completed")
        await _until(watcher, "Quick work", lambda row: row.claim == "completed", 30)
        held = {lane.key: lane.held for lane in lanes(watcher.state)}
        assert held == {"fake/ok-gpt": 1}

        await lab.abort(children["Long work"])
        await lab.becomes(children["Long work"], "idle")
        row = await _shows(watcher, "Long work", "aborted")
        assert row.verdict == "aborted"


async def test_a_limited_one_waits_and_a_deleted_one_is_gone(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        call = task(QUICK, title="Limited work", background=True)
        parent = await lab.create("Parent", model="limited-opus")
        await lab.prompt(parent, f"Begin. {call}", "ok-gpt")
        children = await _children(lab, parent, 1)
        child = children["Limited work"]
        await lab.until(lambda: _answer(lab, child), lambda info: info.get("finish") == "stop")
        await _shows(watcher, "Limited work", "completed")
        await lab.settled(parent)
        await lab.prompt(child, "Once more", "limited-opus", agent="general")
        await lab.becomes(child, "retry")
        row = await _shows(watcher, "Limited work", "retry")
        assert row.due_ms is not None
        await lab.client.delete(f"/session/{child}")
        row = await _shows(watcher, "Limited work", "deleted")
        assert (row.session, row.verdict) == (child, "deleted")


async def _children(lab: Lab, parent: str, count: int) -> dict[str, str]:
    found = await lab.until(lambda: lab.children(parent), lambda found: len(found) == count)
    return {child["title"].partition(" (@")[0]: child["id"] for child in found}


async def _answer(lab: Lab, session: str) -> Json:
    infos = [message["info"] for message in await lab.messages(session)]
    answers = [info for info in infos if info["role"] == "assistant"]
    return answers[-1] if answers else {}


def _row(state: State, title: str) -> TaskRow | None:
    return next((row for row in derive(state) if row.description == title), None)


async def _shows(watcher: Watcher, title: str, state: str) -> TaskRow:
    return await _until(watcher, title, lambda row: row.state == state, WITHIN)


async def _until(
    watcher: Watcher, title: str, holds: Callable[[TaskRow], object], seconds: float
) -> TaskRow:
    """Wait until the table says something of a task; what it says instead is told."""
    try:
        await watcher.until(
            lambda state: (row := _row(state, title)) is not None and holds(row), seconds
        )
    except TimeoutError as error:
        raise TimeoutError(f"{_row(watcher.state, title)}") from error
    row = _row(watcher.state, title)
    assert row is not None
    return row
