"""A prompt that waits in the queue: looked at again, sent, or given up without a trace."""

import pytest

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import ReadHistory, ReadStatus, Resume
from tests.core.fallback.desk import Desk
from tests.core.fallback.host import NEVER, Result
from tests.core.fallback.names import SESSION, A, B, C, D


def _queued(*chain: str, **settings: float) -> Desk:
    desk = Desk(*chain, **settings)
    desk.begins()
    desk.host.statuses[SESSION] = "busy"
    desk.fails(A)
    assert desk.resumed() == []
    return desk


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


def test_a_queued_prompt_that_is_never_answered_leaves_the_queue() -> None:
    desk = _queued(B, C, timeout_seconds=60)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(Resume, after_ms=NEVER)
    desk.waits(250 + 29_999)
    assert desk.session().queued is not None
    desk.waits(1)
    assert desk.session().queued is None


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
    later = desk.now + 600_000
    desk.retries(attempt=1, model=D, until_ms=later)
    assert desk.exhausted() == []
    assert B not in desk.session().failures
    assert desk.session().failures[D] == later
    assert desk.aborts() == ["session.status.retry-signal"]
    desk.host.statuses[SESSION] = "idle"
    desk.waits(1_000)
    assert desk.resumed() == [B]


def test_a_new_turn_does_not_call_a_queued_prompt_back_that_is_out() -> None:
    desk = _queued(B, C)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(Resume, after_ms=1_000)
    desk.waits(250)
    desk.happens(h.PromptSeen, ours=False)
    desk.waits(6_000)
    desk.fails(B)
    assert desk.resumed() == [B, C]
    assert B in desk.session().failures


def test_the_reply_to_its_prompt_is_not_counted_as_silence() -> None:
    desk = _queued(B, C, timeout_seconds=10)
    desk.waits(9_500)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(Resume, after_ms=1_000)
    desk.waits(9_000)
    assert desk.resumed() == [B]
    assert desk.aborts() == []


def test_work_before_the_reply_to_its_prompt_counts() -> None:
    desk = _queued(B, C)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(Resume, after_ms=1_000)
    desk.waits(250)
    desk.happens(h.Progressed)
    desk.waits(120_000)
    assert desk.aborts() == []
    assert desk.resumed() == [B]


def test_the_same_wait_is_heard_again_once_its_prompt_was_held() -> None:
    desk = _queued(B, C)
    desk.host.statuses[SESSION] = "idle"
    desk.replies(Resume, "held", after_ms=1_000)
    desk.waits(250)
    desk.retries(attempt=1, model=A)
    desk.waits(1_000)
    assert desk.resumed() == [B]
    desk.retries(attempt=1, model=A)
    assert desk.resumed() == [B, B]
