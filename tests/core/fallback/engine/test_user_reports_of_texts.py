"""Errors that users saw unrecognised: each leads to the next model on every path.

Source: fallback-behaviour 15. The threads stand beside the texts.
"""

import pytest

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import ReadHistory, Resume
from omo_watch_core.fallback.fault import read_fault
from tests.core.fallback.desk import Desk
from tests.core.fallback.host import NEVER
from tests.core.fallback.names import BAD, BROKEN, LIMITED, SESSION, A, B, C, answer, turn

TEXTS = [
    pytest.param("Free usage exceeded, add credits", id="5815, 6538"),
    pytest.param("[503] The request queue is full", id="6636"),
    pytest.param("Monthly usage limit reached", id="7431"),
    pytest.param("Limit Exhausted", id="7161"),
    pytest.param("Limit exhausted, please wait", id="2747"),
    pytest.param("quota exceeded [retrying in 10h]", id="3737"),
]


def _begun(*chain: str) -> Desk:
    desk = Desk(*chain)
    desk.begins()
    return desk


@pytest.mark.parametrize("text", TEXTS)
def test_a_limit_in_any_words_advances_on_an_announced_retry(text: str) -> None:
    desk = _begun(B)
    desk.retries(text, attempt=1)
    assert desk.resumed() == [B]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("path", ["error", "answer"])
def test_a_limit_in_any_words_advances_on_an_error(text: str, path: str) -> None:
    desk = _begun(B)
    fault = read_fault({"name": "UnknownError", "data": {"message": text}})
    (desk.fails if path == "error" else desk.answer_fails)(A, fault)
    assert desk.resumed() == [B]


@pytest.mark.parametrize(
    "error",
    [
        {"name": "UnknownError", "data": {"error": {"message": "Quota exceeded"}}},
        {"name": "UnknownError", "data": {"message": '{"error":{"code":429,"type":"x"}}'}},
        {"name": "UnknownError", "data": {"message": "Model not found: one/alpha"}},
        {"name": "APIError", "cause": {"statusCode": 529}, "message": "Overloaded"},
        {"name": "AI_LoadAPIKeyError", "data": {"message": "no key"}},
        {"name": "ProviderModelNotFoundError", "data": {"providerID": "one"}},
    ],
)
def test_wrapped_errors_are_looked_into(error: dict[str, object]) -> None:
    """7702, 3737, 2357."""
    desk = _begun(B)
    desk.fails(A, read_fault(error))
    assert desk.resumed() == [B]


@pytest.mark.parametrize(
    "text",
    ["I would explain the rate limit like this", "Too many requests means status 429", "Try again"],
)
def test_an_answer_that_talks_about_limits_is_an_answer(text: str) -> None:
    """The shared table is for errors; in an answer a wait must be announced as well."""
    desk = _begun(B, C)
    desk.fails(A)
    desk.host.histories[SESSION] = (turn(), answer(text))
    desk.answers(output=None)
    assert not desk.session().awaiting
    desk.waits(60_000)
    assert desk.resumed() == [B]


@pytest.mark.parametrize("shown", ["event", "history"])
def test_a_connection_that_breaks_in_the_middle_of_an_answer_advances(shown: str) -> None:
    """1777, 5435."""
    desk = _begun(B)
    desk.host.histories[SESSION] = (turn(), answer("Half an", failed=True))
    desk.answer_fails(A, BROKEN, has_output=True if shown == "event" else None)
    assert desk.resumed() == [B]
    cause = "message.updated: the connection broke in the middle of an answer"
    assert desk.wanted(Resume)[0].cause == cause


def test_the_broken_answer_does_not_block_the_retry() -> None:
    """5435: a dangling turn."""
    desk = _begun(B, C)
    desk.host.histories[SESSION] = (turn(), answer("Half an", failed=True))
    desk.fails(A, BROKEN)
    desk.answer_fails(A, BROKEN)
    assert desk.resumed() == [B]
    assert desk.session().queued is None


@pytest.mark.parametrize("shown", ["event", "history", "unread"])
def test_a_connection_that_breaks_before_any_text_does_not(shown: str) -> None:
    desk = _begun(B)
    if shown == "unread":
        desk.replies(ReadHistory, "unread")
    desk.answer_fails(A, BROKEN, has_output=False if shown == "event" else None)
    assert desk.resumed() == []
    assert desk.session().step is None
    assert len(desk.wanted(ReadHistory)) == (0 if shown == "event" else 1)
    assert desk.notes().startswith("not retryable: ")


def test_while_the_text_is_looked_for_nobody_waits_for_ever() -> None:
    desk = _begun(B)
    desk.replies(ReadHistory, after_ms=NEVER)
    desk.answer_fails(A, BROKEN)
    desk.waits(5_000)
    assert desk.session().step is None
    desk.fails(A)
    assert desk.resumed() == [B]


def test_a_limit_that_comes_while_the_text_is_looked_for_is_not_lost() -> None:
    desk = _begun(B)
    desk.replies(ReadHistory, after_ms=1_000)
    desk.answer_fails(A, BROKEN)
    desk.retries(attempt=1)
    desk.waits(1_000)
    assert desk.resumed() == [B]


def test_an_ordinary_error_with_text_is_no_cut() -> None:
    desk = _begun(B)
    desk.answer_fails(A, BAD, has_output=True)
    assert desk.resumed() == []


@pytest.mark.parametrize("seconds", [0, 30])
def test_signals_of_a_wait_in_an_answer_escalate_only_with_a_timeout(seconds: int) -> None:
    """1777; a timeout of 0 means that only errors act."""
    desk = Desk(B, timeout_seconds=seconds)
    desk.begins()
    text = "Rate limit, retrying in 5 s"
    desk.happens(h.AnswerSeen, model=A, signal=text, has_output=False)
    assert desk.resumed() == ([B] if seconds else [])
    desk.retries(attempt=1)
    desk.fails(A, LIMITED)
    assert desk.resumed() == [B]
