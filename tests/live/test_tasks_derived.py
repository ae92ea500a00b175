"""The table of tasks beside what the server itself says: right within two seconds of each change.

Six kinds of tasks at once under the plugin, two slots for each model: one that answers, one that
fails at once, one that is slow and cancelled, one queued behind it, one whose model is limited and
has a chain, and one that hangs.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from omo_watch.cli.watching import nonce
from omo_watch_core.commands import Cancel, Rescue
from omo_watch_core.model import ModelRef
from omo_watch_core.tasks.derive import derive, lanes
from omo_watch_core.tasks.derive.row import TaskRow
from tests.live.errands import Errand, Parent, Seen
from tests.live.lab import Lab
from tests.live.plugged import plugged
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.watcher import NAME, Watcher, watch

pytestmark = pytest.mark.real
KINDS = {
    "okcat": {"model": "fake/ok-gpt", "description": "answers"},
    "failcat": {"model": "fake/e400", "description": "fails"},
    "slowcat": {"model": "fake/slow-gpt", "description": "slow"},
    "hangcat": {"model": "fake/hang-gpt", "description": "hangs"},
    "limcat": {
        "model": "fake/limited-opus",
        "fallback_models": ["fake/ok-kimi"],
        "description": "limited",
    },
}
LONG = "Work on [[words 900]][[delay 0.1]]"
QUEUED_AFTER = 1.0  # seconds that a call may take before its task counts as queued
WITHIN = 2.0
NAMED = 20.0  # seconds within which a task that is dead is named
SIX = (
    Errand("Job ok", "okcat", "Work on [[words 40]][[delay 0.2]]"),
    Errand("Job fails", "failcat"),
    Errand("Job slow", "slowcat", LONG),
    Errand("Job hangs", "hangcat"),
    Errand("Job limited", "limcat"),
    Errand("Job slower", "slowcat", LONG),
    Errand("Job slowest", "slowcat", LONG),
)
SLOW = tuple(errand.title for errand in SIX if errand.category == "slowcat")


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server with the plugin, two slots for each model."""
    started = plugged(
        tmp_path_factory.mktemp("tasks"),
        provider,
        runtime_fallback={"enabled": False},
        background_task={"defaultConcurrency": 2},
        agents={"sisyphus": {"model": "fake/ok-claude"}},
        categories=KINDS,
    )
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


async def test_six_tasks_at_once(lab: Lab, server: RealServer, provider: ProviderProcess) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        parent = await Parent.of(lab, SIX)
        (slow, slower), (waiting,) = await parent.sorted_out(SLOW, slots=2)
        for title in (slow, slower, "Job hangs"):
            await parent.until(title, lambda seen: seen.status == "busy")
            await _shows(watcher, title, "running")
        queued = (await parent.seen())[waiting]
        assert (queued.sessions, queued.call["status"]) == ((), "running")
        row = await _shows(watcher, waiting, "queued", seconds=WITHIN + QUEUED_AFTER)
        assert (row.claim, row.session, row.place) == (None, None, 1)
        await lab.until(lambda: _count(provider, "slow-gpt"), lambda count: count == 2)

        await parent.until("Job fails", lambda seen: seen.failed and seen.status == "idle")
        await _shows(watcher, "Job fails", "failed", "stuck")
        await parent.until("Job limited", lambda seen: len(seen.sessions) == 2 and seen.answered)
        row = await _shows(watcher, "Job limited", "completed")
        assert [each.model and each.model.name for each in row.attempts] == [
            "fake/limited-opus", "fake/ok-kimi",
        ]  # fmt: skip
        await parent.until("Job ok", lambda seen: seen.answered and seen.status == "idle")
        await _shows(watcher, "Job ok", "completed")

        row = await _shows(watcher, "Job fails", "stuck", seconds=NAMED)
        assert row.why is not None
        assert (row.why.cause, row.verdict, row.differs) == ("orphan-task", "stuck", True)
        counted = await parent.counted()
        assert counted == _open(watcher)

        cut = await parent.until(slow, lambda seen: seen.status == "busy")
        await _act(watcher, Cancel(nonce=nonce(), server=NAME, session=cut.session))
        await _shows(watcher, slow, "cancelled")
        assert (await parent.until(slow, lambda seen: seen.status == "idle")).failed
        await parent.until(waiting, lambda seen: seen.status == "busy")
        await _shows(watcher, waiting, "running")
        await lab.until(parent.counted, lambda count: count == counted - 1)

        failed = (await parent.seen())["Job fails"]
        target = ModelRef(provider="fake", model="ok-kimi")
        await _act(
            watcher, Rescue(nonce=nonce(), server=NAME, session=failed.session, target=target)
        )
        await parent.until("Job fails", lambda seen: seen.answered)
        await _shows(watcher, "Job fails", "completed")
        await lab.until(parent.counted, lambda count: count == counted - 2)
        _agrees(watcher, await parent.seen())


def _rows(watcher: Watcher) -> dict[str, TaskRow]:
    return {row.description: row for row in derive(watcher.state)}


async def _shows(watcher: Watcher, title: str, *states: str, seconds: float = WITHIN) -> TaskRow:
    """Wait until a task is shown as one of these; what it is shown as instead is told."""
    try:
        await watcher.until(
            lambda _: title in (rows := _rows(watcher)) and rows[title].state in states, seconds
        )
    except TimeoutError as error:
        raise TimeoutError(f"{title} is {_rows(watcher).get(title)}") from error
    return _rows(watcher)[title]


async def _act(watcher: Watcher, command: Cancel | Rescue) -> None:
    name = watcher.view.loop.submit(command)
    await watcher.until(lambda state: state.actions[name].result is not None, 70)
    assert watcher.state.actions[name].result in ("stopped", "proved")


async def _count(provider: ProviderProcess, model: str) -> int:
    return provider.count(model)


def _open(watcher: Watcher) -> int:
    """Count the tasks that are not over; what was said of them may come much later."""
    return sum(not row.is_finished for row in _rows(watcher).values())


def _agrees(watcher: Watcher, seen: dict[str, Seen]) -> None:
    """Compare what the table says of all tasks with what the server says of them."""
    rows = _rows(watcher)
    assert rows.keys() == seen.keys()
    for title, one in seen.items():
        row = rows[title]
        assert (row.session or "", row.id) == (one.session, one.id or row.id)
        assert row.attempt == max(len(one.sessions), 1)
    held = {lane.key: lane.held for lane in lanes(watcher.state)}
    assert held == {"fake/slow-gpt": 2, "fake/hang-gpt": 1}
    widths = {lane.width for lane in lanes(watcher.state)}
    assert widths == {2}
