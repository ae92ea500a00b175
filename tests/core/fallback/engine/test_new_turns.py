"""A prompt stands in the session: one of ours ends what came before, one of others a fallback."""

import pytest

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import AbortRun, ReadHistory, Resume
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import SESSION, WAITING, A, B, C


def _begun(*chain: str) -> Desk:
    desk = Desk(*chain)
    desk.begins()
    return desk


def test_a_step_that_has_sent_nothing_is_dropped_when_a_new_turn_begins() -> None:
    desk = _begun(B, C)
    desk.replies(ReadHistory, after_ms=1_000)
    desk.fails(A)
    desk.happens(h.PromptSeen, ours=False)
    desk.waits(60_000)
    assert desk.resumed() == []
    assert desk.state().current == A
    assert not desk.session().awaiting


def test_so_is_a_prompt_that_waits_for_the_session() -> None:
    desk = _begun(B, C)
    desk.host.statuses[SESSION] = "busy"
    desk.fails(A)
    desk.happens(h.PromptSeen, ours=False)
    desk.host.statuses[SESSION] = "idle"
    desk.waits(60_000)
    assert desk.resumed() == desk.aborts() == []
    assert "dropped: a new turn began" in desk.notes()


def test_a_step_behind_an_abort_of_ours_goes_on() -> None:
    desk = _begun(B, C)
    desk.replies(AbortRun, after_ms=1_000)
    desk.retries(attempt=1)
    desk.happens(h.PromptSeen, ours=False)
    desk.waits(1_000)
    assert desk.resumed() == [B]


def test_a_prompt_that_is_out_is_not_called_back() -> None:
    desk = _begun(B, C)
    desk.replies(Resume, after_ms=1_000)
    desk.fails(A)
    desk.happens(h.PromptSeen, ours=False)
    desk.waits(1_000)
    assert desk.state().current == B
    assert desk.toasts() == ["Switched to beta for next request"]


def test_a_fallback_is_not_awaited_any_more_in_a_new_turn() -> None:
    desk = _begun(B, C)
    desk.fails(A)
    desk.happens(h.PromptSeen, ours=False)
    desk.waits(60_000)
    desk.idles()
    assert desk.resumed() == [B]
    assert (desk.state().current, desk.state().pending) == (B, None)


def test_a_prompt_of_ours_keeps_its_answer_awaited() -> None:
    desk = _begun(B, C)
    desk.fails(A)
    desk.happens(h.PromptSeen, ours=True)
    assert desk.session().awaiting
    desk.waits(30_000)
    assert desk.resumed() == [B, C]


def test_the_new_turn_may_meet_the_same_wait() -> None:
    desk = _begun(B, C)
    desk.replies(ReadHistory, "unread", after_ms=1_000)
    desk.happens(h.AnswerSeen, signal=WAITING, model=A)
    desk.happens(h.PromptSeen, ours=False)
    desk.retries(attempt=1)
    assert desk.resumed() == [B]


@pytest.mark.parametrize("model", [A, C])
def test_a_retry_of_another_model_does_not_settle_the_prompt_that_is_out(model: str) -> None:
    desk = _begun(B, C)
    desk.replies(Resume, after_ms=1_000)
    desk.fails(A)
    desk.retries(attempt=2, model=model)
    desk.waits(1_000)
    assert desk.resumed() == [B]
    assert desk.aborts() == []
