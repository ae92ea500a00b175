"""Tasks of our own lanes on a real server: two slots, six tasks, and a runner that is replaced.

One answers, one is limited and has a chain, one is slow and stopped, one hangs and is stopped, two
wait for a slot.  Nobody but the test and the guard knows of them.
"""

import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.live.lab import Json, Lab
from tests.live.lanes import Lanes, told_once
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer

pytestmark = pytest.mark.real
SLOTS = 2
QUICK = "Work on [[words 30]][[delay 0.1]]"
LONG = "Work on [[words 900]][[delay 0.1]]"
SIX = (
    ("first", "ok-gpt", QUICK),
    ("limited", "limited-opus", QUICK),
    ("slow", "slow-gpt", LONG),
    ("hangs", "hang-gpt", "Work on it"),
    ("second", "ok-small", QUICK),
    ("last", "ok-claude", QUICK),
)


@pytest.fixture
def lanes(server: RealServer, tmp_path: Path) -> Lanes:
    """Give the program with a chain for the tasks' agent."""
    return Lanes.of(server, tmp_path, SLOTS, ["limited-opus", "ok-kimi"])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_six_tasks_in_two_slots(
    lab: Lab, lanes: Lanes, provider: ProviderProcess, how: signal.Signals
) -> None:
    parent = await lab.run("Say hello.", "ok-gpt")
    provider.clear()
    async with lanes.runner() as running:
        told = [await lanes.new(parent, *task) for task in SIX]
        assert {one["result"] for one in told} <= {"launched", "queued"}
        assert {one["lane"] for one in told} == {"fake"}
        rows = await lanes.rows()
        assert rows.keys() == {title for title, *_ in SIX}
        assert {row["origin"] for row in rows.values() if "origin" in row} <= {"omo-watch"}
        await _stopped(lab, lanes, "slow")
        await running.end(how)
    assert _most_at_once(provider.requests()) <= SLOTS

    async with lanes.runner():
        await _stopped(lab, lanes, "hangs")
        rows = await lab.until(lanes.rows, _all_over, seconds=120)
        ends = {title: (row["state"], row["claim"]) for title, row in rows.items()}
        cancelled, completed = ("cancelled", "cancelled"), ("completed", "completed")
        assert ends == {
            "first": completed, "limited": completed, "slow": cancelled, "hangs": cancelled,
            "second": completed, "last": completed,
        }  # fmt: skip
        assert (rows["limited"]["attempt"], rows["limited"]["model"]) == (2, "fake/ok-kimi")
        assert _most_at_once(provider.requests()) <= SLOTS
        await told_once(lab, parent, {row["id"]: row["claim"] for row in rows.values()})
        await lab.until(lab.statuses, lambda running: running == {})

        again = [await lanes.new(parent, f"again {n}", "slow-gpt", LONG) for n in range(3)]
        assert [one["result"] for one in again] == ["launched", "launched", "queued"]
        assert [one["place"] for one in again] == [None, None, 1]


async def _stopped(lab: Lab, lanes: Lanes, title: str) -> None:
    """Wait until a task runs and its model is asked, and stop it."""
    rows = await lab.until(lanes.rows, lambda rows: rows[title]["state"] == "running", 90)
    session = rows[title]["session"]
    await lab.becomes(session, "busy")
    done = await lanes.say("cancel", session, "--json")
    assert (done.code, done.json["result"]) == (0, "stopped"), done


def _all_over(rows: dict[str, Json]) -> bool:
    """Tell whether who runs them says so too: that comes some seconds after what is seen."""
    return all(row["claim"] not in ("pending", "running") for row in rows.values())


def _most_at_once(calls: Sequence[Json]) -> int:
    """Count how many tasks asked their models at the same time, at most."""
    moments = sorted(
        (at, step)
        for call in calls
        if "BACKGROUND TASK" not in call["prompt"]  # what a parent answers takes no slot
        for at, step in ((call["started"], 1), (call["closed"] or time.time(), -1))
    )
    now = most = 0
    for _, step in moments:
        now += step
        most = max(most, now)
    return most
