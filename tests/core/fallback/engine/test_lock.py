"""The step under way is the lock of its session: one failure advances once."""

from collections.abc import Callable

import pytest

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import AbortRun, ReadHistory, ReadStatus, Resume, Want
from tests.core.fallback.desk import Desk
from tests.core.fallback.host import NEVER, Result
from tests.core.fallback.names import DOWN, LIMITED, OTHER, SESSION, A, B, C, D

Event = Callable[[Desk], None]


def _session_error(desk: Desk) -> None:
    desk.fails(A)


def _message_error(desk: Desk) -> None:
    desk.answer_fails(A)


def _retry(desk: Desk) -> None:
    desk.retries(attempt=1)


@pytest.mark.parametrize("first", [_session_error, _message_error, _retry])
@pytest.mark.parametrize("second", [_session_error, _message_error, _retry])
@pytest.mark.parametrize("third", [_session_error, _message_error, _retry])
def test_events_in_flight_of_one_failure_advance_once(
    first: Event, second: Event, third: Event
) -> None:
    desk = Desk(B, C)
    desk.begins()
    with desk.together():
        for event in (first, second, third):
            event(desk)
    assert desk.resumed() == [B]
    assert desk.state().attempts == 1
    assert desk.state().current == desk.state().pending == B


def test_the_second_event_after_the_answers_advances_no_further() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.answer_fails(A)
    desk.fails(A, DOWN)
    assert desk.resumed() == [B]
    assert desk.state().attempts == 1


def test_without_the_lock_two_failures_advance_twice() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    assert desk.session().step is None
    desk.fails(B)
    desk.waits(3_000)
    assert desk.resumed() == [B, C]


def test_two_sessions_do_not_lock_each_other() -> None:
    desk = Desk(B, C, share_cooldowns="off")
    desk.begins()
    desk.begins(OTHER)
    with desk.together():
        desk.fails(A, session=SESSION)
        desk.fails(A, session=OTHER)
    assert desk.resumed(SESSION) == desk.resumed(OTHER) == [B]
    assert desk.state(OTHER).attempts == 1


def test_the_lock_is_free_after_success() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(Resume, after_ms=500)
    desk.fails(A)
    desk.waits(499)
    assert desk.session().step is not None
    desk.waits(1)
    assert desk.session().step is None
    assert desk.state().current == B


def test_the_lock_is_free_when_no_model_is_left() -> None:
    desk = Desk(B)
    desk.begins()
    desk.fails(A)
    desk.fails(B)
    assert desk.session().step is None
    assert desk.exhausted() == [(A, B)]


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        (ReadHistory, "unread"),
        (Resume, "refused"),
        (Resume, "held"),
        (AbortRun, "held"),
    ],
)
def test_the_lock_is_free_when_the_host_refuses(kind: type[Want], result: Result) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(kind, result)
    if kind is ReadHistory:
        desk.fails(A)
    else:
        desk.retries(attempt=1)
    assert desk.session().step is None
    assert not desk.session().awaiting
    assert desk.session().timer_ms is None
    assert (desk.state().current, desk.state().attempts, desk.state().failed) == (A, 0, {})
    assert desk.toasts() == []
    assert "not sent: " in desk.notes()


@pytest.mark.parametrize(("kind", "deadline"), [(ReadHistory, 5_000), (AbortRun, 20_000)])
def test_the_lock_is_free_when_the_host_never_answers(kind: type[Want], deadline: int) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(kind, after_ms=NEVER)
    if kind is ReadHistory:
        desk.fails(A)
    else:
        desk.retries(attempt=1)
    desk.waits(deadline - 1)
    assert desk.session().step is not None
    desk.waits(1)
    assert desk.session().step is None
    assert desk.state().current == A
    assert desk.resumed() == []


def test_an_unread_status_is_no_reason_not_to_send() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(ReadStatus, after_ms=NEVER)
    desk.fails(A)
    desk.waits(9_999)
    assert desk.resumed() == []
    desk.waits(1)
    assert desk.resumed() == [B]
    assert desk.state().current == B


def test_a_prompt_that_is_never_answered_may_have_been_taken() -> None:
    desk = Desk(B, C, timeout_seconds=60)
    desk.begins()
    desk.replies(Resume, after_ms=NEVER)
    desk.fails(A)
    desk.waits(29_999)
    assert desk.session().step is not None
    desk.waits(1)
    assert desk.session().step is None
    assert desk.state().maybe_accepted
    assert desk.toasts() == ["Fallback dispatch may have been accepted for beta"]


def test_a_model_that_was_refused_is_asked_again_by_a_later_error() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(Resume, "refused")
    desk.fails(A)
    assert desk.session().step is None
    desk.waits(15_000)
    desk.fails(A)
    assert desk.resumed() == [B, B]
    assert desk.state().current == B


def test_a_late_answer_to_an_abandoned_question_changes_nothing() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(ReadHistory, after_ms=6_000)
    desk.fails(A)
    desk.waits(5_000)
    before = desk.session()
    desk.waits(1_000)
    assert desk.session() == before
    assert desk.resumed() == []


def test_an_answer_counts_once() -> None:
    desk = Desk(B, C, D)
    desk.begins()
    desk.fails(A)
    sent = desk.wanted(Resume)[0]
    before = desk.engine
    desk.happens(h.PromptAnswered, ask=sent.ask, result="refused")
    assert desk.engine == before


def test_an_error_of_the_model_whose_prompt_is_out_advances() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(Resume, after_ms=NEVER)
    desk.fails(A)
    desk.fails(B, LIMITED)
    assert desk.resumed() == [B, C]
    assert desk.state().attempts == 2
    assert desk.toasts() == ["Switched to gamma for next request"]


@pytest.mark.parametrize("waits", ["nothing", "a step", "a queued prompt"])
def test_an_answer_that_nobody_asked_for_changes_nothing(waits: str) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(ReadHistory, after_ms=NEVER)
    desk.host.statuses[SESSION] = "busy"
    if waits == "a step":
        desk.fails(A)
    elif waits == "a queued prompt":
        desk.host.script.clear()
        desk.fails(A)
    before = desk.engine
    desk.happens(h.HistoryRead, ask=999, said=())
    desk.happens(h.StatusRead, ask=999, status="idle")
    desk.happens(h.PromptAnswered, ask=999, result="taken")
    desk.happens(h.AbortAnswered, ask=999, result="failed")
    assert desk.engine == before


@pytest.mark.parametrize("kind", [ReadHistory, Resume])
def test_an_error_of_any_other_model_does_not_settle_the_step(kind: type[Want]) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(kind, after_ms=NEVER)
    desk.fails(A)
    before = desk.session()
    for model in (A, C, None) if kind is Resume else (A, B, C, None):
        desk.fails(model)
        desk.answer_fails(model)
    assert desk.session() == before
