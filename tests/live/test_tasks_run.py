"""Tasks of our own lanes on a real server: two slots, six tasks, and a runner that is replaced.

One answers, one is limited and has a chain, one is slow and stopped, one hangs and is stopped, two
wait for a slot.  Nobody but the test and the guard knows of them.
"""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from omo_watch_core.tasks.notice_reading import read_notices
from tests.live.guard import GuardProcess, guard, settings
from tests.live.lab import Json, Lab
from tests.live.program import Done, omo_watch
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


class Lanes:
    """The program as an operator uses it beside a guard: all of them share one state folder."""

    def __init__(self, server: RealServer, config: Path) -> None:
        self.server = server
        self.config = config
        self.state = config.with_suffix(".state")

    async def say(self, *words: str) -> Done:
        names = ("--server", f"lab={self.server.url}", "--config", str(self.config))
        return await omo_watch(*words, *names, env={"XDG_STATE_HOME": str(self.state)})

    async def new(self, parent: str, title: str, model: str, prompt: str) -> Json:
        """Launch one, and give the document that tells of it."""
        words = ("--parent", parent, "--agent", "general", "--model", f"fake/{model}")
        done = await self.say("task", "new", *words, "--description", title, "--json", prompt)
        assert done.code == 0, done
        document: Json = done.json
        return document

    async def rows(self) -> dict[str, Json]:
        """Read the table, by title."""
        done = await self.say("tasks", "--json")
        assert done.code == 0, done
        return {row["description"]: row for row in done.json["tasks"]}


@pytest.fixture
def lanes(server: RealServer, tmp_path: Path) -> Lanes:
    """Give the program with two slots for all models together, and a chain for the tasks' agent."""
    config = settings(tmp_path / "config.toml", {"general": ["limited-opus", "ok-kimi"]}, "assist")
    with config.open("a") as file:
        file.write(f"[tasks.providers]\nfake = {SLOTS}\n")
    return Lanes(server, config)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_six_tasks_in_two_slots(
    lab: Lab, lanes: Lanes, provider: ProviderProcess, how: signal.Signals
) -> None:
    parent = await lab.run("Say hello.", "ok-gpt")
    provider.clear()
    async with _runner(lanes) as running:
        told = [await lanes.new(parent, *task) for task in SIX]
        assert {one["result"] for one in told} <= {"launched", "queued"}
        assert {one["lane"] for one in told} == {"fake"}
        rows = await lanes.rows()
        assert rows.keys() == {title for title, *_ in SIX}
        assert {row["origin"] for row in rows.values() if "origin" in row} <= {"omo-watch"}
        await _stopped(lab, lanes, "slow")
        await running.end(how)
    assert _most_at_once(provider.requests()) <= SLOTS

    async with _runner(lanes):
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
        await _told_once(lab, parent, {row["id"]: row["claim"] for row in rows.values()})
        assert await lab.statuses() == {}

        again = [await lanes.new(parent, f"again {n}", "slow-gpt", LONG) for n in range(3)]
        assert [one["result"] for one in again] == ["launched", "launched", "queued"]
        assert [one["place"] for one in again] == [None, None, 1]


def _runner(lanes: Lanes) -> "_Guard":
    return _Guard(lanes)


class _Guard:
    """A guard that runs the tasks; the test may end it itself, in any way."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes

    async def __aenter__(self) -> GuardProcess:
        self.context = guard(self.lanes.server.url, self.lanes.config, state=self.lanes.state)
        running = await self.context.__aenter__()
        await running.in_charge()
        return running

    async def __aexit__(self, *error: object) -> None:
        await self.context.__aexit__(None, None, None)


async def _stopped(lab: Lab, lanes: Lanes, title: str) -> None:
    """Wait until a task runs and its model is asked, and stop it."""
    rows = await lab.until(lanes.rows, lambda rows: rows[title]["state"] == "running", 90)
    session = rows[title]["session"]
    await lab.becomes(session, "busy")
    done = await lanes.say("cancel", session, "--json")
    assert (done.code, done.json["result"]) == (0, "stopped"), done


def _all_over(rows: dict[str, Json]) -> bool:
    return all(row["state"] in ("completed", "cancelled", "failed") for row in rows.values())


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


async def _told_once(lab: Lab, parent: str, claims: dict[str, str]) -> None:
    """Wait until the parent was told of every end; no end was told twice in the same words."""

    async def told() -> Counter[tuple[str, str, str]]:
        notices = [
            notice
            for message in await lab.messages(parent)
            if message["info"]["role"] == "user"
            for part in message["parts"]
            if part["type"] == "text"
            for notice in read_notices(part["text"])
        ]
        return Counter(
            (task.id, task.status, notice.kind) for notice in notices for task in notice.tasks
        )

    def names_all(heard: Counter[tuple[str, str, str]]) -> bool:
        return {name for name, _, kind in heard if kind.startswith("all")} >= claims.keys()

    heard = await lab.until(told, names_all, seconds=90)
    await asyncio.sleep(3)
    heard = await told()
    assert set(heard.values()) == {1}, heard
    assert {(name, status) for name, status, _ in heard} == set(claims.items())
