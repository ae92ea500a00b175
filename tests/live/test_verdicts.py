"""What is said of queued and dead tasks beside the plugin, and of a wait that it lets stand."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.live.lab import Json, Lab
from tests.live.plugged import LEADER, with_tasks
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.script import tool
from tests.live.watcher import Watcher, watch

pytestmark = pytest.mark.real
ORPHAN = ("stuck", "orphan-task")
WORK = {"slowcat": "Work on [[words 120]][[delay 0.1]]", "hangcat": "Work on it"}


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server with the plugin, which has one lane for each model and no fallback."""
    started = with_tasks(tmp_path_factory.mktemp("verdicts"), provider, 1)
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


async def test_a_task_without_a_lane_is_queued(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        parent = await _begin(lab, "slowcat", "slowcat")
        # The first one may take longer than a second to get its session, too; and calls of one
        # step race, so that either may be the first.
        (runs,) = await lab.until(lambda: lab.children(parent), lambda found: len(found) == 1)
        waits = "Job 2" if runs["title"].startswith("Job 1 ") else "Job 1"
        queued = f"{waits} has no session yet · "
        await lab.until(lambda: _evidence(watcher, parent), lambda said: said.startswith(queued))
        row = watcher.row(parent)
        assert row.state == "busy"
        assert len(await lab.children(parent)) == 1
        listed = await _listed(server, parent)
        assert (listed["state"], listed["verdict"]["cause"]) == ("busy", "queued")
        await lab.until(lambda: lab.children(parent), lambda found: len(found) == 2)
        await lab.until(lambda: _said(watcher, parent), lambda said: said[1] != "queued")


async def test_a_task_that_died_unnoticed_is_an_orphan_until_it_is_rescued(
    lab: Lab, server: RealServer
) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        parent, child = await _orphan(lab, watcher)
        assert await _counted(lab, parent) == "active"
        assert watcher.row(parent).state == "done"
        listed = await _listed(server, child)
        assert (listed["state"], listed["verdict"]["cause"]) == ORPHAN
        words = ("cancel", child, "--way", "rescue", "--model", "fake/ok-kimi", "--json")
        done = await omo_watch(*words, "--server", f"lab={server.url}")
        assert (done.code, done.json.get("result")) == (0, "proved"), (done.json, done.err)
        await lab.until(lambda: _said(watcher, child), lambda said: said[1] is None)
        await lab.until(lambda: _counted(lab, parent), lambda state: state == "idle")


async def test_an_orphan_is_none_once_all_tasks_of_its_parent_are_stopped(
    lab: Lab, server: RealServer
) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        parent, child = await _orphan(lab, watcher)
        words = ("cancel", child, "--way", "stop-all", "--yes", "--json")
        done = await omo_watch(*words, "--server", f"lab={server.url}")
        assert (done.code, done.json.get("result")) == (0, "stopped"), (done.json, done.err)
        await lab.until(lambda: _said(watcher, child), lambda said: said == ("idle", None))
        assert await _counted(lab, parent) == "idle"
        assert (await _listed(server, child))["verdict"] is None


async def test_a_wait_for_an_overloaded_model_that_the_plugin_lets_stand(
    lab: Lab, server: RealServer
) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Say it once please", "e529", agent=LEADER)
        await lab.becomes(session, "retry")
        waits = ("retry", "rate-limited")
        await lab.until(lambda: _said(watcher, session), lambda said: said == waits)
        deaf = ("stuck", "deaf-plugin")
        await lab.until(lambda: _said(watcher, session), lambda said: said == deaf, 40)
        await lab.abort(session)


async def _orphan(lab: Lab, watcher: Watcher) -> tuple[str, str]:
    """Let a task die without its plugin noticing, and give its parent and itself."""
    parent = await _begin(lab, "hangcat")
    await lab.settled(parent, 60)
    (child,) = await lab.until(lambda: lab.children(parent))
    await lab.becomes(child["id"], "busy")
    await lab.abort(child["id"])
    await lab.until(lambda: _said(watcher, child["id"]), lambda said: said == ORPHAN, 40)
    return parent, child["id"]


async def _begin(lab: Lab, *kinds: str) -> str:
    """Let a session begin tasks in the background, and give it while it may still work."""
    tasks = "".join(
        tool("task", description=f"Job {number}", prompt=WORK[kind], run_in_background=True,
             load_skills=[], category=kind)
        for number, kind in enumerate(kinds, 1)
    )  # fmt: skip
    return await lab.ask(f"Begin [[par]]{tasks}[[/par]]", "ok-claude", agent=LEADER)


async def _said(watcher: Watcher, session: str) -> tuple[str, str | None]:
    row = watcher.row(session)
    return row.state, row.verdict.cause if row.verdict else None


async def _evidence(watcher: Watcher, session: str) -> str:
    found = watcher.row(session).verdict
    return found.evidence if found else ""


async def _listed(server: RealServer, session: str) -> Json:
    done = await omo_watch("ls", "--json", "--server", f"lab={server.url}")
    return next(each for each in done.json["sessions"] if each["id"] == session)


async def _counted(lab: Lab, parent: str) -> str:
    """Say whether the plugin believes that the parent has running tasks."""
    path = f".omo/run-continuation/{parent}.json"
    answer = await lab.client.get("/file/content", params={"path": path})
    sources: Json = json.loads(answer.json()["content"] or "{}").get("sources", {})
    return sources.get("background-task", {}).get("state", "")
