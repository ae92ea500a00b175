"""How answers to permissions and questions are sent, and what is made of what comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.edge.asking import HERE, outcome
from tests.edge.fake_server import FakeServer, web_page

from omo_watch_core.effects import ReadAsks, ReplyAsk
from omo_watch_core.events import AskAnswered, AsksListed
from omo_watch_core.model import Ask, AskKind

OF_SESSION = "/session/ses_1/permissions/per_1"
OF_DIRECTORY = "/permission/per_1/reply"


def reply(kind: AskKind = "permission", name: str = "per_1", **fields: Any) -> ReplyAsk:
    ask = Ask(id=name, session="ses_1", directory=HERE, kind=kind, title="x")
    return ReplyAsk(**{"server": "s", "action": "act_1", "ask": ask, "reply": "once", **fields})


@pytest.mark.parametrize(
    ("effect", "path", "directory", "body"),
    [
        (reply(), OF_SESSION, None, {"response": "once"}),
        (reply(reply="always"), OF_SESSION, None, {"response": "always"}),
        (reply(reply="reject"), OF_SESSION, None, {"response": "reject"}),
        (
            reply(reply="reject", text="Use docs"),
            OF_DIRECTORY, HERE, {"reply": "reject", "message": "Use docs"},
        ),
        (
            reply("question", "que_1", reply="answers", answers=(("SQLite",), ("a", "b"))),
            "/question/que_1/reply", HERE, {"answers": [["SQLite"], ["a", "b"]]},
        ),
        (reply("question", "que_1", reply="reject"), "/question/que_1/reject", HERE, {}),
    ],
)  # fmt: skip
async def test_each_answer_has_its_route(
    effect: ReplyAsk, path: str, directory: str | None, body: object
) -> None:
    async with FakeServer() as server:
        server.says(path, True)
        event = await outcome(server, effect)
        (sent,) = server.asked
    assert isinstance(event, AskAnswered)
    assert (event.action, event.status, event.reason) == ("act_1", 200, "")
    assert (sent.method, sent.path, sent.query.get("directory")) == ("POST", path, directory)
    assert json.loads(sent.body) == body


async def test_a_server_without_the_first_route_is_asked_by_the_second() -> None:
    async with FakeServer() as server:
        server.says(OF_DIRECTORY, True)
        event = await outcome(server, reply())
        assert server.paths() == [OF_SESSION, OF_DIRECTORY]
        assert json.loads(server.asked[1].body) == {"reply": "once"}
    assert isinstance(event, AskAnswered)
    assert event.status == 200


async def test_a_web_page_is_no_word_about_the_request() -> None:
    async with FakeServer() as server:
        event = await outcome(server, reply())
        assert len(server.asked) == 2
    assert isinstance(event, AskAnswered)
    assert event.status == 400
    assert "web page" in event.reason


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (404, {"_tag": "PermissionNotFoundError", "message": "not found: per_1"}, "not found"),
        (400, {"name": "BadRequest", "data": {"message": "Missing key"}}, "Missing key"),
        (500, b"", "it failed inside (500)"),
        (401, b"", "user name and a password"),
    ],
)
async def test_a_refusal_keeps_its_status_and_words(status: int, body: object, reason: str) -> None:
    async with FakeServer() as server:
        server.says(OF_SESSION, body, status)
        event = await outcome(server, reply())
        assert len(server.asked) == 1
    assert isinstance(event, AskAnswered)
    assert event.status == status
    assert reason in event.reason


async def test_a_server_that_is_gone_gives_no_status() -> None:
    async with FakeServer() as server:
        pass
    event = await outcome(server, reply())
    assert isinstance(event, AskAnswered)
    assert (event.status, event.reason) == (0, "nothing listens there")


async def test_a_connection_that_breaks_is_not_tried_again() -> None:
    async def breaks(request: Any) -> None:
        request.reset()

    async with FakeServer() as server:
        server.routes[OF_SESSION] = breaks
        event = await outcome(server, reply())
        assert server.paths() == [OF_SESSION]
    assert isinstance(event, AskAnswered)
    assert event.status == 0


@pytest.mark.parametrize("kind", ["permission", "question"])
async def test_what_is_open_is_listed(kind: AskKind) -> None:
    body: dict[str, object] = {"id": "x_1", "sessionID": "ses_1", "questions": []}
    effect = ReadAsks(server="s", action="act_1", directory=HERE, kind=kind)
    async with FakeServer() as server:
        server.says(f"/{kind}", [body])
        good = await outcome(server, effect)
        assert server.asked[0].query == {"directory": HERE}
        server.says(f"/{kind}", b"[", 200)
        broken = await outcome(server, effect)
        server.routes[f"/{kind}"] = web_page
        page = await outcome(server, effect)
    gone = await outcome(server, effect)
    assert isinstance(good, AsksListed)
    assert (good.asks, good.kind, good.directory) == (("x_1",), kind, HERE)
    for event in (broken, page, gone):
        assert isinstance(event, AsksListed)
        assert event.asks is None
