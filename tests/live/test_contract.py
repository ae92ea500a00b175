"""One contract for the real server and the demo: answers, shapes, and the order of events."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.scheduler import PORT
from omo_watch_core.edge.demo.server import serve
from tests.edge.demo.fast import FastClock
from tests.live.contract_shapes import ASSISTANT, OF_A_SESSION, ROUTES, TOOL, USER, misfits
from tests.live.contract_subject import Json, Subject, subject_of
from tests.live.ids import fresh_id
from tests.live.real_server import RealServer
from tests.live.target import Target

RATE = 10
STORED = ["prompt", "part text"]
ANSWER = ["part step-start", "part text", "delta", "part text", "part step-finish"]
GOOD = ["busy", "answer", "busy", *ANSWER, "answer stop", "answer stop done"]
END = ["busy", "idle", "session.idle"]
ABORTED = ["error MessageAbortedError", "idle", "session.idle"]
CLOSED = ["answer done failed", "idle", "session.idle"]
CALL = ["part step-start", "part tool pending"]


@pytest.fixture(scope="module")
async def demo() -> AsyncIterator[Target]:
    """Serve the demo, faster than life."""
    async with serve(story=(LAPTOP,), clock=FastClock(RATE)) as urls:
        yield Target(urls["laptop"], LAPTOP.projects, "demo")


@pytest.fixture(params=["demo", pytest.param("real", marks=pytest.mark.real)])
async def subject(request: pytest.FixtureRequest, demo: Target) -> AsyncIterator[Subject]:
    """Give a client of the demo, then one of the real server."""
    real = request.param == "real"
    target: Target = request.getfixturevalue("real_target") if real else demo
    async with subject_of(target) as client:
        yield client


async def test_the_stream_begins_with_connected(subject: Subject) -> None:
    first = subject.events[0]
    assert set(first) == {"payload"}
    assert first["payload"]["type"] == "server.connected"
    assert first["payload"]["properties"] == {}
    assert first["payload"]["id"].startswith("evt_")


@pytest.mark.parametrize("path", ROUTES)
async def test_a_route_has_its_shape(subject: Subject, path: str) -> None:
    await _something_of_each(subject)
    answer = await subject.request("GET", path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert misfits(answer.json(), ROUTES[path]) == []
    assert path == "/session/status" or answer.json()


@pytest.mark.parametrize("rest", OF_A_SESSION)
async def test_a_route_of_a_session_has_its_shape(subject: Subject, rest: str) -> None:
    session = await subject.ask("Say something.", subject.words.good)
    await subject.hears(session, "idle", "session.idle")
    answer = await subject.request("GET", f"/session/{session}{rest}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert misfits(answer.json(), OF_A_SESSION[rest]) == []


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


async def test_a_run_takes_its_course(subject: Subject) -> None:
    session = await subject.ask("Say something.", subject.words.good)
    heard = await subject.hears(session, "idle", "session.idle")
    assert heard == ["session.created", *STORED, *GOOD, *END]
    kinds = [_type(one) for one in subject.events if _aggregate(one) == session]
    assert {"session.created.1", "message.updated.1", "message.part.updated.1"} <= set(kinds)
    assert not {kind for kind in kinds if kind.startswith(("session.status", "message.part.delta"))}


async def test_a_wait_is_aborted_and_moved_with_proof(subject: Subject) -> None:
    lab, words = subject.lab, subject.words
    session = await subject.ask("Say something.", words.limited, variant="high")
    assert await subject.hears(session, "retry") == [
        "session.created", *STORED, "busy", "answer", "busy", "retry",
    ]  # fmt: skip
    status = await lab.status(session)
    assert (status["type"], status["attempt"]) == ("retry", 1)
    before = len(subject.course(session))
    assert await lab.abort(session) is True
    await subject.hears(session, "answer done", "idle", "session.idle")
    part = {
        "id": fresh_id("prt"),
        "type": "text",
        "text": "",
        "synthetic": True,
        "ignored": True,
        "metadata": {"omo-watch": {"kind": "override"}},
    }
    ours = await lab.prompt(session, "", words.good, variant="high", parts=[part])
    heard = await subject.hears(session, "busy", "idle", "session.idle")
    assert heard[before:] == ["answer done", "idle", "session.idle", *STORED, *GOOD, *END]
    proof = (await lab.messages(session))[-1]["info"]
    assert proof["parentID"] == ours
    assert f"{proof['providerID']}/{proof['modelID']}" == words.good
    assert proof["variant"] == "high"
    (kept,) = [one for one in await lab.messages(session) if one["info"]["id"] == ours]
    assert {k: kept["parts"][0][k] for k in part} == part


async def test_a_text_is_aborted(subject: Subject) -> None:
    session = await subject.ask("Talk slowly.", subject.words.slow)
    before = await subject.hears(session, "delta")
    assert await subject.lab.abort(session) is True
    heard = await subject.hears(session, *CLOSED)
    assert heard == [*before, *ABORTED, "part text", *CLOSED]
    newest = (await subject.lab.messages(session))[-1]
    aborted = {"name": "MessageAbortedError", "data": {"message": "Aborted"}}
    assert newest["info"]["error"] == aborted
    assert newest["parts"][-1]["text"]


async def test_an_idle_session_is_aborted(subject: Subject) -> None:
    session = await subject.lab.create("Never asked anything")
    assert await subject.lab.abort(session) is True
    assert await subject.hears(session, "idle", "session.idle") == [
        "session.created", "idle", "session.idle",
    ]  # fmt: skip


async def test_a_family_is_aborted(subject: Subject) -> None:
    parent, children = await _family(subject)
    assert await subject.lab.abort(parent) is True
    await subject.hears(parent, *CLOSED)
    heard = subject.course(parent)
    stopped = heard.index(ABORTED[0])
    assert heard[stopped - 1] == "part tool error"
    assert heard[stopped:] == [*ABORTED, *CLOSED]
    for child in children:
        course = subject.course(child)
        course = course[course.index(ABORTED[0]) :]
        assert (course[:3], course[-3:]) == (ABORTED, CLOSED)


@pytest.mark.parametrize("reply", ["once", "reject"])
async def test_a_permission_is_answered(subject: Subject, reply: str) -> None:
    session = await subject.ask(subject.words.permission, subject.words.good)
    heard = await subject.asks(session, "permission")
    assert heard == ["session.created", *STORED, "busy", "answer", "busy", *CALL]
    (asked,) = [ask for ask in await subject.lab.permissions() if ask["sessionID"] == session]
    await subject.lab.permit(asked, reply)
    after = (await subject.hears(session, "idle", "session.idle"))[len(heard) + 2 :]
    step = ["part step-finish", "answer tool-calls", "answer tool-calls done"]
    if reply == "reject":
        assert after == ["permission.replied", "part tool error", *step, "idle", "session.idle"]
    else:
        run = ["permission.replied", "part tool running", "part tool completed"]
        assert after == [*run, *step, *GOOD, *END]
    assert not [ask for ask in await subject.lab.permissions() if ask["sessionID"] == session]


async def test_a_question_is_answered(subject: Subject) -> None:
    session = await subject.ask(subject.words.question, subject.words.good)
    heard = await subject.asks(session, "question")
    (asked,) = [ask for ask in await subject.lab.questions() if ask["sessionID"] == session]
    await subject.lab.reply(asked, asked["questions"][0]["options"][0]["label"])
    after = (await subject.hears(session, "idle", "session.idle"))[len(heard) + 2 :]
    step = ["part step-finish", "answer tool-calls", "answer tool-calls done"]
    assert after == ["question.replied", "part tool completed", *step, *GOOD, *END]


async def test_an_unknown_model_fails_without_an_answer(subject: Subject) -> None:
    provider = subject.words.good.partition("/")[0]
    session = await subject.ask("Say something.", f"{provider}/nonesuch")
    unknown = ["busy", "error UnknownError", "idle", "session.idle", "error UnknownError"]
    heard = await subject.hears(session, *unknown[1:])
    assert heard == ["session.created", *STORED, *unknown]
    first, second = [
        one["payload"]["properties"]["error"]["data"]["message"]
        for one in subject.heard(session)
        if _type(one) == "session.error"
    ]
    assert first == f"Model not found: {provider}/nonesuch."
    assert second.startswith(f"ProviderModelNotFoundError: {first}\n")


async def test_an_unknown_agent_stores_nothing(subject: Subject) -> None:
    session = await subject.ask("Say something.", subject.words.good, agent="nobody")
    errors = ["error UnknownError"] * 2
    assert await subject.hears(session, *errors) == ["session.created", *errors]
    assert await subject.lab.messages(session) == []


async def test_the_same_prompt_twice_has_one_answer(subject: Subject) -> None:
    session = await subject.lab.create("Once")
    message, part = fresh_id("msg"), fresh_id("prt")
    body = {"messageID": message, "parts": [{"id": part, "type": "text", "text": "Go on."}]}
    for _ in range(2):
        await subject.lab.prompt(session, "", subject.words.good, **body)
    await subject.hears(session, "idle", "session.idle")
    await subject.lab.prompt(session, "", subject.words.good, **body)
    await subject.lab.abort(session)
    entries = await subject.lab.messages(session)
    assert [one["info"]["role"] for one in entries] == ["user", "assistant"]
    assert len(entries[0]["parts"]) == 1


async def test_a_model_is_set_without_a_prompt(subject: Subject) -> None:
    session = await subject.lab.create("To be set")
    provider, _, model = subject.words.good.partition("/")
    wanted = {"model": {"id": model, "providerID": provider}}
    answer = await subject.request("POST", f"/api/session/{session}/model", wanted)
    assert (answer.status_code, answer.content) == (204, b"")
    switched = "session.next.model.switched"
    assert await subject.hears(session, switched) == ["session.created", switched]
    (event,) = [one for one in subject.heard(session) if _type(one) == switched]
    assert event["payload"]["properties"]["model"] == wanted["model"]
    assert (await subject.lab.session(session))["model"] == wanted["model"]


async def test_metadata_is_written_and_told(subject: Subject) -> None:
    session = await subject.lab.create("To be marked")
    mark = {"omo-watch": {"parked": {"until_ms": 1_795_000_000_000, "by": "anna"}}}
    answer = await subject.request("PATCH", f"/session/{session}", {"metadata": mark})
    assert (answer.status_code, answer.json()["metadata"]) == (200, mark)
    await subject.until(lambda: "session.updated" in map(_type, subject.heard(session)))
    assert subject.heard(session)[-1]["payload"]["properties"]["info"]["metadata"] == mark


async def test_a_deletion_takes_children_first(subject: Subject) -> None:
    parent = await subject.lab.create("Parent")
    child = await subject.lab.create("Child", parent)
    answer = await subject.request("DELETE", f"/session/{parent}")
    assert (answer.status_code, answer.json()) == (200, True)
    await subject.hears(parent, "session.deleted")
    gone = [one["payload"]["properties"]["info"]["id"] for one in subject.events
            if _type(one) == "session.deleted"]  # fmt: skip
    assert gone == [child, parent]
    assert (await subject.request("GET", f"/session/{child}")).status_code == 404


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


@pytest.fixture(params=["demo", pytest.param("real", marks=pytest.mark.real)])
async def locked(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Give the address of a server that wants the password `secret`."""
    if request.param == "real":
        make: Callable[..., RealServer] = request.getfixturevalue("fresh_server")
        yield make(projects=("only",), password="secret").url
        return
    async with serve(story=(LAPTOP,), password="secret") as urls:
        yield urls["laptop"]


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


async def _family(subject: Subject) -> tuple[str, list[str]]:
    """Give a parent that waits for children below it, which talk."""
    enough = all if subject.words.family else any
    if subject.words.family:
        parent = await subject.ask(subject.words.family, subject.words.good)
    else:
        listed = (await subject.request("GET", "/experimental/session")).json()
        (parent,) = [one["id"] for one in listed if one["title"] == PORT.title]
    children: list[str] = []
    while len(children) < 2:
        children = [child["id"] for child in await subject.lab.children(parent)]
    await subject.until(lambda: enough("delta" in subject.course(child) for child in children))
    return parent, children


def _type(event: Json) -> str:
    payload = event["payload"]
    return payload["syncEvent"]["type"] if payload["type"] == "sync" else payload["type"]


def _aggregate(event: Json) -> str | None:
    payload = event["payload"]
    return payload["syncEvent"]["aggregateID"] if payload["type"] == "sync" else None
