"""The error of an abort of ours is no user's cancellation; any other one is."""

import pytest

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import AbortRun, ReadHistory
from omo_watch_core.fallback.fault import read_fault
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import ABORTED, OTHER, SESSION, SPENT, A, B, C

RESET = (A, -1, 0)


def _place(desk: Desk, session: str = SESSION) -> tuple[str, int, int]:
    state = desk.state(session)
    return state.current, state.index, state.attempts


def _aborted_by_us() -> Desk:
    """Tell of a retry that was aborted for the next model."""
    desk = Desk(B, C)
    desk.begins()
    desk.retries(attempt=1)
    assert desk.aborts() == ["session.status.retry-signal"]
    return desk


def test_an_abort_of_ours_is_recorded_before_it_is_asked_for() -> None:
    desk = _aborted_by_us()
    assert desk.session().own_abort
    assert desk.session().own_abort_ms == desk.now


@pytest.mark.parametrize("kind", ["error", "answer"])
def test_its_error_keeps_everything(kind: str) -> None:
    desk = _aborted_by_us()
    desk.waits(1_999)
    (desk.fails if kind == "error" else desk.answer_fails)(A, ABORTED)
    assert _place(desk) == (B, 0, 1)
    assert desk.session().awaiting
    assert desk.session().timer_ms is not None
    assert desk.resumed() == [B]


def test_its_error_may_come_twice_within_two_seconds() -> None:
    desk = _aborted_by_us()
    desk.fails(A, ABORTED)
    assert not desk.session().own_abort
    desk.waits(1_999)
    desk.fails(A, ABORTED)
    assert _place(desk) == (B, 0, 1)


def test_once_its_error_has_come_one_after_two_seconds_is_a_persons() -> None:
    desk = _aborted_by_us()
    desk.fails(A, ABORTED)
    desk.waits(2_000)
    desk.fails(B, ABORTED)
    assert _place(desk) == RESET
    assert desk.session().cancelled
    assert not desk.session().awaiting


def test_its_error_may_come_late() -> None:
    desk = _aborted_by_us()
    desk.waits(10_000)
    desk.fails(A, ABORTED)
    assert _place(desk) == (B, 0, 1)


def test_an_answer_ends_the_waiting_for_its_error() -> None:
    desk = _aborted_by_us()
    desk.answers()
    desk.waits(2_000)
    desk.fails(B, ABORTED)
    assert _place(desk) == RESET


@pytest.mark.parametrize("kind", ["error", "answer"])
def test_without_an_abort_of_ours_it_is_a_persons(kind: str) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    (desk.fails if kind == "error" else desk.answer_fails)(B, ABORTED)
    assert _place(desk) == RESET
    assert desk.session().cancelled
    assert desk.resumed() == [B]


@pytest.mark.parametrize("text", ["aborted by the user", "Cancelled", "turn was interrupted"])
def test_a_cancellation_may_be_told_in_words(text: str) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.fails(B, read_fault({"message": text}))
    assert _place(desk) == RESET


def test_an_abort_counts_for_its_own_session_only() -> None:
    desk = _aborted_by_us()
    desk.begins(OTHER)
    desk.fails(A, session=OTHER)
    desk.fails(B, ABORTED, session=OTHER)
    assert _place(desk, OTHER) == RESET
    assert _place(desk) == (B, 0, 1)


def test_deletion_forgets_it() -> None:
    desk = _aborted_by_us()
    desk.happens(h.SessionEnded)
    desk.begins()
    desk.fails(A, ABORTED)
    assert desk.session().cancelled


def test_a_held_abort_is_none() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(AbortRun, "held")
    desk.retries(attempt=1)
    desk.fails(A, ABORTED)
    assert desk.session().cancelled


def test_a_failed_abort_is_noted_and_the_step_goes_on() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(AbortRun, "failed")
    desk.retries(attempt=1)
    assert "the abort failed" in desk.notes()
    assert desk.resumed() == [B]


def test_a_persons_abort_ends_the_step_under_way() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(ReadHistory, after_ms=1_000)
    desk.fails(A)
    desk.fails(A, ABORTED)
    desk.waits(5_000)
    assert desk.resumed() == []
    assert desk.session().step is None


@pytest.mark.parametrize("kind", ["error", "answer"])
def test_once_our_prompt_is_seen_an_abort_is_a_persons(kind: str) -> None:
    desk = _aborted_by_us()
    desk.happens(h.PromptSeen, ours=True)
    (desk.fails if kind == "error" else desk.answer_fails)(B, ABORTED)
    desk.idles()
    assert _place(desk) == RESET
    assert desk.resumed() == [B]


def test_an_abort_whose_error_nobody_awaits_leaves_the_other_one_awaited() -> None:
    desk = Desk(B, C, timeout_seconds=0)
    desk.begins()
    desk.answer_fails(A, SPENT)
    desk.happens(h.Delegated)
    desk.asks(model=B)
    desk.waits(90_000)
    assert desk.aborts() == ["message.updated.quota-fallback", "first-prompt-watchdog"]
    assert desk.session().own_abort


def test_only_an_error_of_the_session_ends_the_waiting_for_it() -> None:
    desk = _aborted_by_us()
    desk.answer_fails(A, ABORTED)
    assert desk.session().own_abort
    desk.fails(A, ABORTED)
    assert not desk.session().own_abort


def test_an_abort_that_led_to_nothing_is_no_excuse_for_a_later_one() -> None:
    desk = Desk(B, C)
    desk.begins()
    for _ in range(6):
        desk.replies(ReadHistory, "unread")
    desk.retries(attempt=1)
    desk.waits(600_000)
    assert desk.resumed() == []
    assert "not sent: the messages could not be read" in desk.notes()
    desk.happens(h.PromptSeen, ours=False)
    desk.asks()
    desk.fails(A, ABORTED)
    assert desk.session().cancelled
    desk.idles()
    assert desk.resumed() == []


@pytest.mark.parametrize("unread", [1, 5])
def test_what_we_stopped_is_not_left_alone_where_its_history_cannot_be_read_at_once(
    unread: int,
) -> None:
    desk = Desk(B, C)
    desk.begins()
    for _ in range(unread):
        desk.replies(ReadHistory, "unread")
    desk.retries(attempt=1)
    desk.waits(unread * 1_000 - 1)
    assert desk.resumed() == []
    desk.waits(1)
    assert desk.resumed() == [B]
