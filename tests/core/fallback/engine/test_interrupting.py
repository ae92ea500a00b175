"""A retry that is announced while a step is under way: the run is stopped first, once."""

import pytest

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import AbortRun, ReadHistory, ReadStatus, Resume
from tests.core.fallback.desk import Desk
from tests.core.fallback.host import NEVER
from tests.core.fallback.names import AGENT, BAD, SESSION, WAITING, A, B, C, answer, turn

RETRY = "session.status.retry-signal"
SIGNAL = "message.updated.retry-signal"


def _begun(*chain: str) -> Desk:
    desk = Desk(*chain)
    desk.begins()
    return desk


@pytest.mark.parametrize("kind", [ReadHistory, ReadStatus])
def test_a_step_that_has_sent_nothing_stops_the_run_and_goes_on(
    kind: type[ReadHistory] | type[ReadStatus],
) -> None:
    desk = _begun(B, C)
    desk.replies(kind, after_ms=1_000)
    desk.fails(A)
    desk.retries(attempt=1)
    assert desk.aborts() == [RETRY]
    desk.waits(2_000)
    assert desk.resumed() == [B]
    assert desk.state().attempts == 1


def test_a_signal_in_an_answer_does_the_same() -> None:
    desk = _begun(B, C)
    desk.replies(ReadHistory, after_ms=1_000)
    desk.fails(A)
    desk.happens(h.AnswerSeen, signal=WAITING, model=A)
    assert desk.aborts() == [SIGNAL]
    desk.waits(2_000)
    assert desk.resumed() == [B]


def test_a_step_that_stops_the_run_already_stops_it_once() -> None:
    desk = _begun(B, C)
    desk.replies(AbortRun, after_ms=1_000)
    desk.retries(attempt=1)
    desk.retries(attempt=2)
    desk.waits(1_000)
    assert desk.aborts() == [RETRY]
    assert desk.resumed() == [B]


def test_a_step_that_asks_whose_turn_it_is_makes_way_for_the_retry() -> None:
    desk = Desk(B)
    desk.host.histories[SESSION] = (turn(agent=AGENT), answer(failed=True))
    desk.replies(ReadHistory, after_ms=1_000)
    desk.fails(A)
    desk.retries(attempt=1)
    desk.waits(1_000)
    assert desk.aborts() == [RETRY]
    assert desk.resumed() == [B]
    assert desk.state().attempts == 1


def test_a_model_whose_prompt_is_out_and_that_waits_already_has_failed() -> None:
    desk = _begun(B, C)
    desk.replies(Resume, after_ms=NEVER)
    desk.fails(A)
    desk.retries(attempt=1)
    assert desk.aborts() == [RETRY]
    assert desk.resumed() == [B, C]
    assert desk.state().failed == {A: desk.now, B: desk.now}


def test_a_signal_of_a_model_that_is_awaited_stops_it() -> None:
    desk = _begun(B, C)
    desk.fails(A)
    desk.happens(h.AnswerSeen, signal=WAITING, model=B)
    assert desk.aborts() == [SIGNAL]
    assert desk.resumed() == [B, C]


def test_a_signal_of_a_model_that_nobody_sent_stops_nothing() -> None:
    desk = _begun(B, C)
    desk.happens(h.AnswerSeen, signal=WAITING, model=A)
    assert desk.aborts() == []
    assert desk.resumed() == [B]


def test_a_wait_that_no_rule_knows_leaves_the_watch_on() -> None:
    desk = _begun(B, C)
    desk.fails(A)
    desk.happens(h.AnswerSeen, signal="Limit reached, retrying in 5 s", model=B)
    assert desk.resumed() == [B]
    desk.waits(30_000)
    assert desk.resumed() == [B, C]


def test_an_error_says_more_than_a_signal_beside_it() -> None:
    desk = _begun(B)
    desk.answer_fails(A, BAD, signal=WAITING, has_output=False)
    assert desk.resumed() == []


def test_what_other_events_find_under_way_is_noted() -> None:
    desk = _begun(B)
    desk.replies(ReadHistory, after_ms=1_000)
    desk.fails(A)
    desk.fails(A)
    desk.answer_fails(A)
    assert [want.cause for want in desk.wants[-2:]] == [
        "skipped: a step is under way (session.error)",
        "skipped: a step is under way (message.updated)",
    ]


def test_a_retry_whose_abort_was_held_back_may_be_tried_again() -> None:
    desk = _begun(B)
    desk.replies(AbortRun, "held")
    desk.retries(attempt=1)
    desk.retries(attempt=1)
    assert desk.aborts() == [RETRY, RETRY]
    assert desk.resumed() == [B]


def test_a_prompt_that_was_settled_is_not_unclear_any_more() -> None:
    desk = _begun(B, C)
    desk.replies(Resume, "unclear")
    desk.fails(A)
    assert desk.state().maybe_accepted
    desk.replies(Resume, after_ms=NEVER)
    desk.answer_fails(B)
    desk.waits(3_000)
    desk.fails(C)
    assert not desk.state().maybe_accepted


def test_a_signal_says_that_a_prompt_was_taken_after_all() -> None:
    desk = _begun(B, C)
    desk.replies(Resume, "unclear")
    desk.fails(A)
    desk.happens(h.AnswerSeen, signal=WAITING, model=B)
    assert desk.resumed() == [B, C]


def test_the_same_wait_is_told_once_until_there_is_an_answer() -> None:
    desk = _begun(A)
    desk.retries(attempt=1)
    desk.retries(attempt=1)
    assert len(desk.exhausted()) == 1
    desk.answers()
    desk.idles()
    desk.retries(attempt=1)
    assert len(desk.exhausted()) == 2


def test_after_a_stop_the_same_wait_is_a_new_one() -> None:
    desk = _begun(A)
    desk.retries(attempt=1)
    desk.happens(h.StopAsked)
    desk.asks()
    desk.retries(attempt=1)
    assert len(desk.exhausted()) == 2
