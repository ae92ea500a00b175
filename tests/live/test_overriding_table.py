"""The whole table of moves at once: what each costs its two models, and nothing more comes.

Every row has its own text and its own two models, so that every call is counted for its session.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.prompt import NUDGE
from tests.live.history import answered, prints, speaks
from tests.live.lab import Json, Lab
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.script import bash, task
from tests.live.watcher import Watcher, watch

pytestmark = pytest.mark.real
AFTERWARDS = 10.0  # seconds in which a call that must not come would have come
ATTEMPTS = 6  # calls of a model before the server gives up
SERVED = ("ok-gpt", "ok-small", "ok-parent")


class Row(NamedTuple):
    """One session of the table: its model, the one it is moved to, and what a person asked."""

    old: str
    new: str
    text: str
    play: Callable[["Stage", "Row"], Coroutine[None, None, None]]
    calls: int = 1
    """How often the server asks the old model before the move."""


class Stage(NamedTuple):
    """What all rows share."""

    lab: Lab
    server: RealServer
    provider: ProviderProcess
    watcher: Watcher

    async def begins(self, row: Row, **more: object) -> str:
        """Ask the old model, which makes the session wait for its limit."""
        session = await self.lab.ask(row.text, row.old, **more)
        limited = await self.lab.becomes(session, "retry")
        assert "cooling down" in limited["message"]
        return session

    async def moves(self, row: Row, session: str) -> OverrideAction:
        """Move a session, with proof, and let the answer end."""
        status = (await self.lab.status(session))["type"]
        await self.watcher.until(lambda _: self.seen(session) == status)
        done = await self.watcher.move(session, row.new)
        assert done.result == "proved", (row.old, done.result, done.evidence)
        assert done.source is not None
        assert (done.source.name, done.target.name) == (f"fake/{row.old}", f"fake/{row.new}")
        await self.lab.settled(session)
        return done

    def seen(self, session: str) -> str | None:
        """Give the status of a session as the watcher has heard it."""
        known = self.watcher.server.sessions.get(session)
        return known.status if known else None

    def heard(self, row: Row) -> Json:
        """Give the only call of the new model; the person's text is in it once."""
        (call,) = self.provider.requests(row.new)
        assert sum(message["text"].count(row.text) for message in call["messages"]) == 1
        return call

    def said(self, row: Row) -> list[tuple[str, str]]:
        """Give the conversation that the new model was told, without the system's rules."""
        return [(message["role"], message["text"]) for message in self.heard(row)["messages"][1:]]

    def was_left(self, row: Row) -> bool:
        """Tell whether the old model was cut off by the server."""
        (call,) = self.provider.requests(row.old)
        return call["ended"] == "left"


async def _waiting(stage: Stage, row: Row) -> None:
    await stage.moves(row, await stage.begins(row))
    assert stage.said(row) == [("user", row.text)]


async def _queued(stage: Stage, row: Row) -> None:
    session = await stage.begins(row)
    await stage.lab.prompt(session, "And the garden gate too", row.old)
    await stage.moves(row, session)
    assert stage.said(row) == [("user", row.text), ("user", "And the garden gate too")]


async def _planning(stage: Stage, row: Row) -> None:
    done = await stage.moves(row, await stage.begins(row, agent="plan", variant="high"))
    assert stage.heard(row)["effort"] == "high"
    mine = (await _message(stage, done))["info"]
    assert (mine["agent"], mine["model"]["variant"]) == ("plan", "high")


async def _without_a_tool(stage: Stage, row: Row) -> None:
    done = await stage.moves(row, await stage.begins(row, tools={"bash": False}))
    mine = (await _message(stage, done))["info"]
    assert mine["tools"] == {"bash": False}
    assert "read" in stage.heard(row)["tools"]
    assert "bash" not in stage.heard(row)["tools"]
    assert stage.said(row) == [("user", row.text)]


async def _thinking(stage: Stage, row: Row) -> None:
    session = await stage.lab.ask(row.text, row.old)
    await stage.lab.until(lambda: stage.lab.messages(session), _thinks)
    await stage.moves(row, session)
    assert stage.was_left(row)
    assert stage.said(row) == [("user", row.text)]
    kept = [part["type"] for part in answered(await stage.lab.messages(session))]
    assert (kept.count("reasoning"), kept.count("text")) == (1, 1)


async def _speaking(stage: Stage, row: Row) -> None:
    session = await stage.lab.ask(row.text, row.old)
    await stage.lab.until(lambda: stage.lab.messages(session), speaks)
    await stage.moves(row, session)
    assert stage.was_left(row)
    _is_continued(stage, row)


async def _cut_off(stage: Stage, row: Row) -> None:
    session = await stage.lab.ask(row.text, row.old)
    await stage.lab.until(lambda: stage.lab.messages(session), speaks)
    await asyncio.sleep(0.5)  # some words come
    assert await stage.lab.abort(session)
    await stage.lab.settled(session)
    assert stage.was_left(row)
    failed, partial = (await stage.lab.messages(session))[-1], await stage.lab.answer(session)
    assert failed["info"]["error"]["name"] == "MessageAbortedError"
    await stage.moves(row, session)
    assert _is_continued(stage, row) == partial


