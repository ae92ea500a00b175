"""What our own tasks need of a server: sessions below others, silent words, and toasts."""

import asyncio

import pytest

from tests.live.contract.shapes import SESSION, misfits
from tests.live.contract.subject import Json, Subject
from tests.live.ids import fresh_id

STORED = ["prompt", "part text"]
MARK = {"omo-watch": {"task": "own_1"}}


def _model(subject: Subject, name: str = "good") -> tuple[str, str]:
    provider, _, model = getattr(subject.words, name).partition("/")
    return provider, model


async def _silent(subject: Subject, session: str, text: str) -> str:
    """Tell a session something that wants no reply, and give the id of the message."""
    provider, model = _model(subject)
    message = fresh_id("msg")
    body = {
        "messageID": message,
        "agent": "build",
        "model": {"providerID": provider, "modelID": model},
        "noReply": True,
        "parts": [{"type": "text", "text": text, "metadata": MARK}],
    }
    answer = await subject.request("POST", f"/session/{session}/prompt_async", body)
    assert (answer.status_code, answer.content) == (204, b"")
    return message


async def test_a_session_below_another_has_what_was_given(subject: Subject) -> None:
    parent = await subject.lab.create("Parent")
    provider, model = _model(subject)
    given = {
        "parentID": parent,
        "title": "Look around (@explore subagent)",
        "agent": "explore",
        "model": {"id": model, "providerID": provider, "variant": "high"},
        "metadata": MARK,
        "permission": [{"permission": "task", "pattern": "*", "action": "deny"}],
    }
    answer = await subject.request("POST", "/session", given)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    made: Json = answer.json()
    assert misfits(made, SESSION) == []
    assert {key: made[key] for key in given} == given
    assert await subject.hears(made["id"], "session.created") == ["session.created"]
    told = subject.heard(made["id"])[0]["payload"]["properties"]["info"]
    assert told == made
    assert [child["id"] for child in await subject.lab.children(parent)] == [made["id"]]
    assert await subject.lab.status(made["id"]) == {"type": "idle"}


async def test_a_session_without_a_title_says_what_it_is(subject: Subject) -> None:
    parent = await subject.lab.create()
    child = await subject.lab.create(parent=parent)
    titles = [(await subject.lab.session(name))["title"] for name in (parent, child)]
    assert [title.split(" - ")[0] for title in titles] == ["New session", "Child session"]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"parentID": "ses_nope"}, 200),
        ({"agent": "nonesuch", "model": {"id": "nonesuch", "providerID": "none"}}, 200),
        ({"parentID": "abc"}, 400),
        ({"model": {"modelID": "x", "providerID": "y"}}, 400),
    ],
)
async def test_only_the_form_of_a_new_session_is_checked(
    subject: Subject, given: Json, status: int
) -> None:
    answer = await subject.request("POST", "/session", {"title": "Odd", **given})
    assert answer.status_code == status
    if status == 400:
        assert answer.json() == {"_tag": "BadRequest"}
    else:
        assert {key: answer.json()[key] for key in given} == given
        await subject.request("DELETE", f"/session/{answer.json()['id']}")


async def test_an_agent_of_the_session_is_not_that_of_its_prompts(subject: Subject) -> None:
    provider, model = _model(subject)
    given = {"agent": "explore", "model": {"id": model, "providerID": provider}, "title": "Ask"}
    session = (await subject.request("POST", "/session", given)).json()["id"]
    body = {"parts": [{"type": "text", "text": "Say something."}]}
    await subject.request("POST", f"/session/{session}/prompt_async", body)
    await subject.hears(session, "idle", "session.idle")
    asked, answered = [one["info"] for one in await subject.lab.messages(session)]
    assert (asked["agent"], answered["agent"]) == ("build", "build")
    assert (answered["providerID"], answered["modelID"]) == (provider, model)


async def test_an_errand_keeps_its_tools_and_its_mark(subject: Subject) -> None:
    parent = await subject.lab.create("Parent")
    child = await subject.lab.create("Look around (@explore subagent)", parent)
    told = {"task": False, "question": False}
    parts = [{"type": "text", "text": "Look around.", "metadata": MARK}]
    ours = await subject.lab.prompt(
        child, "", subject.words.good, "explore", tools=told, parts=parts
    )
    await subject.hears(child, "busy", "idle", "session.idle")
    asked, *answers = await subject.lab.messages(child)
    assert (asked["info"]["id"], asked["info"]["tools"]) == (ours, told)
    assert asked["parts"][0]["metadata"] == MARK
    assert {one["info"]["parentID"] for one in answers} == {ours}
    assert answers[-1]["info"]["finish"] == "stop"
    assert (await subject.lab.session(child))["agent"] == "explore"


async def test_a_silent_word_to_an_idle_session_begins_nothing(subject: Subject) -> None:
    session = await subject.ask("Say something.", subject.words.good)
    before = await subject.hears(session, "busy", "idle", "session.idle")
    told = await _silent(subject, session, "A task has ended.")
    await subject.hears(session, *STORED)
    await asyncio.sleep(1)
    assert subject.course(session)[len(before) :] == STORED
    assert await subject.lab.status(session) == {"type": "idle"}
    newest = (await subject.lab.messages(session))[-1]
    assert (newest["info"]["role"], newest["info"]["id"]) == ("user", told)
    assert newest["parts"][0]["metadata"] == MARK


async def test_a_silent_word_to_a_busy_session_is_answered_after_all(subject: Subject) -> None:
    text = "Talk slowly. [[words 12]][[delay 0.2]]"
    session = await subject.ask(text, subject.words.slow)
    await subject.hears(session, "delta")
    told = await _silent(subject, session, "A task has ended.")
    await subject.hears(session, "busy", "idle", "session.idle")
    entries = [one["info"] for one in await subject.lab.messages(session)]
    assert [info["role"] for info in entries] == ["user", "assistant", "user", "assistant"]
    assert (entries[2]["id"], entries[3]["parentID"]) == (told, told)


async def test_a_silent_word_leaves_a_wait_alone(subject: Subject) -> None:
    session = await subject.ask("Say something.", subject.words.limited)
    before = await subject.hears(session, "retry")
    waits = await subject.lab.status(session)
    await _silent(subject, session, "A task has ended.")
    await subject.hears(session, *STORED)
    assert await subject.lab.status(session) == waits
    await subject.lab.abort(session)
    heard = await subject.hears(session, "answer done", "idle", "session.idle")
    assert heard[len(before) :] == [*STORED, "answer done", "idle", "session.idle"]


@pytest.mark.parametrize("more", [{}, {"title": "omo-watch", "duration": 4000}])
async def test_a_toast_reaches_all_who_listen(subject: Subject, more: Json) -> None:
    toast = {"message": "anna moved Refactor billing to k2p5", "variant": "info", **more}
    answer = await subject.request("POST", "/tui/show-toast", toast)
    assert (answer.status_code, answer.json()) == (200, True)

    def shown() -> list[Json]:
        said = [one["payload"]["properties"] for one in subject.events if _is_toast(one)]
        return [one for one in said if one["message"] == toast["message"]]

    await subject.until(shown)
    assert shown() == [{"duration": 5000, **toast}]
    wrong = await subject.request("POST", "/tui/show-toast", {**toast, "variant": "loud"})
    assert (wrong.status_code, wrong.json()["name"]) == (400, "BadRequest")


def _is_toast(event: Json) -> bool:
    kind: str = event["payload"]["type"]
    return kind == "tui.toast.show"
