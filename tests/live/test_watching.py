"""What the loop shows of running sessions is what the real server says of them."""

import asyncio
import time

import pytest

from omo_watch_core.model import Ask, Tokens
from omo_watch_core.state import Session, State
from tests.live.lab import Json, Lab
from tests.live.program import listed, omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.script import bash, question
from tests.live.watcher import NAME, Watcher, quiet_lab, watch

pytestmark = pytest.mark.real
MANY = 20


async def test_a_run_is_seen_from_its_first_busy_to_its_last_number(
    lab: Lab, server: RealServer
) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Tell me " + bash("echo hello"), "long-gpt", variant="high")
        busy = await watcher.becomes(session, "busy")
        assert busy.session.ended_ms is None
        await watcher.becomes(session, "done")
        await lab.settled(session)
        told = await lab.session(session)
        await watcher.until(lambda _: _numbers(watcher, session) == _numbers_of(told))
        newest = (await lab.messages(session))[-1]["info"]
        line = watcher.row(session)
        answer = line.session.answer
        assert answer is not None
        assert answer.model is not None
        assert (answer.model.name, answer.finish) == ("fake/long-gpt", "stop")
        assert line.session.context_used == newest["tokens"]["total"] > 0
        assert line.context_limit == 200_000
        assert line.session.info.title == told["title"]
        assert line.session.info.cost > 0


async def test_ls_prints_the_numbers_that_the_server_tells(lab: Lab, server: RealServer) -> None:
    session = await lab.run("Count", "ok-kimi", variant="low")
    told = await lab.until(lambda: lab.session(session), lambda value: value["cost"] > 0)
    newest = (await lab.messages(session))[-1]["info"]
    entry = await listed(server.url, session)
    assert entry["state"] == "idle"
    assert (entry["model"], entry["agent"], entry["directory"]) == (
        "fake/ok-kimi",
        "build",
        lab.directory,
    )
    assert entry["tokens"] == _flat(told["tokens"])
    assert (entry["cost"], entry["context_used"]) == (told["cost"], newest["tokens"]["total"])
    assert (entry["context_limit"], entry["retry"], entry["silent_s"]) == (200_000, None, None)


async def test_a_rate_limit_is_a_retry_with_the_servers_own_time(
    lab: Lab, server: RealServer
) -> None:
    session = await lab.ask("Try", "limited-opus")
    status = await lab.becomes(session, "retry")
    before = time.time()
    entry = await listed(server.url, session)
    after = time.time()
    retry = entry["retry"]
    assert (entry["state"], entry["status"], entry["verdict"]["cause"]) == (
        "retry",
        "retry",
        "rate-limited",
    )
    assert (retry["attempt"], retry["class"], retry["message"]) == (
        1,
        "cooldown",
        status["message"],
    )
    assert abs(retry["next_ms"] - status["next"]) <= 1
    due = status["next"] / 1000
    assert due - after - 1 <= retry["seconds_left"] <= due - before + 1
    assert retry["seconds_left"] <= 477
    assert entry["ladder"][0] | {"until_ms": None} == {
        "model": "fake/limited-opus",
        "rung": "failed",
        "class": "rate-limit",
        "until_ms": None,
        "claimed": False,
    }