async def _in_a_tool(stage: Stage, row: Row) -> None:
    session = await stage.lab.ask(row.text + bash("echo begun; sleep 90"), row.old)
    await stage.lab.until(lambda: stage.lab.messages(session), prints("begun"))
    await stage.moves(row, session)
    assert [role for role, _ in stage.said(row)] == ["user", "assistant", "tool"]
    assert "begun" in stage.said(row)[-1][1]


async def _failed(stage: Stage, row: Row) -> None:
    session = await stage.lab.run(row.text, row.old)
    error = (await stage.lab.messages(session))[-1]["info"]["error"]
    assert (error["name"], error["data"]["statusCode"]) == ("APIError", int(row.old[1:4]))
    assert error["data"]["isRetryable"] == (row.calls == ATTEMPTS)
    assert stage.provider.count(row.old) == row.calls
    await stage.moves(row, session)
    assert stage.said(row) == [("user", row.text)]


async def _child(stage: Stage, row: Row) -> None:
    """Move a child that its parent waits for, from the command line."""
    lab = stage.lab
    parent = await lab.create("The house")
    await lab.prompt(parent, "Begin " + task(row.text, title="The cellar"), "ok-parent")
    (child,) = await lab.until(lambda: lab.children(parent))
    await lab.becomes(child["id"], "retry")
    at = ("--json", "--server", f"lab={stage.server.url}")
    done = await omo_watch("override", child["id"], f"fake/{row.new}", *at)
    assert (done.code, done.json["result"], done.json["from"]) == (0, "proved", f"fake/{row.old}")
    assert (done.json["handed"], done.json["parent"]) == (True, parent)
    before, after = done.err.splitlines()
    assert "Its parent The house sees the task fail and goes on" in before
    assert "its result will be handed to The house" in after
    assert stage.said(row) == [("user", row.text)]
    await lab.settled(parent)
    notes = [message for message in await lab.messages(parent) if _is_note(message)]
    ((part,),) = [note["parts"] for note in notes]
    assert part["text"].count(await lab.answer(child["id"])) == 1
    _, cancelled, told = stage.provider.requests("ok-parent")
    assert cancelled["messages"][-1]["text"] == "Task cancelled"
    assert (told["messages"][-1]["role"], told["messages"][-1]["text"]) == ("user", part["text"])


TABLE = (
    Row("limited8-wait", "ok-wait", "Count the doors", _waiting),
    Row("limited8-queue", "ok-queue", "Count the windows", _queued),
    Row("limited8-plan", "ok-plan", "Count the stairs", _planning),
    Row("limited8-map", "ok-map", "Count the lamps", _without_a_tool),
    Row("reasonlong-thought", "ok-thought", "Count the chairs", _thinking),
    Row("slow-text", "ok-text", "Count the tables", _speaking),
    Row("slow-cut", "ok-cut", "Count the clocks", _cut_off),
    Row("ok-before-tool", "ok-tool", "Count the shelves", _in_a_tool),
    Row("e401-key", "ok-key", "Count the carpets", _failed),
    Row("e429ms300-used", "ok-used", "Count the curtains", _failed, ATTEMPTS),
    Row("e500ms300-broken", "ok-broken", "Count the mirrors", _failed, ATTEMPTS),
    Row("limited-child", "ok-child", "Count the barrels", _child),
)


@pytest.fixture(scope="module")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run a server with the models of the table; sub-agents ask a limited one."""
    limited = {"general": {"model": "fake/limited-child", "permission": {"task": "allow"}}}
    names = [name for row in TABLE for name in (row.old, row.new)]
    started = RealServer(
        tmp_path_factory.mktemp("table"),
        provider.url,
        projects=("only",),
        models=(*SERVED, *names),
        config={"agent": limited},
    )
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


async def test_each_move_costs_one_call_of_the_new_model_and_none_of_the_old_one(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    await lab.run("Begin with one alone")  # the first call takes seconds, and may fail under load
    provider.clear()
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        stage = Stage(lab, server, provider, watcher)
        async with asyncio.TaskGroup() as rows:
            for row in TABLE:
                rows.create_task(row.play(stage, row), name=row.old)
        await asyncio.sleep(AFTERWARDS)
        assert await lab.statuses() == {}
    # The parent called its task, went on when that was cancelled, and was told the result.
    expected = {"ok-parent": 3} | {row.old: row.calls for row in TABLE}
    expected |= {row.new: 1 for row in TABLE}
    assert Counter(call["model"] for call in provider.requests()) == expected


def _is_continued(stage: Stage, row: Row) -> str:
    """Give the partial text that went along, between the person's and what asks for the rest."""
    said, (role, partial), nudge = stage.said(row)
    assert (said, role, nudge) == (("user", row.text), "assistant", ("user", NUDGE))
    assert partial.startswith(f"{row.old}: ")
    return partial


def _thinks(messages: list[Json]) -> bool:
    return any(part["type"] == "reasoning" for part in answered(messages))


def _is_note(message: Json) -> bool:
    marks = [part.get("metadata", {}).get("omo-watch") for part in message["parts"]]
    return any(mark and mark["kind"] == "result" for mark in marks)


async def _message(stage: Stage, done: OverrideAction) -> Json:
    return await stage.lab.get(f"/session/{done.session}/message/{done.message}")
