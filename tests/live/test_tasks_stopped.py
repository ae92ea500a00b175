"""Tasks of the plugin are stopped by their own ids, each way with the outcome in the table."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager

import pytest

from omo_watch_core.state import State
from omo_watch_core.tasks.derive import derive
from tests.live.errands import Errand, Parent, Seen
from tests.live.lab import Json, Lab
from tests.live.plugged import with_tasks
from tests.live.program import Done, omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.watcher import watch

pytestmark = pytest.mark.real
SLOW = Errand("Talk on", "slowcat", "Work on [[words 900]][[delay 0.1]]")
HANGS = Errand("Say nothing", "hangcat")
WAITS = Errand("Wait for a slot", "hangcat")


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server with the plugin, one slot for each model."""
    started = with_tasks(tmp_path_factory.mktemp("stopped"), provider, 1)
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


@pytest.mark.parametrize(
    ("errand", "way", "result", "seen", "told", "claim"),
    [
        (SLOW, "abort", "stopped", "aborted", "cancelled", "completed"),
        (HANGS, "abort", "stopped", "stuck", "stuck", "running"),
        (HANGS, "rescue", "proved", "completed", "completed", "completed"),
        (SLOW, "delete", "deleted", "deleted", None, "completed"),
        (HANGS, "delete", "deleted", "deleted", None, "cancelled"),
        (HANGS, "stop-all", "stopped", "cancelled", "cancelled", "cancelled"),
    ],
)
async def test_a_task_is_stopped_by_its_id(
    lab: Lab,
    server: RealServer,
    errand: Errand,
    way: str,
    result: str,
    seen: str,
    told: str | None,
    claim: str,
) -> None:
    """`seen` is what a screen shows that knows of no operator, `told` what the program says."""
    async with _running(lab, errand) as (parent, task), watch(server.target) as watcher:
        await watcher.until(lambda state: _shown(state, task.id))
        words = ("--yes",) if way in ("delete", "stop-all") else ()
        words = (*words, "--model", "fake/ok-kimi") if way == "rescue" else words
        done = await _say(server, "cancel", task.id, "--json", "--way", way, *words)
        assert (done.code, done.json["result"]) == (0, result), done
        await watcher.until(lambda state: _shown(state, task.id) == (seen, claim), 60)

        row = await _row(server, parent, errand)
        assert (row["id"], row["claim"]) == (task.id, claim)
        assert told in (None, row["state"])
        open_now = 1 if seen == "stuck" else 0
        await lab.until(parent.counted, lambda count: count == open_now)


async def test_a_queued_task_has_no_way_of_its_own(lab: Lab, server: RealServer) -> None:
    async with _running(lab, HANGS, WAITS) as (parent, runs):
        queued = WAITS if runs.title == HANGS.title else HANGS
        row = await _row(server, parent, queued)
        assert (row["state"], row["session"]) == ("queued", None)
        waits = await parent.until(queued.title, lambda one: one.call["status"] == "completed", 90)
        assert (waits.sessions, bool(waits.id)) == ((), True)
        done = await _say(server, "cancel", waits.id, "--json")
        assert (done.code, done.json["ok"]) == (1, False)
        assert "stop-all" in done.json["hint"]
        done = await _say(server, "cancel", waits.id, "--json", "--way", "stop-all", "--yes")
        assert (done.code, done.json["result"]) == (0, "stopped"), done
        await lab.until(parent.counted, lambda count: count == 0)


@asynccontextmanager
async def _running(lab: Lab, *errands: Errand) -> AsyncIterator[tuple[Parent, Seen]]:
    """Launch tasks, and wait until the first is old enough; afterwards no slot is taken."""
    parent = await Parent.of(lab, errands)
    try:
        yield parent, await _old_enough(lab, parent, *errands)
    finally:
        body = {"command": "stop-continuation", "arguments": ""}
        await lab.post(f"/session/{parent.session}/command", body)


async def _old_enough(lab: Lab, parent: Parent, *errands: Errand) -> Seen:
    """Wait until the plugin would call the one that runs completed; calls of one step race."""
    all_seen = await lab.until(parent.seen, lambda all_: any(map(_runs, all_.values())))
    seen = next(filter(_runs, all_seen.values()))
    born = seen.sessions[-1]["time"]["created"]

    async def age() -> float:
        probe = await lab.create("Clock")
        now: int = (await lab.session(probe))["time"]["created"]
        await lab.client.delete(f"/session/{probe}")
        return (now - born) / 1000

    await lab.until(age, lambda seconds: seconds > 6)
    if len(errands) == 1:
        await lab.becomes(parent.session, "idle")
        seen = await parent.until(errands[0].title, lambda one: one.id)
    return seen


def _runs(seen: Seen) -> bool:
    return seen.status == "busy"


def _shown(state: State, task: str) -> tuple[str, str | None] | None:
    """Give what the table shows of a task: its state, and what is claimed of it."""
    return next(((row.state, row.claim) for row in derive(state) if row.id == task), None)


async def _row(server: RealServer, parent: Parent, errand: Errand) -> Json:
    done = await _say(server, "tasks", "--json")
    assert done.code == 0, done
    rows = [row for row in done.json["tasks"] if row["parent"] == parent.session]
    return next(row for row in rows if row["description"] == errand.title)


async def _say(server: RealServer, *words: str) -> Done:
    return await omo_watch(*words, "--server", f"lab={server.url}")
