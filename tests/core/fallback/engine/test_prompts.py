"""A fallback's prompt waits its turn: for the last one, for the run, and not for ever."""

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import AbortRun, ReadHistory, ReadStatus, Resume
from tests.core.fallback.desk import Desk
from tests.core.fallback.host import NEVER, Result
from tests.core.fallback.names import SESSION, WAITING, A, B, C, answer, turn


def _queued(*chain: str, **settings: float) -> Desk:
    desk = Desk(*chain, **settings)
    desk.begins()
    desk.host.statuses[SESSION] = "busy"
    desk.fails(A)
    assert desk.resumed() == []
    return desk


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


def test_it_does_not_wait_for_ever() -> None:
    desk = _queued(B, C, timeout_seconds=60)
    desk.waits(40_000)
    assert desk.resumed() == []
    assert desk.session().queued is None
    assert "given up: the session never became free for two/beta" in desk.notes()


@pytest.mark.parametrize("kind", [ReadStatus, ReadHistory])
def test_a_look_that_fails_is_repeated(kind: type[ReadStatus] | type[ReadHistory]) -> None:
    desk = _queued(B, C)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(kind, "unread")
    desk.waits(250)
    assert desk.resumed() == []
    desk.waits(250)
    assert desk.resumed() == [B]


def test_an_answer_makes_the_waiting_prompt_stale() -> None:
    desk = _queued(B, C)
    desk.answers()
    desk.host.statuses[SESSION] = "idle"
    desk.waits(60_000)
    assert desk.resumed() == []


def test_who_answers_while_a_prompt_waits_is_the_one_who_ran_before() -> None:
    desk = _queued(B, C)
    desk.answers()
    assert desk.state().current == A


def test_an_answer_that_overtakes_the_reply_to_its_prompt_is_its_own() -> None:
    desk = _queued(B, C)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(Resume, after_ms=1_000)
    desk.waits(250)
    desk.answers()
    desk.waits(1_000)
    assert (desk.state().current, desk.state().pending) == (B, None)
    assert desk.resumed() == [B]


def test_a_run_that_ends_before_the_prompt_was_sent_is_no_silent_answer() -> None:
    desk = _queued(B, C)
    desk.idles()
    assert desk.state().current == B
    desk.host.statuses[SESSION] = "idle"
    desk.waits(250)
    assert desk.resumed() == [B]


def test_work_before_the_prompt_was_sent_is_not_its_own() -> None:
    desk = _queued(B, C)
    desk.happens(h.Progressed)
    desk.host.statuses[SESSION] = "idle"
    desk.waits(250)
    assert desk.resumed() == [B]
    desk.waits(30_000)
    assert desk.resumed() == [B, C]


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


def test_a_queued_prompt_that_is_never_answered_leaves_the_queue() -> None:
    desk = _queued(B, C, timeout_seconds=60)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(Resume, after_ms=NEVER)
    desk.waits(250 + 29_999)
    assert desk.session().queued is not None
    desk.waits(1)
    assert desk.session().queued is None


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


def test_a_prompt_waits_for_half_a_minute() -> None:
    desk = _queued(B, C, timeout_seconds=60)
    desk.waits(29_999)
    assert desk.session().queued is not None
    desk.waits(1)
    assert desk.session().queued is None


@pytest.mark.parametrize("result", [None, "held"])
def test_a_prompt_out_of_the_queue_keeps_others_away_where_it_was_sent(
    result: Result | None,
) -> None:
    desk = _queued(B, C)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(Resume, result)
    desk.waits(250)
    assert desk.notes().endswith(f"queued prompt: {result or 'taken'}")
    desk.fails(A if result else B)
    assert desk.resumed() == ([B, B] if result else [B])


@pytest.mark.parametrize("ends", ["given up", "held", "refused", "a new turn"])
def test_a_prompt_that_was_never_sent_leaves_the_session_where_it_stood(ends: str) -> None:
    desk = _queued(B, C)
    if ends == "given up":
        desk.waits(40_000)
    elif ends == "a new turn":
        desk.happens(h.PromptSeen, ours=False)
    else:
        desk.host.statuses[SESSION] = "idle"
        desk.replies(Resume, "held" if ends == "held" else "refused")
        desk.waits(250)
    assert (desk.state().current, desk.state().pending, desk.state().attempts) == (A, None, 0)
    assert A in desk.state().failed
    assert B not in desk.session().failures
    assert not desk.session().awaiting
    desk.waits(60_000)
    assert desk.aborts() == []


def test_its_time_to_answer_begins_when_it_is_sent() -> None:
    desk = _queued(B, C, timeout_seconds=10)
    desk.waits(20_000)
    assert desk.aborts() == desk.resumed() == []
    desk.host.statuses[SESSION] = "idle"
    desk.waits(250)
    assert desk.resumed() == [B]
    desk.waits(9_999)
    assert desk.resumed() == [B]
    desk.waits(3_000)
    assert desk.resumed() == [B, C]


@pytest.mark.parametrize(("kind", "deadline"), [(ReadStatus, 10_000), (ReadHistory, 5_000)])
def test_a_look_that_is_never_answered_is_repeated(
    kind: type[ReadStatus] | type[ReadHistory], deadline: int
) -> None:
    desk = _queued(B, C, timeout_seconds=60)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(kind, after_ms=NEVER)
    desk.waits(250 + deadline + 249)
    assert desk.resumed() == []
    desk.waits(1)
    assert desk.resumed() == [B]


@pytest.mark.parametrize("chain", [(B,), (B, C)])
def test_a_wait_of_the_run_before_it_is_not_held_against_a_prompt_that_was_not_sent(
    chain: tuple[str, ...],
) -> None:
    desk = _queued(*chain)
    desk.retries(attempt=1)
    assert desk.exhausted() == []
    assert B not in desk.session().failures
    assert desk.aborts() == ["session.status.retry-signal"]
    desk.host.statuses[SESSION] = "idle"
    desk.waits(1_000)
    assert desk.resumed() == [B]
