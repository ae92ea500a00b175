"""Children on a limited model: what a guard moves by itself, and what it leaves to a person."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live.guard import guard, kind, settings
from tests.live.lab import Json, Lab
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.script import task

pytestmark = pytest.mark.real
TEXT = "Count the doors"
AFTERWARDS = 2.0  # seconds in which what must not come would have come
LIMITED = {"general": {"model": "fake/limited-opus", "permission": {"task": "allow"}}}


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server whose sub-agents ask a limited model and may work in the background."""
    root = tmp_path_factory.mktemp("children")
    started = RealServer(
        root, provider.url, projects=("only",), background=True, config={"agent": LIMITED}
    )
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give settings with a chain for parents and another one for children."""
    return settings(tmp_path / "config.toml", {"build": ["ok-claude"], "general": ["ok-kimi"]})


async def test_a_child_that_its_parent_waits_for_is_moved_on_a_persons_word_only(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with Relay(server.port) as relay, guard(relay.url, config) as running:
        await running.in_charge()
        parent = await lab.ask("Begin " + task(TEXT, title="Doors"))
        offer = await running.line(kind("offer"))
        (child,) = await lab.children(parent)
        assert (offer["session"], offer["to"]) == (child["id"], "fake/ok-kimi")
        assert "an abort would fail the parent's task" in offer["text"]
        title = (await lab.session(parent))["title"]
        assert offer["consequence"].startswith(f"{title} sees its task fail and goes on")
        way = f"omo-watch override {child['id']} fake/ok-kimi --until-recovered"
        assert offer["hint"] == way
        status = await lab.becomes(child["id"], "retry")
        await asyncio.sleep(AFTERWARDS)
        assert await lab.status(child["id"]) == status
        assert await lab.status(parent) == {"type": "busy"}
        assert [path for _, path in relay.changes if "/session/" in path] == []

        _, *words = offer["hint"].split()
        done = await omo_watch(*words, "--json", "--server", f"lab={server.url}")
        document = done.json
        assert (done.code, document["result"], document["to"]) == (0, "proved", "fake/ok-kimi")
        assert (document["handed"], document["parent"]) == (True, parent)
        assert "sees the task fail and goes on; the result follows once" in done.err
        (answer,) = await lab.until(lambda: _answers_to_notes(lab, parent))
        await asyncio.sleep(AFTERWARDS)
        assert await lab.statuses() == {}
    (note,) = [message for message in await lab.messages(parent) if _is_note(message)]
    (part,) = note["parts"]
    assert part["synthetic"]
    assert part["text"].count(await lab.answer(child["id"])) == 1
    assert answer["info"]["modelID"] == "ok-gpt"
    told, went_on = provider.requests("ok-gpt")[-1], provider.requests("ok-gpt")[1]
    assert told["messages"][-1] == {**told["messages"][-1], "role": "user", "text": part["text"]}
    assert (went_on["messages"][-1]["role"], went_on["messages"][-1]["text"]) == (
        "tool",
        "Task cancelled",
    )
    begin = "Begin " + task(TEXT, title="Doors")
    assert Counter((call["model"], call["prompt"]) for call in provider.requests()) == {
        ("ok-gpt", begin): 2,  # it called its task, and went on when that was cancelled
        ("limited-opus", TEXT): 1,
        ("ok-kimi", TEXT): 1,
        ("ok-gpt", part["text"]): 1,
    }


async def test_a_background_child_and_a_root_are_moved(
    lab: Lab, server: RealServer, provider: ProviderProcess, config: Path
) -> None:
    async with guard(server.url, config) as running:
        await running.in_charge()
        parent = await lab.ask("Begin " + task(TEXT, title="Doors", background=True))
        root = await lab.ask("Say it once please", "limited-two")
        moved = await running.line(kind("result", result="proved", to="fake/ok-kimi"))
        await running.line(kind("result", root, result="proved", to="fake/ok-claude"))
        (child,) = await lab.children(parent)
        assert moved["session"] == child["id"]
        assert running.those(kind("offer")) == []
        await lab.settled(child["id"])
    assert (await lab.messages(child["id"]))[-1]["info"]["modelID"] == "ok-kimi"
    calls = Counter(call["model"] for call in provider.requests() if call["prompt"] == TEXT)
    assert calls == {"limited-opus": 1, "ok-kimi": 1}
    assert (provider.count("limited-two"), provider.count("ok-claude")) == (1, 1)


async def test_the_parent_of_a_moved_background_child_is_told_its_result(
    lab: Lab, server: RealServer, config: Path
) -> None:
    async with guard(server.url, config) as running:
        await running.in_charge()
        parent = await lab.ask("Begin " + task(TEXT, title="Doors", background=True))
        await running.line(kind("result", result="proved", to="fake/ok-kimi"))
        (child,) = await lab.children(parent)
        await lab.settled(child["id"])
        await lab.until(lambda: _answers_to_notes(lab, parent), seconds=15)


async def _answers_to_notes(lab: Lab, parent: str) -> list[Json]:
    """Read the answers of a parent to what it was told of its child."""
    messages = await lab.messages(parent)
    notes = [m["info"]["id"] for m in messages if _is_note(m)]
    return [m for m in messages if m["info"].get("parentID") in notes and m["info"].get("finish")]


def _is_note(message: Json) -> bool:
    marks = [part.get("metadata", {}).get("omo-watch") for part in message["parts"]]
    return any(mark and mark["kind"] == "result" for mark in marks)