async def test_a_short_limit_passes_and_the_session_recovers(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Try again soon", "limited2-gpt")
        waiting = await watcher.becomes(session, "retry")
        provider.play("limited2-gpt", "ok")
        assert waiting.due_ms is not None
        done = await watcher.becomes(session, "done")
        assert done.due_ms is None
        assert done.session.ended_ms is not None
        assert done.session.ended_ms >= waiting.due_ms - 500
        assert done.verdict is None


async def test_attempts_are_counted_up(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask("Try often", "e429ms")
        await watcher.becomes(session, "retry")
        seen = await watcher.until(lambda _: (_retry(watcher, session) or (0,))[0] >= 2)
        assert seen.now_ms
        status = await lab.becomes(session, "retry")
        await watcher.until(
            lambda _: _retry(watcher, session) == (status["attempt"], status["next"])
        )


async def test_who_connects_in_the_middle_sees_what_the_others_see(
    lab: Lab, server: RealServer
) -> None:
    async with watch(server.target) as first:
        await first.knows_all()
        sessions = {
            "done": await lab.run("Answer me"),
            "retry": await lab.ask("Wait", "limited-opus"),
            "busy": await lab.ask("Talk slowly", "slow-gpt"),
        }
        for kind, session in sessions.items():
            await first.becomes(session, kind)
        tool = await lab.ask("Work " + bash("sleep 60"))
        asks = [
            await lab.ask("Make a file " + bash("touch x")),
            await lab.ask("Decide " + question("Which database?", "SQLite", "Postgres")),
        ]
        for session in asks:
            await first.becomes(session, "asking")
        await first.until(lambda _: first.row(tool).session.tools)
        mine = {*sessions.values(), tool, *asks}
        async with watch(server.target) as late:
            await late.knows_all()
            await first.until(lambda state: _picture(state, mine) == _picture(late.state, mine))
            assert len(_picture(late.state, mine)) == 6
            assert late.server.sessions.keys() == first.server.sessions.keys()
            assert late.server.models == first.server.models
            assert late.server.asks.keys() == first.server.asks.keys()
            words = {late.row(session).state for session in mine}
            assert words == {"idle", "retry", "busy", "asking"}


async def test_two_projects_are_watched_by_one_connection(lab: Lab, server: RealServer) -> None:
    async with quiet_lab(server.target, 1) as beta, watch(server.target) as watcher:
        await watcher.knows_all()
        waiting = await lab.ask("Wait", "limited-opus")
        asking = await beta.ask("Make a file " + bash("touch x"))
        await watcher.becomes(waiting, "retry")
        line = await watcher.becomes(asking, "asking")
        assert line.session.info.directory == beta.directory
        assert watcher.row(waiting).session.info.directory == lab.directory
        document = (await omo_watch("ls", "--json", server.url)).json
        shown = {entry["id"]: entry for entry in document["sessions"]}
        assert (shown[waiting]["state"], shown[waiting]["directory"]) == ("retry", lab.directory)
        assert (shown[asking]["state"], shown[asking]["directory"]) == ("asking", beta.directory)
        await beta.abort(asking)
        await watcher.becomes(asking, "idle")


async def test_twenty_sessions_stream_at_once(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        sessions = await asyncio.gather(
            *(lab.ask(f"Load {i} [[words 100]]", "r20-n200") for i in range(MANY))
        )
        seen: set[str] = set()

        def all_were_busy(_: State) -> bool:
            words = watcher.words()
            seen.update(session for session in sessions if words.get(session) == "busy")
            return len(seen) == MANY

        await watcher.until(all_were_busy)
        await watcher.until(lambda _: _all_are(watcher, sessions, "done"), 120)
        assert {watcher.row(session).session.answered for session in sessions} == {True}
        assert watcher.server.counts.malformed == 0
        assert watcher.server.counts.dropped == 0


def _all_are(watcher: Watcher, sessions: list[str], word: str) -> bool:
    words = watcher.words()
    return all(words.get(session) == word for session in sessions)


def _retry(watcher: Watcher, session: str) -> tuple[int, float] | None:
    retry = watcher.row(session).session.retry
    return (retry.attempt, retry.next_ms) if retry else None


def _numbers(watcher: Watcher, session: str) -> tuple[Json, float]:
    info = watcher.row(session).session.info
    return _counted(info.tokens), info.cost


def _numbers_of(told: Json) -> tuple[Json, float]:
    return _flat(told["tokens"]), told["cost"]


def _counted(tokens: Tokens) -> Json:
    return {
        "input": tokens.input,
        "output": tokens.output,
        "reasoning": tokens.reasoning,
        "cache_read": tokens.cache_read,
        "cache_write": tokens.cache_write,
    }


def _flat(tokens: Json) -> Json:
    """Write the server's tokens as `ls` does."""
    cache = {f"cache_{way}": count for way, count in tokens["cache"].items()}
    return {key: tokens[key] for key in ("input", "output", "reasoning")} | cache


def _picture(state: State, sessions: set[str]) -> dict[str, tuple[object, ...]]:
    """Say of each session all that does not depend on when this process heard of it."""
    server = state.servers[NAME]
    known = {name: server.sessions[name] for name in sessions if name in server.sessions}
    return {name: _look(session, server.asks) for name, session in known.items()}


def _look(session: Session, asks: dict[str, Ask]) -> tuple[object, ...]:
    info, retry, answer = session.info, session.retry, session.answer
    return (
        (info.title, info.directory, info.parent, info.agent, info.model, info.tokens, info.cost),
        (session.status, (retry.attempt, retry.message, retry.next_ms) if retry else None),
        (answer.id, answer.model, answer.finish) if answer else None,
        (session.answered, session.context_used, session.failure),
        [(tool.name, tool.call, tool.status, tool.title) for tool in session.tools],
        [(ask.id, ask.kind, ask.title) for ask in asks.values() if ask.session == info.id],
    )
