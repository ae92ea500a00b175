"""Answers: status, content type, shape, and what is said about what is wrong."""

import httpx
import pytest

from tests.live.contract.shapes import ASSISTANT, OF_A_SESSION, ROUTES, TOOL, USER, misfits
from tests.live.contract.subject import Json, Subject


async def test_the_stream_begins_with_connected(subject: Subject) -> None:
    first = subject.events[0]
    assert set(first) == {"payload"}
    assert first["payload"]["type"] == "server.connected"
    assert first["payload"]["properties"] == {}
    assert first["payload"]["id"].startswith("evt_")


async def test_every_route_has_its_shape(subject: Subject) -> None:
    await _something_of_each(subject)
    for path, shape in ROUTES.items():
        answer = await subject.request("GET", path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert misfits(answer.json(), shape, path) == []
        assert answer.json()


async def test_every_route_of_a_session_has_its_shape(subject: Subject) -> None:
    session = await subject.ask("Say something.", subject.words.good)
    await subject.hears(session, "idle", "session.idle")
    for rest, shape in OF_A_SESSION.items():
        answer = await subject.request("GET", f"/session/{session}{rest}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert misfits(answer.json(), shape, rest) == []


async def test_messages_have_their_shapes_and_page(subject: Subject) -> None:
    session = await subject.ask(subject.words.permission, subject.words.good)
    await subject.asks(session, "permission")
    user, assistant = await subject.lab.messages(session)
    assert misfits(user["info"], USER) == []
    assert misfits(assistant["info"], ASSISTANT) == []
    assert misfits(assistant["parts"][-1], TOOL) == []
    path = f"/session/{session}/message?limit=1"
    newest = await subject.request("GET", path)
    assert [one["info"]["id"] for one in newest.json()] == [assistant["info"]["id"]]
    older = await subject.request("GET", f"{path}&before={newest.headers['x-next-cursor']}")
    assert [one["info"]["id"] for one in older.json()] == [user["info"]["id"]]
    assert "x-next-cursor" not in older.headers


async def test_a_model_is_set_without_a_prompt(subject: Subject) -> None:
    session = await subject.lab.create("To be set")
    provider, _, model = subject.words.good.partition("/")
    wanted = {"model": {"id": model, "providerID": provider}}
    answer = await subject.request("POST", f"/api/session/{session}/model", wanted)
    assert (answer.status_code, answer.content) == (204, b"")
    switched = "session.next.model.switched"
    assert await subject.hears(session, switched) == ["session.created", switched]
    event = subject.heard(session)[-1]
    assert event["payload"]["properties"]["model"] == wanted["model"]
    assert (await subject.lab.session(session))["model"] == wanted["model"]


async def test_metadata_is_written_and_told(subject: Subject) -> None:
    session = await subject.lab.create("To be marked")
    mark = {"omo-watch": {"parked": {"until_ms": 1_795_000_000_000, "by": "anna"}}}
    answer = await subject.request("PATCH", f"/session/{session}", {"metadata": mark})
    assert (answer.status_code, answer.json()["metadata"]) == (200, mark)
    await subject.until(lambda: len(subject.heard(session)) > 1)
    told = subject.heard(session)[-1]["payload"]
    assert (told["type"], told["properties"]["info"]["metadata"]) == ("session.updated", mark)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/session/ses_nope", None),
        ("GET", "/session/ses_nope/message", None),
        ("GET", "/session/ses_nope/todo", None),
        ("GET", "/session/ses_nope/children", None),
        ("PATCH", "/session/ses_nope", {"title": "x"}),
        ("DELETE", "/session/ses_nope", None),
        ("POST", "/session/ses_nope/prompt_async", {"parts": []}),
    ],
)
async def test_an_unknown_session_is_not_found(
    subject: Subject, method: str, path: str, body: Json | None
) -> None:
    answer = await subject.request(method, path, body)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    data = {"message": "Session not found: ses_nope"}
    assert answer.json() == {"name": "NotFoundError", "data": data}


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        ("/session/ses_nope/abort", {}, 200, True),
        ("/session/abc/abort", {}, 500, "UnknownError"),
        ("/session", {"title": 3}, 400, "BadRequest"),
        ("/permission/per_nope/reply", {"reply": "once"}, 404, "PermissionNotFoundError"),
        ("/question/que_nope/reply", {"answers": [["x"]]}, 404, "QuestionNotFoundError"),
        ("/question/que_nope/reject", {}, 404, "QuestionNotFoundError"),
        ("/session/ses_nope/permissions/per_nope", {"response": "once"}, 404, "NotFoundError"),
        ("/api/session/ses_nope/model", {"model": {"id": "a", "providerID": "b"}}, 404,
         "SessionNotFoundError"),
        ("/tui/show-toast", {"message": "x"}, 400, "BadRequest"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_told(
    subject: Subject, path: str, body: Json, status: int, told: object
) -> None:
    answer = await subject.request("POST", path, body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
    value = answer.json()
    assert (value.get("name", value.get("_tag")) if isinstance(value, dict) else value) == told


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, '\n  at ["parts"]'),
        ({"parts": "x"}, '\n  at ["parts"]'),
        ({"parts": [{"type": "text"}]}, '\n  at ["parts"][0]["text"]'),
        ({"parts": [], "messageID": "x"}, '\n  at ["messageID"]'),
        ({"parts": [], "model": "x"}, '\n  at ["model"]'),
    ],
)
async def test_a_bad_prompt_is_refused_with_its_place(
    subject: Subject, body: Json, place: str
) -> None:
    session = await subject.lab.create("Asked wrongly")
    answer = await subject.request("POST", f"/session/{session}/prompt_async", body)
    assert answer.status_code == 400
    told = answer.json()
    assert (told["name"], told["data"]["kind"]) == ("BadRequest", "Payload")
    assert told["data"]["message"].endswith(place)
    assert await subject.lab.messages(session) == []


@pytest.mark.parametrize("path", ["/nonsense", "/api/nonsense"])
async def test_an_unknown_route_is_the_web_page(subject: Subject, path: str) -> None:
    for method in ("GET", "POST"):
        answer = await subject.request(method, path, {} if method == "POST" else None)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html")


async def test_without_the_password_nothing_is_told(locked: str) -> None:
    paths = ("/global/health", "/global/event", "/session", "/nonsense")
    async with httpx.AsyncClient(base_url=locked, timeout=60) as client:
        for path in paths:
            for auth in (None, ("opencode", "wrong"), ("somebody", "secret")):
                answer = await client.get(path, auth=auth)
                assert (answer.status_code, answer.content) == (401, b"")
                assert answer.headers["www-authenticate"] == 'Basic realm="Secure Area"'
        refused = await client.post("/api/session/ses_nope/model", json={})
        assert refused.json() == {
            "_tag": "UnauthorizedError",
            "message": "Authentication required",
        }
        known = await client.get("/global/health", auth=("opencode", "secret"))
        assert known.json()["healthy"] is True


async def _something_of_each(subject: Subject) -> None:
    """Let a session answer, one wait, one ask and one question."""
    for kind in ("permission", "question"):
        session = await subject.ask(getattr(subject.words, kind), subject.words.good)
        await subject.asks(session, kind)
    session = await subject.ask("Say something.", subject.words.limited)
    await subject.hears(session, "retry")
