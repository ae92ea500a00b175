"""What is announced is held against what answers, on a real server."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from omo_watch_core.announced import Mismatch
from omo_watch_core.select.inbox import inbox
from omo_watch_core.state import Session, State
from tests.live.lab import Json, Lab
from tests.live.program import omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.script import bash
from tests.live.watcher import NAME, Watcher, quiet_lab, watch

pytestmark = pytest.mark.real
TEXT = "Say it once please"
LOOK = bash("sleep 4")
"""A tool that works long enough for something to be said about the step behind it."""


@pytest.fixture
def server(fresh_server: Callable[..., RealServer]) -> RealServer:
    """Run a server whose directory nobody has worked in: a toast is about all that work there."""
    return fresh_server(projects=("only",))


@pytest.fixture
async def lab(server: RealServer, provider: ProviderProcess) -> AsyncIterator[Lab]:
    provider.clear()
    async with quiet_lab(server.target) as client:
        yield client


async def announce(lab: Lab, model: str) -> None:
    """Say what the plugin says when it falls back."""
    toast = {
        "title": "Model Fallback",
        "message": f"Switched to {model} for next request",
        "variant": "warning",
    }
    await lab.post("/tui/show-toast", toast)


def differences(watcher: Watcher) -> dict[str, tuple[str, str]]:
    """Give claim and fact by session, where they differ."""
    found = {s.id: s.mismatch for s in watcher.server.sessions.values() if s.mismatch}
    return {name: (known.claimed, known.fact) for name, known in found.items()}


def kinds(state: State, session: str) -> list[str]:
    return sorted(entry.kind for entry in inbox(state) if entry.session == session)


def session_of(state: State, name: str) -> Session:
    return state.servers[NAME].sessions[name]


def works_in_a_tool(messages: list[Json]) -> bool:
    parts = messages[-1]["parts"]
    return any(p["type"] == "tool" and p["state"]["status"] == "running" for p in parts)


def asks(model: str) -> Callable[[list[Json]], bool]:
    """Tell whether the newest message is that of a model."""
    return lambda messages: messages[-1]["info"].get("modelID") == model


async def test_a_move_that_is_answered_by_the_chosen_model_shows_nothing(
    lab: Lab, server: RealServer
) -> None:
    session = await lab.ask(TEXT, "limited2-gpt")
    await lab.becomes(session, "retry")
    seen: set[Mismatch | None] = set()

    def note(state: State) -> bool:
        known = session_of(state, session)
        seen.add(known.mismatch)
        return known.status == "idle" and known.answered

    async with watch(server.target) as watcher:
        await watcher.knows_all()
        moving = asyncio.create_task(watcher.move(session, "ok-claude"))
        await watcher.until(note)
        assert (await moving).result == "proved"
        assert session_of(watcher.state, session).announced is None
        assert kinds(watcher.state, session) == []
    assert seen == {None}
    assert (await omo_watch("inbox", server.url)).out == "Nothing needs you.\n"


async def test_a_toast_that_another_model_answers_is_a_difference_until_one_agrees(
    lab: Lab, server: RealServer
) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        session = await lab.ask(TEXT + LOOK, "ok-gpt")
        await lab.until(lambda: lab.messages(session), works_in_a_tool)
        await announce(lab, "ok-kimi")
        claimed = await watcher.until(lambda state: session_of(state, session).announced)
        assert differences(watcher) == {}
        ladder = watcher.row(session).ladder
        assert session_of(claimed, session).mismatch is None
        assert [rung.model.name for rung in ladder if rung.kind == "current"] == ["fake/ok-gpt"]
        await watcher.until(lambda _: differences(watcher))
        assert differences(watcher) == {session: ("ok-kimi", "fake/ok-gpt")}
        assert kinds(watcher.state, session) == ["mismatch"]
        await watcher.becomes(session, "done")
        assert differences(watcher) == {session: ("ok-kimi", "fake/ok-gpt")}
        done = await watcher.move(session, "ok-kimi", send="And in short?")
        assert done.result == "proved"
        await watcher.until(lambda _: not differences(watcher))
        assert kinds(watcher.state, session) == []


async def test_a_toast_that_may_be_about_two_claims_nothing(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        first, second = [await lab.ask(TEXT + LOOK, "ok-gpt") for _ in range(2)]
        for session in (first, second):
            await lab.until(lambda name=session: lab.messages(name), works_in_a_tool)
        await announce(lab, "ok-kimi")
        await watcher.until(lambda state: state.toasts)
        for session in (first, second):
            await watcher.becomes(session, "done")
            known = session_of(watcher.state, session)
            assert (known.announced, known.mismatch) == (None, None)


async def test_a_second_writer_behind_our_move_is_seen(lab: Lab, server: RealServer) -> None:
    """It stops what we started, and gives our own message to another model."""
    session = await lab.ask(TEXT, "limited-opus")
    await lab.becomes(session, "retry")
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        moving = asyncio.create_task(watcher.move(session, "hang-gpt"))
        await lab.until(lambda: lab.messages(session), asks("hang-gpt"))
        ours = (await lab.messages(session))[-1]["info"]["parentID"]
        await lab.abort(session)
        again = {
            "messageID": ours, "agent": "build", "parts": [],
            "model": {"providerID": "fake", "modelID": "ok-kimi"},
        }  # fmt: skip
        await lab.post(f"/session/{session}/prompt_async", again)
        await watcher.until(lambda _: differences(watcher))
        assert differences(watcher) == {session: ("fake/hang-gpt", "fake/ok-kimi")}
        done = await moving
        assert (done.result, done.evidence) == ("accepted", "hang-gpt failed: Aborted")
        assert kinds(watcher.state, session) == ["mismatch", "not proved"]
        mark = watcher.row(session).mismatch
        assert mark is not None
        assert (mark.source, mark.answered) == ("override", True)
        await watcher.becomes(session, "done")
        await lab.prompt(session, "Now by hand", "ok-gpt")
        await watcher.until(lambda _: not differences(watcher))
        assert kinds(watcher.state, session) == ["not proved"]


async def test_a_setting_waits_for_a_prompt_and_is_borne_out(lab: Lab, server: RealServer) -> None:
    session = await lab.run(TEXT)
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        done = await watcher.move(session, "ok-kimi")
        assert done.result == "set"
        claimed = await watcher.until(lambda state: session_of(state, session).announced)
        claim = session_of(claimed, session).announced
        assert claim is not None
        assert (claim.source, claim.model.name) == ("switch", "fake/ok-kimi")
        await lab.post(
            f"/session/{session}/prompt_async", {"parts": [{"type": "text", "text": "And now?"}]}
        )
        await watcher.until(lambda state: session_of(state, session).announced is None)
        assert differences(watcher) == {}
        model = session_of(watcher.state, session).answer
        assert model is not None
        assert model.model is not None
        assert model.model.name == "fake/ok-kimi"
