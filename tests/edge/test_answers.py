"""What a backend makes of a server's answers to its questions."""

from __future__ import annotations

import asyncio

import pytest
from tests.edge.asking import HERE, MESSAGES, backend_of, message, outcome, session
from tests.edge.fake_server import FakeServer, Request, Route, never, web_page

from omo_watch_core.edge.opencode import AT_ONCE, OpenCode
from omo_watch_core.effects import (
    DescribeServer,
    Effect,
    ListSessions,
    Probe,
    ReadDirectory,
    ReadHealth,
    ReadMessages,
    ReadModels,
    ReadTodos,
    SendAbort,
)
from omo_watch_core.events import (
    AbortAnswered,
    DirectoryRead,
    HealthRead,
    MessagesListed,
    ModelsListed,
    ProbeAnswered,
    ReadFailed,
    ServerDescribed,
    SessionsListed,
    TodosListed,
)


async def test_a_server_tells_about_itself() -> None:
    async with FakeServer() as server:
        server.says("/global/health", {"healthy": True, "version": "1.18.33"})
        server.says("/path", {"directory": HERE, "worktree": HERE})
        server.says("/config", {"plugin": ["oh-my-opencode@4"], "default_agent": "plan"})
        server.says("/agent", [{"name": "build"}])
        server.says("/config/providers", {"providers": [{"id": "fake", "models": {"ok": {}}}]})
        health = await outcome(server, ReadHealth(server="s"))
        assert isinstance(health, HealthRead)
        assert health.version == "1.18.33"
        told = await outcome(server, DescribeServer(server="s"))
        assert isinstance(told, ServerDescribed)
        assert (told.own_directory, told.plugin) == (HERE, True)
        assert told.default_agent == "plan"
        models = await outcome(server, ReadModels(server="s"))
        assert isinstance(models, ModelsListed)
        assert [model.ref.name for model in models.models] == ["fake/ok"]
        assert all(request.query == {} for request in server.asked)


async def test_a_server_without_settings_to_read_may_have_a_plugin_or_not() -> None:
    async with FakeServer() as server:
        server.says("/path", {"directory": HERE})
        told = await outcome(server, DescribeServer(server="s"))
        assert isinstance(told, ServerDescribed)
        assert (told.own_directory, told.plugin) == (HERE, None)
        assert told.default_agent is None


def paged(*pages: tuple[list[str], str | None]) -> Route:
    """Serve pages by their cursor: the first without one."""
    cursors = [None, *(cursor for _, cursor in pages[:-1])]

    async def route(request: Request) -> None:
        names, cursor = pages[cursors.index(request.query.get("cursor"))]
        headers = {"x_next_cursor": cursor} if cursor else {}
        await request.answer([session(name) for name in names], 200, "application/json", **headers)

    return route


@pytest.mark.parametrize(
    ("pages", "names", "complete"),
    [
        ([([], None)], [], True),
        ([(["a", "b"], "2"), (["b", "c"], "1"), (["d"], None)], ["a", "b", "c", "d"], True),
        ([(["a", "b"], "2"), (["a", "b"], "2")], ["a", "b"], False),
    ],
)
async def test_all_pages_of_the_listing_are_read(
    pages: list[tuple[list[str], str | None]], names: list[str], complete: bool
) -> None:
    async with FakeServer({"/experimental/session": paged(*pages)}) as server:
        listed = await outcome(server, ListSessions(server="s"))
        assert isinstance(listed, SessionsListed)
        assert [info.id for info in listed.sessions] == names
        assert listed.complete is complete
        assert len(server.asked) == len(pages)
        assert all("directory" not in request.query for request in server.asked)


@pytest.mark.parametrize("status", [200, 404])
async def test_an_older_server_lists_its_own_sessions(status: int) -> None:
    async with FakeServer() as server:
        server.says("/experimental/session", b"<html>", status, kind="text/html")
        server.says("/session", [session("a")])
        listed = await outcome(server, ListSessions(server="s"))
        assert isinstance(listed, SessionsListed)
        assert ([info.id for info in listed.sessions], listed.complete) == (["a"], False)


async def test_a_directory_is_read() -> None:
    async with FakeServer() as server:
        server.says("/session/status", {"ses_1": {"type": "busy"}, "ses_2": {"type": "new kind"}})
        server.says("/permission", [{"id": "per_1", "sessionID": "ses_1", "permission": "bash"}])
        read = await outcome(server, ReadDirectory(server="s", directory=HERE))
        assert isinstance(read, DirectoryRead)
        assert [(word.session, word.status) for word in read.statuses] == [
            ("ses_1", "busy"),
            ("ses_2", "busy"),
        ]
        assert [ask.id for ask in read.asks] == ["per_1"]
        assert {request.query["directory"] for request in server.asked} == {HERE}


