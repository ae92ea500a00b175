"""Permissions and questions are shown while they wait for a person, and no longer."""

from pathlib import Path

import pytest

from tests.live.lab import Lab
from tests.live.program import listed
from tests.live.real_server import RealServer
from tests.live.script import bash, par, question, task
from tests.live.watcher import watch

pytestmark = pytest.mark.real


async def test_a_permission_waits_until_somebody_answers(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Make a file " + bash("touch asked"))
        line = await watcher.becomes(session, "asking")
        asked = next(a for a in await lab.permissions() if a["sessionID"] == session)
        assert line.ask is not None
        assert (line.ask.id, line.ask.kind) == (asked["id"], "permission")
        assert line.ask.title == "bash touch asked"
        assert line.verdict is not None
        assert line.verdict.cause == "waiting-for-person"
        await lab.permit(asked)
        done = await watcher.becomes(session, "done")
        assert done.ask is None
        assert watcher.server.asks == {}
    assert (Path(lab.directory) / "asked").exists()


async def test_a_question_waits_until_somebody_answers(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Decide " + question("Which database?", "SQLite", "Postgres"))
        line = await watcher.becomes(session, "asking")
        (asked,) = await lab.questions()
        assert line.ask is not None
        assert (line.ask.id, line.ask.kind) == (asked["id"], "question")
        assert line.ask.title == "Which database?"
        (shown,) = line.ask.questions
        assert [label for label, _ in shown.options] == ["SQLite", "Postgres"]
        await lab.reply(asked, "SQLite")
        assert (await watcher.becomes(session, "done")).ask is None


async def test_ls_says_who_is_asked_what(lab: Lab, server: RealServer) -> None:
    session = await lab.ask("Make a file " + bash("touch never"))
    (asked,) = await lab.until(lab.permissions)
    entry = await listed(server.url, session)
    assert entry["state"] == "asking"
    asks = entry["ask"]
    assert (asks["id"], asks["kind"], asks["session"]) == (asked["id"], "permission", session)
    assert (asks["title"], asks["patterns"]) == ("bash touch never", ["touch never"])
    assert (asks["always"], entry["dead_asks"]) == (["touch *"], [])
    assert entry["verdict"] == {
        "cause": "waiting-for-person",
        "evidence": "permission · bash touch never",
    }


async def test_two_asks_of_one_step_are_answered_one_by_one(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Make two " + par(bash("touch one"), bash("touch two")))
        await watcher.until(lambda _: len(watcher.server.asks) == 2)
        first, second = await lab.permissions()
        await lab.permit(first)
        await watcher.until(lambda _: watcher.server.asks.keys() == {second["id"]})
        assert watcher.row(session).state == "asking"
        await lab.permit(second)
        await watcher.becomes(session, "done")


async def test_an_abort_leaves_no_ask_on_the_screen(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        sessions = [
            await lab.ask("Make a file " + bash("touch late")),
            await lab.ask("Decide " + question("Which database?", "SQLite")),
        ]
        for session in sessions:
            await watcher.becomes(session, "asking")
            await lab.abort(session)
            await watcher.becomes(session, "idle")
        assert watcher.server.asks == {}
        # The server itself goes on listing them: who connects now must not be asked either.
        assert [asked["sessionID"] for asked in await lab.permissions()] == sessions[:1]
        async with watch(server.target) as late:
            await late.knows_all()
            assert late.server.asks == {}
            assert {late.row(session).state for session in sessions} == {"idle"}


async def test_an_ask_of_a_sub_agent_is_its_own(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        parent = await lab.ask(task("Do it " + bash("touch deep"), title="Below"))
        (asked,) = await lab.until(lab.permissions)
        child = asked["sessionID"]
        line = await watcher.becomes(child, "asking")
        assert line.session.info.parent == parent
        assert watcher.row(parent).state == "busy"
        await lab.permit(asked, "reject")
        await watcher.until(lambda _: watcher.server.asks == {})
        await watcher.becomes(parent, "done")
