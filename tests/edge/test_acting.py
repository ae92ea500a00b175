"""What a backend sends for actions, and what it makes of the answers."""

from __future__ import annotations

import json

import pytest
from tests.edge.asking import HERE, MESSAGES, message, outcome
from tests.edge.fake_server import FakeServer, web_page

from omo_watch_core.effects import (
    DeleteSession,
    Effect,
    ReadHistory,
    ReadSession,
    ReadStatus,
    SendAbort,
    SendCommand,
    SendPrompt,
    SwitchModel,
)
from omo_watch_core.events import (
    AbortAnswered,
    CommandAnswered,
    DeletionAnswered,
    HistoryRead,
    PromptAnswered,
    SessionLookedFor,
    StatusRead,
)


async def test_an_abort_is_answered_or_not() -> None:
    abort = SendAbort(server="s", action="act_1", session="ses_1")
    async with FakeServer() as server:
        server.says("/session/ses_1/abort", True)
        good = await outcome(server, abort)
        server.says("/session/ses_1/abort", {}, 500)
        bad = await outcome(server, abort)
        assert {request.method for request in server.asked} == {"POST"}
    assert isinstance(good, AbortAnswered)
    assert isinstance(bad, AbortAnswered)
    assert (good.action, good.session, good.ok, good.reason) == ("act_1", "ses_1", True, "")
    assert (bad.ok, bad.reason) == (False, "it failed inside (500)")


@pytest.mark.parametrize(
    ("effect", "path"),
    [
        (
            SendPrompt(server="s", action="act_1", session="ses_1", body=b'{"parts":[]}'),
            "/session/ses_1/prompt_async",
        ),
        (
            SwitchModel(server="s", action="act_1", session="ses_1", body=b'{"parts":[]}'),
            "/api/session/ses_1/model",
        ),
    ],
)
async def test_a_prompt_is_sent_as_it_is(effect: Effect, path: str) -> None:
    async with FakeServer() as server:
        server.says(path, b"", 204)
        good = await outcome(server, effect)
        sent = server.asked[0]
        server.says(path, {"name": "BadRequest", "data": {"message": "Missing key\n at"}}, 400)
        bad = await outcome(server, effect)
        server.routes[path] = web_page
        old = await outcome(server, effect)
    none = await outcome(server, effect)
    assert (sent.path, sent.method, sent.body) == (path, "POST", b'{"parts":[]}')
    assert sent.headers["content-type"] == "application/json"
    results = [e for e in (good, bad, old, none) if isinstance(e, PromptAnswered)]
    assert [(e.action, e.status) for e in results] == [
        ("act_1", 204),
        ("act_1", 400),
        ("act_1", 404),
        ("act_1", 0),
    ]
    assert results[0].reason == ""
    assert results[1].reason.startswith("Missing key")
    assert "web page" in results[2].reason
    assert results[3].reason == "nothing listens there"


async def test_the_end_of_a_history_is_read_with_the_prompt_that_it_answers() -> None:
    history = ReadHistory(server="s", action="act_1", session="ses_1")
    async with FakeServer() as server:
        server.says(MESSAGES, [message("msg_2", "assistant", parentID="msg_1")])
        server.says(f"{MESSAGES}/msg_1", message("msg_1", "user", agent="build"))
        read = await outcome(server, history)
        server.says(MESSAGES, [])
        empty = await outcome(server, history)
        server.routes[MESSAGES] = web_page
        failed = await outcome(server, history)
    assert isinstance(read, HistoryRead)
    assert isinstance(empty, HistoryRead)
    assert isinstance(failed, HistoryRead)
    assert read.turn is not None
    assert (read.turn.prompt.id, read.turn.settled) == ("msg_1", False)
    assert (empty.turn, empty.failed) == (None, None)
    assert (failed.turn, "web page" in (failed.failed or "")) == (None, True)


async def test_a_status_is_read_and_missing_means_idle() -> None:
    async with FakeServer() as server:
        server.says("/session/status", {"ses_1": {"type": "retry", "attempt": 1}})
        seen = []
        for name in ("ses_1", "ses_2"):
            effect = ReadStatus(server="s", action="act_1", session=name, directory=HERE)
            seen.append(await outcome(server, effect))
        server.says("/session/status", {}, 500)
        seen.append(
            await outcome(
                server, ReadStatus(server="s", action="act_1", session="ses_1", directory=HERE)
            )
        )
    statuses = [event.status for event in seen if isinstance(event, StatusRead)]
    assert statuses == ["retry", "idle", None]


async def test_a_command_is_sent_and_its_turn_is_the_answer() -> None:
    command = SendCommand(server="s", action="act_1", session="ses_1", command="stop-continuation")
    path = "/session/ses_1/command"
    async with FakeServer() as server:
        server.says(path, {"info": {}, "parts": []})
        good = await outcome(server, command)
        sent = server.asked[0]
        server.says(path, {"name": "UnknownError", "data": {"message": "no such command"}}, 500)
        bad = await outcome(server, command)
    none = await outcome(server, command)
    assert (sent.method, json.loads(sent.body)) == (
        "POST", {"command": "stop-continuation", "arguments": ""},
    )  # fmt: skip
    results = [event for event in (good, bad, none) if isinstance(event, CommandAnswered)]
    assert [(event.status, event.reason) for event in results] == [
        (200, ""), (500, "no such command"), (0, "nothing listens there"),
    ]  # fmt: skip


async def test_a_deletion_is_sent_and_judged() -> None:
    deletion = DeleteSession(server="s", action="act_1", session="ses_1")
    async with FakeServer() as server:
        server.says("/session/ses_1", True)
        good = await outcome(server, deletion)
        assert server.asked[0].method == "DELETE"
        server.says("/session/ses_1", {"name": "NotFoundError"}, 404)
        gone = await outcome(server, deletion)
        server.routes["/session/ses_1"] = web_page
        page = await outcome(server, deletion)
    results = [event for event in (good, gone, page) if isinstance(event, DeletionAnswered)]
    assert [event.status for event in results] == [200, 404, 0]


async def test_a_session_is_looked_for_and_a_web_page_is_no_answer() -> None:
    look = ReadSession(server="s", action="act_1", session="ses_1")
    seen = []
    async with FakeServer() as server:
        server.says("/session/ses_1", {"id": "ses_1"})
        seen.append(await outcome(server, look))
        server.says("/session/ses_1", {"name": "NotFoundError"}, 404)
        seen.append(await outcome(server, look))
        server.says("/session/ses_1", {}, 500)
        seen.append(await outcome(server, look))
        server.routes["/session/ses_1"] = web_page
        seen.append(await outcome(server, look))
    found = [event.found for event in seen if isinstance(event, SessionLookedFor)]
    assert found == [True, False, None, None]
