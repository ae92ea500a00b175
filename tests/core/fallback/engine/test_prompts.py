"""A fallback's prompt waits its turn: for the last one, for the run, and not for ever."""

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.engine.effects import AbortRun, Resume
from tests.core.fallback.desk import Desk
from tests.core.fallback.host import Result
from tests.core.fallback.names import SESSION, WAITING, A, B, C, answer, turn


def test_the_second_prompt_waits_until_the_first_run_can_be_seen() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.fails(B)
    desk.waits(2_999)
    assert desk.resumed() == [B]
    desk.waits(1)
    assert desk.resumed() == [B, C]
    assert desk.toasts()[1] == "Fallback queued for gamma"


def test_our_own_abort_frees_the_session_at_once() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.retries(attempt=1)
    assert desk.resumed() == [B, C]


@pytest.mark.parametrize("status", ["busy", "retry", "running"])
def test_a_prompt_waits_while_the_session_works(status: str) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.host.statuses[SESSION] = status
    desk.fails(A)
    assert desk.resumed() == []
    assert desk.toasts() == ["Fallback queued for beta"]
    assert desk.state().current == B
    desk.host.statuses[SESSION] = "idle"
    desk.waits(250)
    assert desk.resumed() == [B]
    assert desk.session().queued is None
    assert len(desk.toasts()) == 1


def test_it_waits_for_a_turn_that_is_not_over() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.host.histories[SESSION] = (turn(), answer("Half an"))
    desk.fails(A)
    desk.waits(1_000)
    assert desk.resumed() == []
    desk.host.histories[SESSION] = (turn(), answer("Half an answer", finish="stop"))
    desk.waits(250)
    assert desk.resumed() == [B]


def test_an_error_ends_a_turn_that_has_no_end() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.host.histories[SESSION] = (turn(), answer("Half an", failed=True))
    desk.fails(A)
    assert desk.resumed() == [B]


def test_a_turn_that_we_aborted_blocks_nothing() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.host.histories[SESSION] = (turn(), answer("Half an"))
    desk.retries()
    assert desk.resumed() == [B]


def test_the_same_prompt_is_not_sent_twice_within_fifteen_seconds() -> None:
    desk = Desk(B, C, cooldown_seconds=0)
    desk.begins()
    desk.fails(A)
    desk.answers()
    desk.prompts(A)
    desk.waits(14_999)
    desk.fails(A)
    assert desk.resumed() == [B]
    assert desk.toasts()[1] == "Fallback queued for beta"


def test_after_fifteen_seconds_it_is() -> None:
    desk = Desk(B, C, cooldown_seconds=0)
    desk.begins()
    desk.fails(A)
    desk.answers()
    desk.prompts(A)
    desk.waits(15_000)
    desk.fails(A)
    assert desk.resumed() == [B, B]


def test_the_same_turn_on_two_models_is_two_prompts() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.host.histories[SESSION] = ()
    desk.fails(A)
    desk.fails(B)
    desk.waits(3_000)
    assert desk.resumed() == [B, C]


def test_an_unclear_answer_is_told_as_such() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(Resume, "unclear")
    desk.fails(A)
    assert desk.state().maybe_accepted
    assert desk.toasts() == ["Fallback dispatch may have been accepted for beta"]
    desk.retries(WAITING, attempt=1)
    assert desk.resumed() == [B]
    assert desk.aborts() == []
    assert "the last prompt may have been taken" in desk.notes()


def test_toasts_can_be_switched_off() -> None:
    desk = Desk(B, C, notify_on_fallback=False)
    desk.begins()
    desk.fails(A)
    assert desk.resumed() == [B]
    assert desk.toasts() == []


@pytest.mark.parametrize("result", ["done", "failed"])
def test_only_an_abort_that_was_done_frees_the_session(result: Result) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.replies(AbortRun, result)
    desk.retries(attempt=1)
    assert desk.resumed() == ([B, C] if result == "done" else [B])


def test_the_journal_says_why_a_prompt_was_not_sent() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(Resume, "held")
    desk.fails(A)
    assert desk.wants[-1].cause == "not sent: held"


def test_the_same_words_in_a_new_turn_are_another_prompt() -> None:
    desk = Desk(B, C, cooldown_seconds=0)
    desk.begins()
    for number in (1, 2):
        desk.host.histories[SESSION] = (turn("Go on", number),)
        desk.fails(A)
        desk.answers()
        desk.prompts(A)
        desk.waits(3_000)
    assert desk.resumed() == [B, B]


def test_a_turn_without_an_id_is_known_by_its_words() -> None:
    desk = Desk(B, C, cooldown_seconds=0)
    desk.begins()
    for words in ("Go on", "Go on", "Stop there"):
        desk.host.histories[SESSION] = (replace(turn(words), id=None),)
        desk.fails(A)
        desk.answers()
        desk.prompts(A)
        desk.waits(3_000)
    assert desk.resumed() == [B, B]
