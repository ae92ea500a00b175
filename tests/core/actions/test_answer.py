"""An answer is sent at once, and achieved when the server took it and the request is closed."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.commands import Reply
from omo_watch_core.effects import ReadAsks, ReadStatus, ReplyAsk
from tests.core.actions.asked import (
    CLOSED,
    MANY,
    ONE,
    PERMISSION,
    QUESTION,
    Asked,
    asking,
    dead,
    permission,
    question,
    reply,
)
from tests.core.actions.stage import HOME, LAB, NONCE, cancel, to

ACT = f"act_{NONCE}"


def end(stage: Asked) -> tuple[str | None, str]:
    action = stage.answering
    return action.result, action.evidence


@pytest.mark.parametrize("word", ["once", "always", "reject"])
def test_a_living_permission_is_answered_by_one_request(word: Reply) -> None:
    stage = asking()
    sent = stage.order(reply(reply=word))
    assert sent == [ReplyAsk(server=LAB, action=ACT, ask=stage.server.asks[PERMISSION], reply=word)]
    assert stage.taken() == []
    assert stage.answering.phase == "closing"
    stage.closed()
    assert end(stage)[0] == "answered"
    assert stage.sent == sent


def test_the_stream_may_tell_it_before_the_answer_comes() -> None:
    stage = asking()
    stage.order(reply())
    stage.closed()
    assert stage.answering.result is None
    stage.taken()
    assert end(stage) == ("answered", "Refactor billing: allowed once")


def test_a_request_of_a_child_is_answered_under_the_child() -> None:
    stage = asking(permission(session="ses_b"))
    (effect,) = stage.order(reply(session="ses_b"))
    assert isinstance(effect, ReplyAsk)
    assert effect.ask.session == "ses_b"
    stage.taken()
    stage.closed(session="ses_b")
    assert end(stage)[0] == "answered"


def test_without_the_stream_a_fresh_listing_tells() -> None:
    stage = asking()
    stage.order(reply())
    stage.taken()
    asked = ReadAsks(server=LAB, action=ACT, directory=HOME, kind="permission")
    assert stage.tick() == [asked]
    stage.later(500).listed("per_other")
    assert end(stage)[0] == "answered"
    assert stage.server.asks == {}


def test_what_stays_open_was_not_answered() -> None:
    stage = asking()
    stage.order(reply())
    stage.taken()
    for _ in range(3):
        assert len(stage.tick()) == 1
        stage.listed(PERMISSION)
    assert end(stage) == (
        "accepted",
        "the server took the answer, but it still lists the request",
    )
    assert len(stage.all_sent(ReplyAsk)) == 1


def test_what_cannot_be_listed_is_not_called_closed() -> None:
    stage = asking()
    stage.order(reply())
    stage.taken()
    for _ in range(3):
        stage.tick()
        stage.listed(read=False)
    assert end(stage) == (
        "accepted",
        "the server took the answer, but nobody saw the request closed",
    )


def test_words_go_with_a_reject() -> None:
    stage = asking()
    (effect,) = stage.order(reply(reply="reject", text="Use docs"))
    assert isinstance(effect, ReplyAsk)
    assert effect.text == "Use docs"
    stage.taken()
    stage.closed()
    assert end(stage)[1].endswith("rejected with your words, it reads them and goes on")


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        ((ONE,), (("SQLite",),)),
        ((ONE,), (("something else",),)),
        ((MANY,), (("Linux", "BSD"),)),
        ((ONE, MANY), (("Postgres",), ("BSD", "Plan 9"))),
    ],
)
def test_a_question_is_answered(asked: Any, answers: Any) -> None:
    stage = asking(question(*asked))
    (effect,) = stage.order(reply(ask=QUESTION, reply="answers", answers=answers))
    assert isinstance(effect, ReplyAsk)
    assert (effect.reply, effect.answers) == ("answers", answers)
    stage.taken()
    stage.closed(QUESTION)
    assert end(stage)[0] == "answered"
    said = "words of your own" if answers[0][0] == "something else" else answers[0][0]
    assert said in end(stage)[1]
    assert "something else" not in end(stage)[1]


@pytest.mark.parametrize(
    ("ask", "fields", "why"),
    [
        (permission(), {"reply": "answers", "answers": (("x",),)}, "a permission takes once"),
        (permission(), {"reply": "once", "text": "go"}, "only with the reject of a permission"),
        (question(), {"reply": "reject", "text": "no"}, "only with the reject of a permission"),
        (question(), {"reply": "once"}, "a question takes an answer or reject"),
        (question(), {"reply": "answers"}, "it asks 1 question, and each needs an answer"),
        (question(ONE, MANY), {"reply": "answers", "answers": (("SQLite",), ())}, "2 questions"),
        (question(), {"reply": "answers", "answers": (("a", "b"),)}, "question 1 takes one answer"),
        (
            question(CLOSED),
            {"reply": "answers", "answers": (("Perhaps",),)},
            "question 1 takes only Yes, No",
        ),
    ],
)
def test_what_makes_no_sense_is_not_sent(ask: Any, fields: Any, why: str) -> None:
    stage = asking(ask)
    assert stage.order(reply(ask=ask.id, **fields)) == []
    result, evidence = end(stage)
    assert result == "refused"
    assert why in evidence
    assert evidence.endswith("nothing was sent")


def test_an_unknown_request_names_those_that_are_open() -> None:
    stage = asking()
    assert stage.order(reply(ask="per_9")) == []
    assert end(stage) == ("refused", "lab has no open request `per_9`, nothing was sent")
    assert stage.answering.hint == "open: per_1 (bash touch x)"


def test_a_request_of_another_session_is_unknown() -> None:
    stage = asking(permission(session="ses_b"))
    assert stage.order(reply()) == []
    assert end(stage)[0] == "refused"


def test_a_second_key_does_not_answer_twice() -> None:
    stage = asking()
    stage.order(reply())
    assert stage.order(reply(nonce="b" * 14, reply="reject")) == []
    assert end(stage) == ("refused", "it is being answered already, nothing was sent")


def test_nothing_is_answered_where_only_watching_is_allowed() -> None:
    stage = asking()
    stage.state = replace(stage.state, mode="watch")
    assert stage.order(reply()) == []
    assert end(stage) == ("refused", "read-only, nothing was sent")


def test_an_answer_leaves_other_actions_alone() -> None:
    stage = asking()
    stage.order(cancel(nonce="c" * 14, strength="abort"))
    stage.order(to(nonce="m" * 14))
    stage.order(reply())
    others = [action for name, action in stage.state.actions.items() if name != stage.name]
    assert [action.result for action in others] == ["accepted", None]


@pytest.mark.parametrize("word", ["once", "always"])
def test_a_dead_permission_is_not_allowed(word: str) -> None:
    stage = dead()
    assert (stage.server.asks, list(stage.server.dead)) == ({}, [PERMISSION])
    assert stage.order(reply(reply=word)) == []
    result, evidence = end(stage)
    assert (result, stage.answering.hint) == ("refused", "reject cleans it up")
    assert evidence == "its run is over and nobody waits for it any more, nothing was sent"


def test_a_dead_question_is_not_answered() -> None:
    stage = dead(question())
    assert stage.order(reply(ask=QUESTION, reply="answers", answers=(("SQLite",),))) == []
    assert end(stage)[0] == "refused"


def test_a_dead_request_is_rejected_after_a_fresh_look() -> None:
    stage = dead()
    sent = stage.order(reply(reply="reject"))
    assert [type(effect) for effect in sent] == [ReadStatus]
    (effect,) = stage.later(100).status_read("idle")
    assert isinstance(effect, ReplyAsk)
    stage.taken()
    stage.closed()
    result, evidence = end(stage)
    assert result == "answered"
    assert "dead request" in evidence
    assert stage.server.dead == {}
