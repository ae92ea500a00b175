"""Tasks of the plugin are stopped in each of its ways, with the outcome that is foretold."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live.guard import settings
from tests.live.lab import IDLE, Json, Lab
from tests.live.plugged import LEADER, with_tasks
from tests.live.program import Done, omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.script import tool

pytestmark = pytest.mark.real
WORKER = "Sisyphus-Junior"
WORK = {"slowcat": "Work on [[words 600]][[delay 0.1]]", "hangcat": "Work on it"}
SLOT_AGE = 5.5  # seconds: the plugin takes no younger task for completed


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server with the plugin and two kinds of tasks."""
    started = with_tasks(tmp_path_factory.mktemp("ways"), provider, 3)
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give settings with a chain for the tasks' agent."""
    return settings(tmp_path / "config.toml", {WORKER: ["hang-gpt", "ok-kimi"]})


async def test_a_task_with_output_is_aborted_and_called_completed(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    parent, (child,) = await _working(lab, "slowcat")
    done = await _cancel(server, child)
    document = done.json
    assert (done.code, document["result"], document["aborts"]) == (0, "stopped", 1)
    assert (document["stopped"], document["way"]) == ([child], "abort")
    assert document["hint"] == "it had shown output: the plugin will call it completed"
    assert "[BACKGROUND TASK COMPLETED]" in await _notice(lab, parent)
    await _is_free(lab, parent)
    assert [call["ended"] for call in provider.requests("slow-gpt")] == ["left"]


async def test_a_task_without_output_is_rescued_on_its_chain(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    parent, (child,) = await _working(lab, "hangcat")
    done = await _cancel(server, child, "--config", str(config))
    document = done.json
    assert (done.code, document["result"], document["to"]) == (0, "proved", "fake/ok-kimi")
    assert "[BACKGROUND TASK COMPLETED]" in await _notice(lab, parent)
    await _is_free(lab, parent)
    assert [call["ended"] for call in provider.requests("hang-gpt")] == ["left"]
    assert provider.count("ok-kimi") == 1
    newest = (await lab.messages(child))[-1]["info"]
    assert (newest["modelID"], newest["agent"]) == ("ok-kimi", WORKER)


async def test_a_task_without_output_needs_a_model(lab: Lab, server: RealServer) -> None:
    _, (child,) = await _working(lab, "hangcat")
    async with Relay(server.port) as relay:
        done = await _cancel(relay.url, child)
        assert relay.changes == []
    assert (done.code, done.json["result"]) == (1, "refused")
    assert "no other model than fake/hang-gpt of its chain can answer now" in done.json["error"]
    assert done.json["hint"].startswith("say --model, for example fake/")
    assert done.json["hint"].endswith("or --way abort")


async def test_an_unwanted_task_is_told_to_end(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    parent, (child,) = await _working(lab, "hangcat")
    words = ("--way", "rescue", "--model", "fake/ok-kimi", "--text", "Stop. [[say cancelled]]")
    done = await _cancel(server, child, *words)
    assert (done.code, done.json["result"]) == (0, "proved")
    assert "[BACKGROUND TASK COMPLETED]" in await _notice(lab, parent)
    assert await lab.answer(child) == "cancelled"
    assert provider.count("ok-kimi") == 1


async def test_an_abort_of_a_task_without_output_is_not_noticed(
    lab: Lab, server: RealServer
) -> None:
    parent, (child,) = await _working(lab, "hangcat")
    done = await _cancel(server, child, "--way", "abort")
    assert (done.code, done.json["result"]) == (0, "stopped")
    assert done.json["hint"].startswith("it had shown no output: the plugin does not notice")
    await asyncio.sleep(3)  # a poll of the plugin's
    assert await lab.status(child) == IDLE
    assert await _counted(lab, parent) == "active"


async def test_all_tasks_of_a_parent_are_stopped(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    parent, children = await _working(lab, "slowcat", "hangcat")
    async with Relay(server.port) as relay:
        refused = await _cancel(relay.url, children[0], "--way", "stop-all")
        assert relay.changes == []
    assert (refused.code, refused.json["hint"]) == (1, "say --yes")
    assert "costs one turn of a model" in refused.json["error"]

    provider.clear()
    done = await _cancel(server, children[0], "--way", "stop-all", "--yes")
    document = done.json
    assert (done.code, document["result"], document["aborts"]) == (0, "stopped", 0)
    assert set(document["stopped"]) == set(children)
    assert (await lab.statuses()).keys() <= {parent}
    await lab.becomes(parent, "idle")
    assert provider.count("ok-claude") == 1
    assert {call["model"] for call in provider.requests()} == {"ok-claude"}
    await lab.until(lambda: _marked(lab, parent, "stop"), lambda state: state == "stopped")


@pytest.mark.parametrize(("kind", "word"), [("slowcat", "COMPLETED"), ("hangcat", "CANCELLED")])
async def test_a_task_is_deleted(lab: Lab, server: RealServer, kind: str, word: str) -> None:
    parent, (child,) = await _working(lab, kind)
    async with Relay(server.port) as relay:
        refused = await _cancel(relay.url, child, "--way", "delete")
        assert relay.changes == []
    assert (refused.code, refused.json["hint"]) == (1, "say --yes")
    done = await _cancel(server, child, "--way", "delete", "--yes")
    assert (done.code, done.json["result"]) == (0, "deleted")
    assert word.lower() in done.json["hint"]
    assert (await lab.client.get(f"/session/{child}")).status_code == 404
    assert word in await _notice(lab, parent)
    await _is_free(lab, parent)


async def test_a_parent_that_is_aborted_leaves_the_tasks_running(
    lab: Lab, server: RealServer
) -> None:
    parent, (child,) = await _working(lab, "slowcat")
    done = await _cancel(server, parent, "--strength", "abort")
    assert (done.code, done.json["result"]) == (1, "refused")
    await lab.abort(parent)
    assert await lab.status(child) == {"type": "busy"}
    done = await _cancel(server, parent, "--strength", "tree")
    assert (done.code, set(done.json["stopped"])) == (0, {parent, child})
    assert await lab.statuses() == {}


async def _working(lab: Lab, *kinds: str) -> tuple[str, list[str]]:
    """Begin tasks in the background, and wait until they are old enough to count."""
    tasks = "".join(
        tool("task", description=f"Job {kind}", prompt=WORK[kind], run_in_background=True,
             load_skills=[], category=kind)
        for kind in kinds
    )  # fmt: skip
    parent = await lab.ask(f"Begin {tasks}", "ok-claude", agent=LEADER)
    await lab.settled(parent, 60)
    children = await lab.until(lambda: lab.children(parent), lambda found: len(found) == len(kinds))
    await lab.until(lambda: _age(lab, children), lambda age: age > SLOT_AGE)
    return parent, [child["id"] for child in children]


async def _age(lab: Lab, children: list[Json]) -> float:
    """Give the age of the youngest in seconds, by the server's own clock."""
    probe = await lab.create("Clock")
    now = (await lab.session(probe))["time"]["created"]
    await lab.client.delete(f"/session/{probe}")
    return min(now - child["time"]["created"] for child in children) / 1000


async def _notice(lab: Lab, parent: str) -> str:
    """Wait until the plugin has told the parent of the end of all its tasks."""

    async def last() -> str:
        texts = [
            part["text"]
            for message in await lab.messages(parent)
            for part in message["parts"]
            if part["type"] == "text" and "[ALL BACKGROUND TASKS" in part["text"]
        ]
        return texts[-1] if texts else ""

    try:
        return await lab.until(last, seconds=40)
    except TimeoutError as error:
        raise TimeoutError(f"{await lab.messages(parent)}") from error


async def _is_free(lab: Lab, parent: str) -> None:
    """Wait until the plugin counts no task of the parent any more."""
    await lab.until(lambda: _counted(lab, parent), lambda state: state == "idle")


async def _counted(lab: Lab, parent: str) -> str:
    """Say whether the plugin believes that the parent has running tasks."""
    return await _marked(lab, parent, "background-task")


async def _marked(lab: Lab, parent: str, source: str) -> str:
    path = f".omo/run-continuation/{parent}.json"
    answer = await lab.client.get("/file/content", params={"path": path})
    sources: Json = json.loads(answer.json()["content"] or "{}").get("sources", {})
    return sources.get(source, {}).get("state", "")


async def _cancel(server: RealServer | str, session: str, *words: str) -> Done:
    url = server if isinstance(server, str) else server.url
    return await omo_watch("cancel", session, "--json", "--server", f"lab={url}", *words)
