"""A session is stopped: what the provider sees of it, and what is said of it."""

from collections.abc import Awaitable, Callable

import pytest

from omo_watch_core.actions.cancel.quiet import QUIET_MS
from omo_watch_core.family import descendants
from tests.live.history import answered, prints, speaks
from tests.live.lab import IDLE, Json, Lab
from tests.live.program import Done, omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.relay import Relay
from tests.live.script import bash, par, task
from tests.live.watcher import quiet_lab, watch

pytestmark = pytest.mark.real
LONG = "[[words 600]][[delay 0.1]]"


async def test_a_stream_is_stopped(lab: Lab, server: RealServer, provider: ProviderProcess) -> None:
    session = await lab.ask("Talk slowly", "slow-gpt")
    await lab.until(lambda: lab.messages(session), speaks)
    done = await _cancel(server.url, session)
    assert (done.code, done.err) == (0, "")
    assert done.json | {"evidence": ""} == {
        "ok": True,
        "result": "stopped",
        "stopped": [session],
        "still_alive": [],
        "came_back": [],
        "aborts": 1,
        "evidence": "",
    }
    assert await lab.status(session) == IDLE
    (call,) = provider.requests("slow-gpt")
    assert call["ended"] == "left"


async def test_a_retry_is_stopped_and_never_tried_again(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask("Try again soon", "limited2-gpt")
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        line = await watcher.becomes(session, "retry")
        done = await watcher.stop(session)
        assert (done.result, done.targets, done.aborts) == ("stopped", (session,), 1)
        assert done.ended_ms is not None
        assert line.due_ms is not None
        assert done.ended_ms - done.started_ms >= QUIET_MS
        assert done.ended_ms > line.due_ms
        assert watcher.row(session).session.status == "idle"
    assert provider.count("limited2-gpt") == 1


async def test_a_running_tool_is_stopped(lab: Lab, server: RealServer) -> None:
    session = await lab.ask("Work " + bash("echo begun; sleep 90"))
    await lab.until(lambda: lab.messages(session), prints("begun"))
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        assert (await watcher.becomes(session, "busy")).session.tools
        done = await watcher.stop(session)
        assert (done.result, done.came_back) == ("stopped", ())
        line = await watcher.becomes(session, "idle")
        assert line.session.tools == ()
    (tool,) = [part for part in answered(await lab.messages(session)) if part["type"] == "tool"]
    assert tool["state"]["status"] == "completed"


async def test_a_tree_of_three_levels_is_stopped(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    deep = task(task("Three " + LONG, title="Three"), title="Two")
    root = await lab.ask("Begin " + par(task(deep, title="One"), task("Side " + LONG)))
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        await watcher.until(lambda _: len(descendants(watcher.server, root)) == 4)
        tree = {root, *descendants(watcher.server, root)}
    await lab.until(_open_calls(provider), lambda calls: len(calls) == 2)
    done = await _cancel(server.url, root, "--strength", "tree")
    document = done.json
    assert (done.code, document["ok"], document["result"]) == (0, True, "stopped")
    assert set(document["stopped"]) == tree
    assert (document["still_alive"], document["came_back"]) == ([], [])
    assert document["aborts"] == 1
    assert await lab.statuses() == {}
    assert await _open_calls(provider)() == []
    assert [call["ended"] for call in provider.requests("ok-gpt")].count("left") == 2
    # root, One and Two called their task tools; Three and Side were cut off; nobody went on
    assert provider.count("ok-gpt") == 5


async def test_one_child_is_stopped_and_its_sibling_goes_on(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    root = await lab.ask(par(task("A " + LONG, title="A"), task("B " + LONG, title="B")))
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        await lab.until(_open_calls(provider), lambda calls: len(calls) == 2)
        await watcher.until(lambda _: len(descendants(watcher.server, root)) == 2)
        first, second = descendants(watcher.server, root)
        done = await watcher.stop(first)
        assert (done.result, done.targets) == ("stopped", (first,))
        assert {watcher.row(name).state for name in (root, second)} == {"busy"}
    (left,) = await _open_calls(provider)()
    assert left["ended"] is None


async def test_an_idle_parent_keeps_its_background_children_unless_confirmed(
    fresh_server: Callable[..., RealServer], provider: ProviderProcess
) -> None:
    server = fresh_server(projects=("only",), background=True)
    provider.clear()
    async with quiet_lab(server.target) as lab:
        root = await lab.run("Begin " + task("Go on " + LONG, title="Behind", background=True))
        (child,) = await lab.children(root)
        await lab.becomes(child["id"], "busy")
        async with Relay(server.port) as relay:
            refused = await _cancel(relay.url, root)
            assert relay.changes == []
        assert (refused.code, refused.json["ok"], refused.json["result"]) == (1, False, "refused")
        assert child["title"] in refused.json["error"]
        assert "--yes" in refused.json["hint"]
        assert await lab.status(child["id"]) == {"type": "busy"}

        done = await _cancel(server.url, root, "--yes")
        assert (done.code, done.json["result"], done.json["aborts"]) == (0, "stopped", 1)
        assert set(done.json["stopped"]) == {root, child["id"]}
        assert await lab.statuses() == {}
    assert await _open_calls(provider)() == []


async def test_nothing_is_sent_where_nothing_runs(lab: Lab, server: RealServer) -> None:
    session = await lab.run("Be quick")
    async with Relay(server.port) as relay:
        done = await _cancel(relay.url, session)
        assert relay.changes == []
    assert (done.code, done.json["ok"], done.json["aborts"]) == (0, True, 0)
    assert "idle already" in done.json["evidence"]


async def test_steering_asks_and_stops_nothing(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await lab.ask("Talk slowly [[words 150]][[delay 0.1]]", "long-gpt")
    await lab.until(lambda: lab.messages(session), speaks)
    done = await _cancel(server.url, session, "--strength", "steer", "--text", "Wrap it up")
    assert (done.code, done.json["result"], done.json["aborts"]) == (0, "sent", 0)
    await lab.settled(session)
    calls = provider.requests("long-gpt")
    assert [call["ended"] for call in calls] == ["answered", "answered"]
    assert "Wrap it up" in calls[-1]["prompt"]


async def test_several_sessions_are_stopped_with_a_result_for_each(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    talks = [await lab.ask("Talk slowly", "slow-gpt") for _ in range(3)]
    waits = await lab.ask("Wait", "limited-opus")
    for session in talks:
        await lab.until(lambda name=session: lab.messages(name), speaks)
    await lab.becomes(waits, "retry")
    names = (*talks, waits)
    twice = waits[:-2]
    done = await _cancel(server.url, *names, twice)
    assert (done.code, done.json["ok"]) == (0, True)
    results = done.json["results"]
    assert [result["id"] for result in results] == [*names, waits]
    assert [result["stopped"] for result in results] == [[name] for name in (*names, waits)]
    assert {result["aborts"] for result in results} == {1}
    assert await lab.statuses() == {}
    assert [call["ended"] for call in provider.requests("slow-gpt")] == ["left"] * 3


async def test_one_that_cannot_be_found_spares_none_of_the_others(
    lab: Lab, server: RealServer
) -> None:
    root = await lab.ask("Begin " + task("Go on " + LONG, title="Below"))
    (child,) = await lab.until(lambda: lab.children(root))
    await lab.becomes(child["id"], "busy")
    names = ("ses_nowhere", child["id"], root, "bg_12345678")
    done = await _cancel(server.url, *names, "--strength", "tree")
    assert (done.code, done.json["ok"]) == (1, False)
    first, below, above, queued = done.json["results"]
    assert (first["ok"], first["error"]) == (False, "there is no session 'ses_nowhere'")
    assert above["ok"]
    assert set(above["stopped"]) == {root, child["id"]}
    assert below | {"id": ""} == above | {"id": ""}
    assert "stop-all" in queued["hint"]
    assert await lab.statuses() == {}


async def test_read_only_stops_nothing(lab: Lab, server: RealServer) -> None:
    session = await lab.ask("Wait", "limited-opus")
    status = await lab.becomes(session, "retry")
    done = await _cancel(server.url, session, "--read-only")
    assert done.code == 1
    assert done.json["ok"] is False
    assert done.json["error"].startswith("read-only")
    assert await lab.status(session) == status


async def _cancel(url: str, session: str, *words: str) -> Done:
    return await omo_watch("cancel", session, "--json", "--server", f"lab={url}", *words)


def _open_calls(provider: ProviderProcess) -> Callable[[], Awaitable[list[Json]]]:
    """Read the model calls that the provider still answers."""

    async def calls() -> list[Json]:
        return [call for call in provider.requests() if call["closed"] is None and call["tools"]]

    return calls
