"""The order of events: what follows a prompt, an abort, an answer, a deletion."""

import pytest

from omo_watch_core.edge.demo.scheduler import PORT
from tests.live.contract.subject import Json, Subject
from tests.live.ids import fresh_id

STORED = ["prompt", "part text"]
ANSWER = ["part step-start", "part text", "delta", "part text", "part step-finish"]
GOOD = ["busy", "answer", "busy", *ANSWER, "answer stop", "answer stop done"]
END = ["busy", "idle", "session.idle"]
ABORTED = ["error MessageAbortedError", "idle", "session.idle"]
CLOSED = ["answer done failed", "idle", "session.idle"]
CALL = ["part step-start", "part tool pending"]


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