async def test_a_history_and_a_plan_are_read() -> None:
    async with FakeServer() as server:
        server.says(MESSAGES, [message("msg_1", "user")], x_next_cursor="abc")
        server.says("/session/ses_1/todo", [{"content": "Read", "status": "pending"}])
        listed = await outcome(server, ReadMessages(server="s", session="ses_1", limit=2))
        assert isinstance(listed, MessagesListed)
        assert ([m.id for m, _ in listed.messages], listed.complete) == (["msg_1"], False)
        assert server.asked[0].query == {"limit": "2"}
        todos = await outcome(server, ReadTodos(server="s", session="ses_1"))
        assert isinstance(todos, TodosListed)
        assert [todo.content for todo in todos.todos] == ["Read"]


async def test_an_id_cannot_lead_to_another_route() -> None:
    async with FakeServer() as server:
        await outcome(server, ReadTodos(server="s", session="../global/dispose?x#"))
        target = server.asked[0]
        assert (target.path, target.query) == ("/session/..%2Fglobal%2Fdispose%3Fx%23/todo", {})


@pytest.mark.parametrize(
    ("effect", "what"),
    [
        (ReadHealth(server="s"), "health"),
        (DescribeServer(server="s"), "description"),
        (ListSessions(server="s"), "sessions"),
        (ReadModels(server="s"), "models"),
        (ReadDirectory(server="s", directory=HERE), "directory"),
        (ReadMessages(server="s", session="ses_1", limit=2), "messages"),
        (ReadTodos(server="s", session="ses_1"), "todos"),
    ],
)
async def test_every_question_can_fail(effect: Effect, what: str) -> None:
    async def broken(request: Request) -> None:
        await request.answer(b'{"half": ')

    async def reset(request: Request) -> None:
        request.reset()

    async def other(request: Request) -> None:
        await request.answer({}, 500)

    routes: list[Route] = [web_page, broken, reset, other]
    for route in routes:
        async with FakeServer(dict.fromkeys(PATHS, route)) as server:
            failed = await outcome(server, effect)
        assert isinstance(failed, ReadFailed)
        assert (failed.what, bool(failed.reason)) == (what, True)
        assert failed.directory == (HERE if what == "directory" else None)
        assert failed.session == ("ses_1" if what in ("messages", "todos") else None)


PATHS = (
    "/global/health",
    "/path",
    "/experimental/session",
    "/session",
    "/config/providers",
    "/session/status",
    MESSAGES,
    "/session/ses_1/todo",
)


async def test_few_questions_are_asked_at_once_and_actions_do_not_queue() -> None:
    full = asyncio.Event()

    async def waiting(request: Request) -> None:
        if server.paths().count(request.path) == AT_ONCE:
            full.set()
        await never(request)

    async with FakeServer({"/session/status": waiting}) as server, backend_of(server) as backend:
        server.says("/session/ses_1/abort", True)
        reads = [ReadDirectory(server="s", directory=f"/{at}") for at in range(9)]
        tasks = [asyncio.create_task(_performed(backend, effect)) for effect in reads]
        await full.wait()
        (answered,) = await backend.perform(SendAbort(server="s", action="a", session="ses_1"))
        assert isinstance(answered, AbortAnswered)
        assert answered.ok
        assert server.paths().count("/session/status") == AT_ONCE
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _performed(backend: OpenCode, effect: Effect) -> None:
    await backend.perform(effect)


async def test_the_probe_tells_slow_from_gone() -> None:
    async with FakeServer() as server:
        server.says("/global/health", {"healthy": True, "version": "1"})
        alive = await outcome(server, Probe(server="s"))
        server.says("/global/health", {}, 401)
        locked = await outcome(server, Probe(server="s"))
    gone = await outcome(server, Probe(server="s"))
    assert isinstance(alive, ProbeAnswered)
    assert isinstance(locked, ProbeAnswered)
    assert isinstance(gone, ProbeAnswered)
    assert (alive.took_ms, alive.reachable) == (0, True)
    assert (locked.took_ms, locked.reachable) == (0, True)
    assert (gone.took_ms, gone.reachable) == (None, False)
