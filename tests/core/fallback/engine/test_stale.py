"""An error counts for the model it is about."""

import pytest

from tests.core.fallback.desk import Desk
from tests.core.fallback.names import BAD, BROKEN, A, B, C, D

STALE = "skipped: an error of another model than the one that was asked"


@pytest.mark.parametrize("model", [A, C, None])
@pytest.mark.parametrize("kind", ["error", "answer"])
def test_an_error_of_another_model_than_the_pending_one_is_stale(
    model: str | None, kind: str
) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    before = desk.session()
    (desk.fails if kind == "error" else desk.answer_fails)(model)
    assert desk.session() == before
    assert desk.wants[-1].cause == STALE


@pytest.mark.parametrize("kind", ["error", "answer"])
def test_an_error_of_the_pending_model_advances(kind: str) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    (desk.fails if kind == "error" else desk.answer_fails)(B)
    desk.waits(3_000)
    assert desk.resumed() == [B, C]


def test_with_nothing_pending_no_error_is_skipped() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.answers()
    assert desk.state().pending is None
    desk.waits(3_000)
    desk.fails(None)
    assert desk.resumed() == [B, C]


def test_a_stale_error_leaves_the_answer_timer_alone() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.waits(29_000)
    desk.fails(A)
    desk.waits(1_000)
    assert desk.resumed() == [B, C]
    assert desk.aborts() == ["session.timeout"]


@pytest.mark.parametrize("kind", ["error", "answer"])
def test_an_error_of_the_pending_model_that_moves_nothing_still_ends_the_waiting(kind: str) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    (desk.fails if kind == "error" else desk.answer_fails)(B, BAD)
    assert not desk.session().awaiting
    desk.waits(60_000)
    assert desk.resumed() == [B]


@pytest.mark.parametrize("named", [A, D])
def test_a_retry_of_another_model_than_the_one_that_was_asked_is_stale(named: str) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.retries(attempt=2, model=named)
    assert desk.resumed() == [B]
    assert desk.aborts() == []
    assert desk.state().current == B


def test_a_retry_of_the_one_that_was_asked_is_not() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.retries(attempt=1, model=B)
    assert desk.resumed() == [B, C]


def test_what_was_sent_and_failed_for_itself_gives_way_only_to_its_own_errors() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.fails(B, BAD)
    desk.waits(3_000)
    desk.answer_fails(A)
    desk.answer_fails(A, BROKEN, has_output=True)
    assert desk.resumed() == [B]
    assert f"skipped: {B} was sent and has not answered" in desk.notes()
    desk.answer_fails(B)
    assert desk.resumed() == [B, C]
