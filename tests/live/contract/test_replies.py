"""What answers to permissions and questions do, and what becomes of those nobody waits for."""

from typing import Any

import pytest

from tests.live.contract.subject import Subject

Json = dict[str, Any]
END = ["idle", "session.idle"]


async def _asked(subject: Subject, kind: str) -> Json:
    """Let a new session ask, and give what it asks."""
    words = subject.words.permission if kind == "permission" else subject.words.question
    session = await subject.ask(words, subject.words.good)
    await subject.asks(session, kind)
    (asked,) = await _open(subject, kind, session)
    return asked


async def _open(subject: Subject, kind: str, session: str) -> list[Json]:
    listed = (await subject.request("GET", f"/{kind}")).json()
    return [asked for asked in listed if asked["sessionID"] == session]


async def _tool(subject: Subject, session: str) -> Json:
    parts = [part for message in await subject.lab.messages(session) for part in message["parts"]]
    return next(part["state"] for part in parts if part["type"] == "tool")


async def test_words_with_a_reject_reach_the_model(subject: Subject) -> None:
    asked = await _asked(subject, "permission")
    session = asked["sessionID"]
    body = {"reply": "reject", "message": "Not here"}
    answer = await subject.request("POST", f"/permission/{asked['id']}/reply", body)
    assert (answer.status_code, answer.json()) == (200, True)
    await subject.hears(session, *END)
    assert "with the following feedback: Not here" in (await _tool(subject, session))["error"]
    assert len(await subject.lab.messages(session)) == 3


async def test_a_rejected_question_ends_the_run(subject: Subject) -> None:
    asked = await _asked(subject, "question")
    session = asked["sessionID"]
    answer = await subject.request("POST", f"/question/{asked['id']}/reject", {})
    assert (answer.status_code, answer.json()) == (200, True)
    course = await subject.hears(session, *END)
    assert "question.rejected" in course
    assert "dismissed this question" in (await _tool(subject, session))["error"]
    assert len(await subject.lab.messages(session)) == 2


@pytest.mark.parametrize("kind", ["permission", "question"])
async def test_the_second_answer_is_not_found(subject: Subject, kind: str) -> None:
    asked = await _asked(subject, kind)
    body: Json = {"reply": "once"} if kind == "permission" else {"answers": [["This"]]}
    path = f"/{kind}/{asked['id']}/reply"
    assert (await subject.request("POST", path, body)).status_code == 200
    second = await subject.request("POST", path, body)
    assert second.status_code == 404
    assert second.json()["_tag"] == f"{kind.capitalize()}NotFoundError"
    if kind == "permission":
        path = f"/session/{asked['sessionID']}/permissions/{asked['id']}"
        assert (await subject.request("POST", path, {"response": "once"})).status_code == 404


@pytest.mark.parametrize("kind", ["permission", "question"])
async def test_an_abort_leaves_a_request_that_can_be_rejected(subject: Subject, kind: str) -> None:
    asked = await _asked(subject, kind)
    session = asked["sessionID"]
    await subject.lab.abort(session)
    closed = ["part tool error", "answer done failed", *END]
    course = await subject.hears(session, *closed)
    assert not {f"{kind}.replied", f"{kind}.rejected"} & {*course}
    assert await _open(subject, kind, session) == [asked]
    if kind == "permission":
        path, body = f"/session/{session}/permissions/{asked['id']}", {"response": "reject"}
    else:
        path, body = f"/question/{asked['id']}/reject", {}
    answer = await subject.request("POST", path, body)
    assert (answer.status_code, answer.json()) == (200, True)
    assert await _open(subject, kind, session) == []
    told = "permission.replied" if kind == "permission" else "question.rejected"
    assert await subject.hears(session, told) == [*course, told]
    assert len(await subject.lab.messages(session)) == 2
