"""Permissions and questions are answered by a person, at any depth, and seen to be closed."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.live.lab import Lab
from tests.live.real_server import RealServer
from tests.live.script import bash, par, question, questions, task
from tests.live.watcher import Watcher, watch

pytestmark = pytest.mark.real


async def _asked(watcher: Watcher, session: str) -> str:
    line = await watcher.becomes(session, "asking")
    assert line.ask is not None
    return line.ask.id


async def _tool(lab: Lab, session: str) -> dict[str, Any]:
    parts = [part for message in await lab.messages(session) for part in message["parts"]]
    return [part["state"] for part in parts if part["type"] == "tool"][-1]


async def test_a_permission_is_given_once(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Make it " + bash("touch once"))
        done = await watcher.answer(await _asked(watcher, session), "once")
        assert (done.result, done.dead) == ("answered", False)
        await watcher.becomes(session, "done")
        assert await lab.permissions() == []
        assert (Path(lab.directory) / "once").exists()
        again = await lab.ask("Make it " + bash("touch once"))
        await watcher.becomes(again, "asking")


async def test_always_covers_the_next_sessions_of_the_instance(fresh_server: Any) -> None:
    server = fresh_server()
    async with watch(server.target) as watcher, Lab(server.target) as own:
        await watcher.knows_all()
        session = await own.ask("Make it " + bash("touch always"))
        name = await _asked(watcher, session)
        ask = watcher.server.asks[name]
        assert ask.always == ("touch *",)
        assert (await watcher.answer(ask.id, "always")).result == "answered"
        await watcher.becomes(session, "done")
        other = await own.ask("Make another " + bash("touch other"))
        await watcher.becomes(other, "done")
        assert (Path(own.directory) / "other").exists()


async def test_a_reject_without_words_ends_the_run(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Make it " + bash("touch never"))
        done = await watcher.answer(await _asked(watcher, session), "reject")
        assert done.result == "answered"
        await watcher.until(lambda _: watcher.row(session).session.status == "idle")
        assert (await _tool(lab, session))["status"] == "error"
        assert len(await lab.messages(session)) == 2
        assert not (Path(lab.directory) / "never").exists()


async def test_a_reject_with_words_reaches_the_model(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Make it " + bash("touch no"))
        ask = await _asked(watcher, session)
        done = await watcher.answer(ask, "reject", text="Use the docs folder")
        assert done.result == "answered"
        await watcher.becomes(session, "done")
        assert "Use the docs folder" in (await _tool(lab, session))["error"]
        assert len(await lab.messages(session)) == 3


@pytest.mark.parametrize("depth", [1, 2])
async def test_a_permission_below_is_given(lab: Lab, server: RealServer, depth: int) -> None:
    work = f"Do it {bash(f'touch deep{depth}')}"
    for level in range(depth):
        work = task(work, title=f"Level {level}")
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        root = await lab.ask(work)
        (asked,) = await lab.until(lab.permissions)
        child = asked["sessionID"]
        assert await _asked(watcher, child) == asked["id"]
        assert (await watcher.answer(asked["id"], "once")).result == "answered"
        await watcher.becomes(root, "done")
        assert (Path(lab.directory) / f"deep{depth}").exists()


async def test_a_rejected_child_fails_the_task_and_the_parent_goes_on(
    lab: Lab, server: RealServer
) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        root = await lab.ask(task("Do it " + bash("touch below"), title="Below"))
        (asked,) = await lab.until(lab.permissions)
        await _asked(watcher, asked["sessionID"])
        assert (await watcher.answer(asked["id"], "reject")).result == "answered"
        await watcher.becomes(root, "done")
        state = await _tool(lab, root)
        assert state["status"] == "error"
        assert "Subagent failed" in state["error"] or "task_id" in state["error"]


async def test_a_reject_closes_what_else_its_session_asks(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Make two " + par(bash("touch one"), bash("touch two")))
        await watcher.until(lambda _: len(watcher.server.asks) == 2)
        first = next(iter(watcher.server.asks))
        assert (await watcher.answer(first, "reject")).result == "answered"
        await watcher.until(lambda _: watcher.server.asks == {})
        await watcher.until(lambda _: watcher.row(session).session.status == "idle")
        assert await lab.permissions() == []


ANSWERS = {
    "a label": (question("Which?", "SQLite", "Postgres"), [["SQLite"]]),
    "own words": (question("Which?", "SQLite", "Postgres"), [["DuckDB, in memory"]]),
    "several labels": (
        questions(("Which ones?", ("Linux", "macOS", "BSD"), True)),
        [["Linux", "BSD"]],
    ),
    "several questions": (
        questions(("Which?", ("SQLite", "Postgres"), False), ("Where?", ("Here", "There"), True)),
        [["Postgres"], ["There", "or anywhere"]],
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_a_question_is_answered(lab: Lab, server: RealServer, case: str) -> None:
    script, answers = ANSWERS[case]
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Decide " + script)
        done = await watcher.answer(await _asked(watcher, session), "answers", *answers)
        assert done.result == "answered"
        await watcher.becomes(session, "done")
        state = await _tool(lab, session)
        assert state["metadata"]["answers"] == answers
        assert all(word in state["output"] for labels in answers for word in labels)


async def test_a_rejected_question_ends_the_run(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Decide " + question("Which?", "SQLite"))
        assert (await watcher.answer(await _asked(watcher, session), "reject")).result == "answered"
        await watcher.until(lambda _: watcher.row(session).session.status == "idle")
        assert await lab.questions() == []


async def test_a_living_request_is_answered_by_one_request(lab: Lab, server: RealServer) -> None:
    """No detour over the status: what is sent is the answer and nothing else."""
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Make it " + bash("touch direct"))
        done = await watcher.answer(await _asked(watcher, session), "once")
        assert done.result == "answered"
        assert done.looks == 0
        assert (done.ended_ms or 0) - done.started_ms < 5_000


async def test_of_two_answers_at_once_the_second_is_refused(lab: Lab, server: RealServer) -> None:
    for number in range(3):
        async with watch(server.target) as one, watch(server.target) as two:
            await one.knows_all()
            await two.knows_all()
            session = await lab.ask("Make it " + bash(f"touch twice{number}"))
            ask = await _asked(one, session)
            assert await _asked(two, session) == ask
            done = await asyncio.gather(one.answer(ask, "once"), two.answer(ask, "once"))
            assert sorted(str(action.result) for action in done) == ["answered", "refused"]
            (refused,) = [action for action in done if action.result == "refused"]
            assert "somebody else answered it" in refused.evidence
            await one.becomes(session, "done")
