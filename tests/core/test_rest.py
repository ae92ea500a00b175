"""The bodies of a server's answers become the values that events carry."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core.events import StatusHeard
from omo_watch_core.model import ModelInfo, ModelRef, Todo
from omo_watch_core.wire import plugin_signs, rest
from tests.core.decoding import (
    ANSWER,
    AT,
    DIRECTORY,
    PERMISSION,
    QUESTIONS,
    SESSION,
    TEXT,
    as_plain,
    one,
)

RECORDED = sorted((Path(__file__).parents[1] / "recordings").glob("*.rest.json"))
CATALOGUE = {
    "providers": [
        {
            "id": "fake",
            "name": "Fake",
            "key": "SECRET-1",
            "options": {"apiKey": "SECRET-2", "headers": {"x": "SECRET-3"}},
            "models": {
                "ok-gpt": {
                    "id": "ok-gpt",
                    "name": "Ok\tGpt",
                    "limit": {"context": 200_000, "output": 8_192},
                    "variants": {"low": {"reasoningEffort": "low"}, "high": {}},
                    "headers": {"authorization": "SECRET-4"},
                },
                "a/b": {"id": "a/b"},
            },
        },
        {"id": "empty", "models": {}},
    ],
    "default": {"fake": "ok-gpt"},
}


def body(value: object) -> bytes:
    return json.dumps(value).encode()


def statuses(data: bytes) -> object:
    return rest.statuses(data, "lab", DIRECTORY, AT)


def permissions(data: bytes) -> object:
    return rest.permissions(data, DIRECTORY, AT)


def questions(data: bytes) -> object:
    return rest.questions(data, DIRECTORY, AT)


READERS: list[Callable[[bytes], object]] = [
    rest.health,
    rest.sessions,
    statuses,
    permissions,
    questions,
    rest.messages,
    rest.todos,
    rest.models,
    rest.own_directory,
    plugin_signs.in_config,
    plugin_signs.in_agents,
    plugin_signs.in_tools,
    plugin_signs.in_commands,
    rest.default_agent,
    rest.last_turn,
    rest.missing_prompt,
]


def test_health_is_a_version() -> None:
    assert rest.health(b'{"healthy":true,"version":"1.18.33"}') == "1.18.33"
    with pytest.raises(rest.WireError, match="not well"):
        rest.health(b'{"healthy":false,"version":"1.18.33"}')


def test_a_listed_session_is_the_one_of_its_event() -> None:
    listed = {**SESSION, "project": {"id": "dc11", "worktree": "/"}}
    [info] = rest.sessions(body([listed]))
    assert as_plain(one("session.updated", {"info": SESSION})) == {
        "server": "lab",
        "at_ms": AT,
        "info": as_plain(info),
        "created": False,
    }


def test_sessions_keep_their_order_and_need_little() -> None:
    infos = rest.sessions(body([{"id": "ses_2", "project": None}, {"id": "ses_1"}]))
    assert [info.id for info in infos] == ["ses_2", "ses_1"]
    assert rest.sessions(b"[]") == ()


def test_statuses_are_those_that_run() -> None:
    retry = {"type": "retry", "attempt": 1, "message": "Slow\ndown", "next": 5}
    sent = {"ses_1": {"type": "busy"}, "ses_2": retry, "ses_3": {"type": "napping"}}
    heard = rest.statuses(body(sent), "lab", DIRECTORY, AT)
    assert [(status.session, status.status) for status in heard] == [
        ("ses_1", "busy"),
        ("ses_2", "retry"),
        ("ses_3", "busy"),
    ]
    assert heard[1] == StatusHeard(
        server="lab",
        at_ms=AT,
        session="ses_2",
        directory=DIRECTORY,
        status="retry",
        attempt=1,
        message="Slow",
        next_ms=5,
    )


def test_asks_wait_since_their_id_was_made() -> None:
    stamped = {**PERMISSION, "id": "per_1f8409012002YHwy6Q0DqFPn"}
    asked = rest.permissions(body([PERMISSION, stamped]), DIRECTORY, AT)
    assert [ask.asked_ms for ask in asked] == [AT, 1_795_166_343_186]
    assert {(ask.kind, ask.title) for ask in asked} == {("permission", "bash touch a, touch b")}
    [question] = rest.questions(body([QUESTIONS]), DIRECTORY, AT)
    assert (question.kind, question.title, question.asked_ms) == (
        "question",
        "Which database?",
        AT,
    )


def test_messages_come_with_their_parts() -> None:
    [(message, parts)] = rest.messages(body([{"info": ANSWER, "parts": [TEXT]}]))
    assert (message.id, message.failure and message.failure.status) == ("msg_1", 401)
    assert [(part.kind, str(part.text), part.marked) for part in parts] == [
        ("text", "two\nlines", True)
    ]


def test_a_plan_is_read() -> None:
    sent = [{"content": "Read\nit", "status": "in_progress", "priority": "high"}]
    assert rest.todos(body(sent)) == (
        Todo(content="Read it", status="in_progress", priority="high"),
    )


def test_models_are_read_and_no_key() -> None:
    models = rest.models(body(CATALOGUE))
    ref = ModelRef(provider="fake", model="ok-gpt")
    assert models == (
        ModelInfo(ref=ref, label="Ok Gpt", context=200_000, variants=("low", "high")),
        ModelInfo(ref=ModelRef(provider="fake", model="a/b")),
    )
    assert "SECRET" not in str(models)


@pytest.mark.parametrize(
    "odd",
    [
        {"cost": {"input": "1", "output": 15}}, {"cost": []}, {"cost": None}, {"cost": "free"},
        {"cost": {"input": [3], "output": True}}, {"limit": {"context": "big"}}, {"limit": 7},
        {"variants": ["low"]}, {"name": 3},
    ],
)  # fmt: skip
def test_what_is_odd_about_a_model_hides_none(odd: dict[str, object]) -> None:
    good = {"name": "Good", "limit": {"context": 9}, "cost": {"input": 3, "output": 15.5}}
    providers = [{"id": "fake", "models": {"odd": {**good, **odd}, "good": good, "worst": 1}}]
    first, second, third = rest.models(body({"providers": providers}))
    assert first.ref.name == "fake/odd"
    assert third == ModelInfo(ref=ModelRef(provider="fake", model="worst"))
    assert (second.label, second.context) == ("Good", 9)
    assert (second.price_in, second.price_out) == (3, 15.5)
    if "cost" in odd:
        said = odd["cost"]
        assert first.price_in is None
        assert first.price_out == (15 if said == {"input": "1", "output": 15} else None)
        assert (first.label, first.context) == ("Good", 9)


def test_the_servers_own_directory() -> None:
    assert rest.own_directory(body({"home": "/srv/dev", "directory": DIRECTORY})) == DIRECTORY
    assert rest.own_directory(body({"directory": ""})) is None


@pytest.mark.parametrize(
    ("config", "agent"),
    [
        ({}, "build"),
        ({"default_agent": None}, "build"),
        ({"default_agent": ""}, "build"),
        ({"default_agent": 3}, "build"),
        ({"default_agent": "plan"}, "plan"),
    ],
)
def test_the_agent_of_prompts_that_name_none(config: object, agent: str) -> None:
    assert rest.default_agent(body(config)) == agent


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "data", [b"", b"<!doctype html>", b"7", b'"x"', b"[1]", b'{"a":1', b"[[]]"]
)
def test_what_is_no_answer_is_refused_in_one_sentence(
    read: Callable[[bytes], object], data: bytes
) -> None:
    with pytest.raises(rest.WireError, match=r"^it cannot be read: \S[^\n]+$"):
        read(data)


def refusal(read: Callable[[bytes], object], data: bytes) -> str:
    try:
        read(data)
    except rest.WireError as error:
        return str(error)
    return ""


@given(st.binary() | st.recursive(st.none() | st.text(), st.lists).map(body))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in READERS:
        assert "\n" not in refusal(read, data)


def test_a_title_cut_within_an_emoji_does_not_cost_the_listing() -> None:
    data = body([SESSION, {**SESSION, "id": "ses_2", "title": "cut \ud83d"}])
    assert b"\\ud83d" in data
    assert [info.title for info in rest.sessions(data)] == ["Refactor billing", "cut \ufffd"]


@pytest.mark.parametrize("recording", RECORDED, ids=lambda path: path.name.split(".")[0])
def test_recorded_answers_are_read_whole(recording: Path) -> None:
    answers = json.loads(recording.read_text("utf-8"))
    assert rest.health(body(answers["health"]))
    infos = rest.sessions(body(answers["sessions"]))
    assert [info.id for info in infos] == [sent["id"] for sent in answers["sessions"]]
    running = rest.statuses(body(answers["status"]), "lab", DIRECTORY, AT)
    assert {status.session: status.status for status in running} == {
        session: status["type"] for session, status in answers["status"].items()
    }
    assert len(permissions_and_questions(answers)) == len(
        answers["permission"] + answers["question"]
    )
    for sent in answers["messages"].values():
        if isinstance(sent, list):
            read = rest.messages(body(sent))
            assert [len(parts) for _, parts in read] == [len(entry["parts"]) for entry in sent]
            assert all(message.model and message.agent for message, _ in read)
    for sent in answers["todo"].values():
        if isinstance(sent, list):
            assert len(rest.todos(body(sent))) == len(sent)


def permissions_and_questions(answers: dict) -> list[object]:
    asked = rest.permissions(body(answers["permission"]), DIRECTORY, AT)
    return [*asked, *rest.questions(body(answers["question"]), DIRECTORY, AT)]
