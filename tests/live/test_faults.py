"""Requests, streams and servers that break in the middle of a move: a true end, one prompt."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.journal.cut_off import GONE_MS
from omo_watch_core.model import ModelInfo, ModelRef
from omo_watch_core.state import with_server
from tests.live.fault_relay import Fault, FaultRelay
from tests.live.lab import IDLE, Lab
from tests.live.program import PROGRAM, begun, omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.target import Target
from tests.live.watcher import Watcher, quiet_lab, watch

pytestmark = pytest.mark.real
STOPPED = "what ran is stopped, no prompt was sent"
QUIET_S = 10.0
HISTORY = "/message?limit=20"
PROMPT = "/prompt_async"


@asynccontextmanager
async def through(server: RealServer, *faults: Fault) -> AsyncIterator[tuple[FaultRelay, Watcher]]:
    """Watch a server over a relay that does harm."""
    directories = server.target.directories
    async with (
        FaultRelay(server.port, *faults) as relay,
        watch(Target(relay.url, directories, "real")) as watcher,
    ):
        await watcher.knows_all()
        yield relay, watcher


class Case:
    """One session of the shared server in a retry of its own text, and its move."""

    def __init__(self, name: str, lab: Lab, server: RealServer, provider: ProviderProcess) -> None:
        self.text = f"Say it once: {name}"
        self.lab = lab
        self.server = server
        self.provider = provider

    async def moved(self, to: str, *faults: Fault) -> tuple[OverrideAction, int, int]:
        """Give what became of a move, how often it prompted, and what the model was asked."""
        session = await self.waiting()
        async with through(self.server, *faults) as (relay, watcher):
            await watcher.becomes(session, "retry")
            done = await watcher.move(session, to)
            assert relay.met.is_set() or not faults
            await asyncio.sleep(QUIET_S)
            return done, relay.count(PROMPT), self.asked(to)

    async def gapped(self, to: str, fault: Fault) -> tuple[OverrideAction, int, int]:
        """Move while the stream breaks at a request, and stays broken until the end."""
        session = await self.waiting()
        async with through(self.server, fault) as (relay, watcher):
            await watcher.becomes(session, "retry")
            moving = asyncio.create_task(watcher.move(session, to))
            await relay.met.wait()
            relay.cut_streams(refuse=True)
            await watcher.until(lambda _: watcher.server.link.phase != "live")
            relay.release()
            done = await moving
            assert watcher.server.link.phase != "live"
            return done, relay.count(PROMPT), self.asked(to)

    async def waiting(self) -> str:
        session = await self.lab.ask(self.text, "limited-opus")
        await self.lab.becomes(session, "retry")
        return session

    def asked(self, model: str) -> int:
        """Count the requests of this session's text on a model; its text is in each once."""
        calls = [c for c in self.provider.requests(model) if _texts(c).count(self.text)]
        assert all(_texts(call).count(self.text) == 1 for call in calls)
        return len(calls)


@pytest.fixture
def case(lab: Lab, server: RealServer, provider: ProviderProcess) -> Callable[[str], Case]:
    """Make cases that run beside each other."""
    return lambda name: Case(name, lab, server, provider)


async def test_requests_that_get_no_answer(case: Callable[[str], Case]) -> None:
    """Each row: what comes to harm, the result, its words, prompts sent, requests of the model."""
    moves = {
        "stored, unanswered": Fault("POST", PROMPT, "deafen"),
        "never arrived": Fault("POST", PROMPT, "swallow"),
        "204 of nothing": Fault("POST", PROMPT, "pretend"),
        "stored, not run": Fault("POST", PROMPT, "store"),
        "abort unanswered": Fault("POST", "/abort", "deafen"),
        "first history": Fault("GET", HISTORY, "swallow"),
        "second history": Fault("GET", HISTORY, "swallow", 1),
    }
    expected: dict[str, tuple[str, str, int, int]] = {
        "stored, unanswered": ("proved", "now answers with ok-kimi", 1, 1),
        "never arrived": ("proved", "now answers with ok-kimi", 2, 1),
        "204 of nothing": ("proved", "now answers with ok-kimi", 2, 1),
        "stored, not run": ("proved", "now answers with ok-kimi", 2, 1),
        "abort unanswered": (
            "refused",
            "the abort was not answered (no answer within 15 s); no prompt was sent",
            0,
            0,
        ),
        "first history": (
            "refused",
            "its history could not be read: no answer within 15 s; nothing was sent",
            0,
            0,
        ),
        "second history": ("proved", "now answers with ok-kimi", 1, 1),
    }
    ran = await asyncio.gather(*(case(name).moved("ok-kimi", f) for name, f in moves.items()))
    for (name, (result, words, prompts, calls)), (done, sent, asked) in zip(
        expected.items(), ran, strict=True
    ):
        assert (name, done.result, sent, asked) == (name, result, prompts, calls)
        assert words in done.evidence


async def test_a_stream_that_breaks_in_each_phase(case: Callable[[str], Case]) -> None:
    phases = {
        "reading": Fault("GET", HISTORY, "hold"),
        "aborting": Fault("POST", "/abort", "hold"),
        "rereading": Fault("GET", HISTORY, "hold", 1),
        "prompting": Fault("POST", PROMPT, "hold"),
    }
    ran = await asyncio.gather(*(case(n).gapped("ok-claude", f) for n, f in phases.items()))
    found = {n: (d.result, sent, asked) for n, (d, sent, asked) in zip(phases, ran, strict=True)}
    assert found == dict.fromkeys(phases, ("proved", 1, 1))


