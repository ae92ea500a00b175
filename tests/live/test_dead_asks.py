"""A request that outlived its run is not asked for; a person's word cleans it up."""

import pytest

from tests.live.lab import Lab
from tests.live.program import listed, omo_watch
from tests.live.real_server import RealServer
from tests.live.script import bash, question
from tests.live.watcher import Watcher, watch

pytestmark = pytest.mark.real


async def _abandoned(lab: Lab, watcher: Watcher, script: str = "") -> tuple[str, str]:
    """Let a session ask and stop it; give it and what it asked."""
    session = await lab.ask("Make it " + (script or bash("touch dead")))
    line = await watcher.becomes(session, "asking")
    assert line.ask is not None
    await lab.abort(session)
    await watcher.becomes(session, "idle")
    return session, line.ask.id


async def test_a_dead_permission_is_hidden_and_labelled(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session, ask = await _abandoned(lab, watcher)
        assert [asked["id"] for asked in await lab.permissions()] == [ask]
        async with watch(server.target) as late:
            await late.until(lambda _: late.server.dead)
            for each in (watcher, late):
                line = each.row(session)
                assert (line.state, line.ask, line.verdict) == ("idle", None, None)
                assert [dead.id for dead in line.dead] == [ask]
    entry = await listed(server.url, session)
    assert (entry["state"], entry["ask"]) == ("idle", None)
    assert [dead["id"] for dead in entry["dead_asks"]] == [ask]


async def test_a_dead_permission_is_only_rejected(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session, ask = await _abandoned(lab, watcher)
        for reply in ("once", "always"):
            done = await watcher.answer(ask, reply)
            assert (done.result, done.dead) == ("refused", True)
            assert "nobody waits for it any more, nothing was sent" in done.evidence
        assert [asked["id"] for asked in await lab.permissions()] == [ask]
        done = await watcher.answer(ask, "reject")
        assert (done.result, done.dead) == ("answered", True)
        assert await lab.permissions() == []
        assert watcher.server.dead == {}
        assert watcher.row(session).state == "idle"
        assert len(await lab.messages(session)) == 2


async def test_a_dead_question_is_only_rejected(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session, ask = await _abandoned(lab, watcher, question("Which?", "SQLite"))
        assert [asked["id"] for asked in await lab.questions()] == [ask]
        assert [dead.id for dead in watcher.row(session).dead] == [ask]
        assert (await watcher.answer(ask, "answers", ["SQLite"])).result == "refused"
        assert (await watcher.answer(ask, "reject")).result == "answered"
        assert await lab.questions() == []


async def test_a_new_run_makes_no_dead_request_alive(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session, dead = await _abandoned(lab, watcher)
        await lab.prompt(session, "Go on " + bash("sleep 4") + bash("touch alive"))
        await watcher.becomes(session, "busy")
        await watcher.until(lambda _: watcher.row(session).session.tools)
        async with watch(server.target) as late:
            await late.knows_all()
            await late.until(lambda _: late.server.dead)
            assert late.row(session).ask is None
        refused = await watcher.answer(dead, "reject")
        assert refused.result == "refused"
        assert "its session works again" in refused.evidence
        line = await watcher.becomes(session, "asking")
        assert line.ask is not None
        assert line.ask.id != dead
        assert [ask.id for ask in line.dead] == [dead]
        assert (await watcher.answer(line.ask.id, "once")).result == "answered"
        await watcher.becomes(session, "done")
        assert (await watcher.answer(dead, "reject")).result == "answered"
        assert await lab.permissions() == []


async def test_scripts_clean_up_what_is_dead(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session, ask = await _abandoned(lab, watcher)
    once = await omo_watch("answer", ask, "once", "--server", server.url, "--json")
    assert (once.code, once.json["ok"], once.json["result"]) == (1, False, "refused")
    assert once.json["hint"] == "reject cleans it up"
    done = await omo_watch("answer", ask, "reject", "--server", server.url, "--json")
    assert (done.code, done.json["ok"], done.json["dead"]) == (0, True, True)
    assert done.json["session"] == session
    assert await lab.permissions() == []
