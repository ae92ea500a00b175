"""Our own tasks while things break: the server restarts, parents are deleted, or work on."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.lab import Json, Lab
from tests.live.lanes import Lanes, told_once
from tests.live.real_server import RealServer
from tests.live.watcher import quiet_lab

pytestmark = pytest.mark.real
QUICK = "Work on [[words 30]][[delay 0.1]]"
LONG = "Work on [[words 900]][[delay 0.1]]"
BUSY = "Talk [[words 120]][[delay 0.1]]"


def _over(rows: dict[str, Json]) -> bool:
    return all(row["claim"] not in ("pending", "running") for row in rows.values())


async def test_a_server_that_restarts_loses_no_slot(
    fresh_server: Callable[..., RealServer], tmp_path: Path
) -> None:
    server = fresh_server(projects=("only",))
    lanes = Lanes.of(server, tmp_path, 1)
    async with quiet_lab(server.target) as lab, lanes.runner():
        parent = await lab.run("Say hello.")
        cut = await lanes.new(parent, "cut off", "slow-gpt", LONG)
        waits = await lanes.new(parent, "waits", "ok-kimi", QUICK)
        assert (cut["result"], waits["result"], waits["place"]) == ("launched", "queued", 1)
        await lab.becomes(cut["session"], "busy")
        await asyncio.to_thread(server.restart)
        rows = await lab.until(lanes.rows, _over, seconds=120)
        assert rows["cut off"]["claim"] in ("cancelled", "error")
        assert (rows["waits"]["state"], rows["waits"]["claim"]) == ("completed", "completed")
        await told_once(lab, parent, {row["id"]: row["claim"] for row in rows.values()})


async def test_tasks_of_a_deleted_parent_end(lab: Lab, server: RealServer, tmp_path: Path) -> None:
    lanes = Lanes.of(server, tmp_path, 1)
    async with lanes.runner():
        parent, other = [await lab.run("Say hello.") for _ in range(2)]
        runs = await lanes.new(parent, "runs", "slow-gpt", LONG)
        waits = await lanes.new(parent, "waits", "ok-kimi", QUICK)
        free = await lanes.new(other, "free", "ok-kimi", QUICK)
        assert (waits["place"], free["place"]) == (1, 2)
        await lab.becomes(runs["session"], "busy")
        await lab.client.delete(f"/session/{parent}")
        rows = await lab.until(lanes.rows, _over, seconds=90)
        assert rows["waits"]["session"] is None
        assert rows["free"]["claim"] == "completed"
        assert {row["claim"] for title, row in rows.items() if title != "free"} == {"cancelled"}
        await told_once(lab, other, {rows["free"]["id"]: "completed"})


async def test_a_parent_at_work_is_told_when_it_rests(
    lab: Lab, server: RealServer, tmp_path: Path
) -> None:
    lanes = Lanes.of(server, tmp_path, 2)
    async with lanes.runner():
        parent = await lab.run("Say hello.")
        one, two = [await lanes.new(parent, title, "ok-kimi", QUICK) for title in ("one", "two")]
        await lab.prompt(parent, BUSY, "slow-gpt")
        await lab.becomes(parent, "busy")
        rows = await lab.until(lanes.rows, _over, seconds=60)
        assert await lab.status(parent) == {"type": "busy"}, "the parent was done too early"
        await told_once(lab, parent, {row["id"]: "completed" for row in rows.values()})
        entries = [message["info"] for message in await lab.messages(parent)]
        talked = next(m for m in entries if m.get("modelID") == "slow-gpt")
        told = entries[entries.index(talked) + 1]
        assert (talked["finish"], told["role"]) == ("stop", "user")
        assert {one["result"], two["result"]} == {"launched"}