async def test_a_204_and_then_an_error(
    case: Callable[[str], Case], server: RealServer, lab: Lab
) -> None:
    refused, unknown = await asyncio.gather(
        case("refused at once").moved("e400"), _to_a_model_that_is_gone(case("gone"), server)
    )
    done, sent, asked = refused
    assert (done.result, sent, asked) == ("accepted", 1, 1)
    assert done.evidence.startswith("e400 failed: ")
    done, sent, asked = unknown
    assert (done.result, sent, asked) == ("accepted", 1, 0)
    assert done.evidence.startswith("nothing ran: ")
    assert "ghost" in done.evidence


async def test_a_server_killed_between_abort_and_prompt_is_prompted_once_when_it_is_back(
    fresh_server: Callable[..., RealServer], provider: ProviderProcess
) -> None:
    provider.clear()
    server = fresh_server(projects=("only",))
    async with quiet_lab(server.target) as lab:
        case = Case("killed between", lab, server, provider)
        session = await case.waiting()
        async with through(server, Fault("GET", HISTORY, "hold", 1)) as (relay, watcher):
            await watcher.becomes(session, "retry")
            moving = asyncio.create_task(watcher.move(session, "ok-claude"))
            await relay.met.wait()
            assert relay.count("/abort") == 1
            await _killed(server)
            relay.release()
            await watcher.until(lambda s: any(a.phase == "returning" for a in s.actions.values()))
            await asyncio.to_thread(server.start)
            done = await moving
            await asyncio.sleep(QUIET_S)
            assert (done.result, relay.count(PROMPT)) == ("proved", 1), done.evidence
        assert case.asked("ok-claude") == 1
        assert case.asked("limited-opus") == 1


async def test_a_server_killed_between_prompt_and_answer_gets_no_second_prompt(
    fresh_server: Callable[..., RealServer], provider: ProviderProcess
) -> None:
    provider.clear()
    server = fresh_server(projects=("only",))
    async with quiet_lab(server.target) as lab:
        case = Case("killed behind", lab, server, provider)
        session = await case.waiting()
        async with through(server) as (relay, watcher):
            await watcher.becomes(session, "retry")
            moving = asyncio.create_task(watcher.move(session, "hang-gpt"))
            await lab.until(lambda: _asks(case, "hang-gpt"))
            await _killed(server)
            await asyncio.to_thread(server.start)
            done = await moving
            await asyncio.sleep(QUIET_S)
            assert (done.result, relay.count(PROMPT)) == ("accepted", 1)
            assert "hang-gpt" in done.evidence
        assert case.asked("hang-gpt") == 1


async def test_a_program_killed_between_abort_and_prompt_is_told_of_once(
    case: Callable[[str], Case], server: RealServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    killed = case("killed program")
    session = await killed.waiting()
    env = {"XDG_STATE_HOME": str(tmp_path)}
    async with FaultRelay(server.port, Fault("GET", HISTORY, "hold", 1)) as relay:
        words = ("override", session, "fake/ok-claude", "--server", f"lab={relay.url}")
        process = await begun(str(PROGRAM), *words, env=env)
        await relay.met.wait()
        process.kill()
        await process.communicate()
        assert (relay.count("/abort"), relay.count(PROMPT)) == (1, 0)
        assert await killed.lab.status(session) == IDLE
        first = (await omo_watch("ls", "--json", relay.url, env=env)).json
        assert first["cut_off"] == []  # too young: it may still run
        await asyncio.sleep(GONE_MS / 1000)
        (entry,) = (await omo_watch("ls", "--json", relay.url, env=env)).json["cut_off"]
        assert entry["session"] == session
        # The server's answer may have been read and not be written down yet.
        assert "was cut off" in entry["text"]
        assert entry["text"].endswith("nothing was prompted")
        told = await omo_watch("ls", relay.url, env=env)
        assert entry["text"] in told.err
        assert entry["hint"] in told.err
        again = await omo_watch("ls", relay.url, env=env)
        assert "cut off" not in again.err
        assert relay.count(PROMPT) == 0
    assert killed.asked("ok-claude") == 0


async def _to_a_model_that_is_gone(
    case: Case, server: RealServer
) -> tuple[OverrideAction, int, int]:
    """Move to a model that the server listed once and does not have any more."""
    session = await case.waiting()
    async with through(server) as (relay, watcher):
        await watcher.becomes(session, "retry")
        ghost = ModelInfo(ref=ModelRef(provider="fake", model="ghost"))
        known = watcher.server
        models = {**known.models, ghost.ref.name: ghost}
        loop = watcher.view.loop
        loop.state = with_server(loop.state, replace(known, models=models))
        done = await watcher.move(session, "ghost")
        await asyncio.sleep(QUIET_S)
        return done, relay.count(PROMPT), case.asked("ghost")


async def _killed(server: RealServer) -> None:
    assert server.process is not None
    server.process.kill()
    await asyncio.to_thread(server.stop)


async def _asks(case: Case, model: str) -> int:
    return case.asked(model)


def _texts(call: dict[str, object]) -> str:
    messages = call["messages"]
    assert isinstance(messages, list)
    return "\n".join(str(message["text"]) for message in messages[1:])
