"""A fallback that shows nothing is overdue; one that works is not."""

from collections.abc import Callable

import pytest

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine import tick
from omo_watch_core.fallback.engine.effects import AbortRun, ReadHistory, ReadStatus, Resume
from omo_watch_core.fallback.history import Said
from tests.core.fallback.desk import Desk
from tests.core.fallback.host import NEVER
from tests.core.fallback.names import SESSION, A, B, C, answer, turn

TIMEOUT = 30_000


def _fallen_back(*chain: str, **settings: float) -> Desk:
    desk = Desk(*chain, **settings)
    desk.begins()
    desk.fails(A)
    assert desk.resumed() == [chain[0]]
    return desk


def test_a_silent_fallback_is_stopped_and_followed_by_the_next() -> None:
    desk = _fallen_back(B, C)
    desk.waits(TIMEOUT - 1)
    assert desk.aborts() == []
    desk.waits(1)
    assert desk.aborts() == ["session.timeout"]
    assert desk.resumed() == [B, C]
    assert desk.wanted(AbortRun)[0].cause == "session.timeout: two/beta showed nothing in 30 s"
    assert desk.toasts() == ["Switched to beta for next request"]


def test_the_timeout_is_as_it_is_set() -> None:
    desk = _fallen_back(B, C, timeout_seconds=5)
    desk.waits(4_999)
    assert desk.resumed() == [B]
    desk.waits(1)
    assert desk.resumed() == [B, C]


def test_without_a_timeout_nothing_is_overdue() -> None:
    desk = _fallen_back(B, C, timeout_seconds=0)
    desk.waits(3_600_000)
    assert desk.resumed() == [B]
    assert desk.aborts() == []


def test_the_whole_chain_may_be_silent() -> None:
    desk = _fallen_back(B, C)
    desk.waits(10 * TIMEOUT)
    assert desk.resumed() == [B, C]
    assert desk.aborts() == ["session.timeout"]
    assert desk.exhausted() == [(A, B, C)]


def _part(desk: Desk) -> None:
    desk.happens(h.Progressed)


@pytest.mark.parametrize("sign", [_part, Desk.answers])
def test_work_ends_the_watch(sign: Callable[[Desk], None]) -> None:
    desk = _fallen_back(B, C)
    desk.waits(TIMEOUT - 1)
    sign(desk)
    desk.waits(10 * TIMEOUT)
    assert desk.aborts() == []
    assert desk.resumed() == [B]


def test_an_empty_answer_does_not_end_it() -> None:
    desk = _fallen_back(B, C)
    desk.answers(output=False)
    desk.waits(TIMEOUT)
    assert desk.resumed() == [B, C]


@pytest.mark.parametrize(
    ("shown", "resumed"),
    [
        (answer("Done"), [B]),
        (answer(), [B, C]),
        (answer("Done", failed=True), [B, C]),
        (answer("Rate limit, retrying in 5 s"), [B, C]),
    ],
)
def test_where_only_the_history_can_tell_it_is_read(shown: Said, resumed: list[str]) -> None:
    desk = _fallen_back(B, C)
    desk.host.histories[SESSION] = (turn(), shown)
    desk.answers(output=None)
    assert desk.wanted(ReadHistory)[-1].cause == "is there an answer"
    desk.waits(TIMEOUT)
    assert desk.resumed() == resumed


def test_a_compaction_begins_its_time_anew() -> None:
    desk = _fallen_back(B, C)
    desk.waits(TIMEOUT - 1)
    desk.happens(h.Compacted)
    desk.waits(TIMEOUT - 1)
    assert desk.resumed() == [B]
    desk.waits(1)
    assert desk.resumed() == [B, C]


def test_a_run_that_ends_in_silence_has_failed() -> None:
    desk = _fallen_back(B, C)
    desk.idles()
    desk.waits(3_000)
    assert desk.resumed() == [B, C]
    assert desk.aborts() == []
    assert desk.wanted(Resume)[1].cause == "session.idle: two/beta ended without an answer"


def test_a_run_that_showed_a_part_has_answered() -> None:
    desk = _fallen_back(B, C)
    desk.happens(h.Progressed)
    desk.idles()
    assert desk.state().pending is None
    assert not desk.session().awaiting
    assert desk.resumed() == [B]


def test_the_next_model_that_was_refused_leaves_the_watch_on() -> None:
    desk = _fallen_back(B, C)
    desk.replies(Resume, "refused")
    desk.waits(TIMEOUT)
    assert desk.state().current == B
    desk.waits(TIMEOUT)
    assert desk.resumed() == [B, C, C]


def test_a_prompt_that_is_out_and_shows_nothing_is_overdue_too() -> None:
    desk = Desk(B, C, timeout_seconds=20)
    desk.begins()
    desk.replies(Resume, after_ms=NEVER)
    desk.fails(A)
    desk.waits(20_000)
    assert desk.resumed() == [B, C]
    assert desk.state().attempts == 2


def test_a_slow_status_does_not_end_the_watch() -> None:
    desk = Desk(B, C, timeout_seconds=5)
    desk.begins()
    desk.replies(ReadStatus, after_ms=6_000)
    desk.fails(A)
    desk.waits(6_000)
    assert desk.resumed() == [B]
    desk.waits(5_000)
    assert desk.resumed() == [B, C]


def test_a_model_that_works_while_its_prompt_is_out_is_not_stopped() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(Resume, after_ms=NEVER)
    desk.fails(A)
    desk.waits(1_000)
    desk.happens(h.Progressed)
    desk.waits(10 * TIMEOUT)
    assert desk.aborts() == []
    assert desk.resumed() == [B]


def test_a_step_that_fails_behind_a_retry_leaves_the_watch_on() -> None:
    desk = _fallen_back(B, C)
    desk.waits(TIMEOUT - 1)
    desk.replies(AbortRun, after_ms=2)
    desk.replies(ReadHistory, "unread")
    desk.retries(attempt=1)
    desk.waits(1 + 2 * TIMEOUT)
    assert desk.resumed() == [B, C]


def test_a_host_that_wakes_up_late_gives_a_new_prompt_its_time() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(ReadStatus, after_ms=NEVER)
    desk.fails(A)
    desk.now += 600_000
    desk.engine, wants = tick(desk.engine, desk.now, lambda key: desk.setup)
    assert [want.name for want in wants if isinstance(want, Resume)] == [B]
    assert [want for want in wants if isinstance(want, AbortRun)] == []


def test_a_look_for_the_answer_of_one_model_says_nothing_about_the_next() -> None:
    desk = _fallen_back(B, C)
    desk.host.histories[SESSION] = (turn(), answer("Half an"))
    desk.replies(ReadHistory, after_ms=3_500)
    desk.answers(output=None)
    desk.host.histories[SESSION] = (turn(), answer("Half an", failed=True))
    desk.fails(B)
    desk.waits(3_500)
    assert desk.resumed() == [B, C]
    assert desk.session().awaiting


def test_a_look_for_the_answer_counts_once() -> None:
    desk = _fallen_back(B, C)
    desk.answers(output=None)
    ask = desk.wanted(ReadHistory)[-1].ask
    assert desk.session().looking is None
    desk.happens(h.HistoryRead, ask=ask, said=(turn(), answer("Done")))
    assert desk.session().awaiting


def test_a_compaction_sets_no_watch_of_its_own() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.happens(h.Compacted)
    assert desk.session().timer_ms is None
    desk.fails(A)
    desk.happens(h.Progressed)
    desk.happens(h.Compacted)
    assert desk.session().timer_ms is None


def test_a_silent_run_whose_successor_cannot_be_sent_is_awaited_no_more() -> None:
    desk = _fallen_back(B, C)
    desk.replies(ReadHistory, "unread")
    desk.idles()
    assert desk.session().step is None
    assert not desk.session().awaiting
    assert desk.session().timer_ms is None


def test_an_answer_that_comes_before_the_prompt_was_answered_ends_the_watch() -> None:
    desk = _fallen_back(B, C)
    desk.replies(Resume, after_ms=1_000)
    desk.retries(attempt=1)
    desk.answers()
    desk.waits(1_000)
    assert desk.state().current == C
    assert desk.session().timer_ms is None


def test_a_step_under_way_is_not_overdue_itself() -> None:
    desk = _fallen_back(B, C)
    desk.replies(AbortRun, after_ms=NEVER)
    desk.waits(TIMEOUT - 1)
    desk.retries(attempt=1)
    desk.waits(1_000)
    assert desk.state().current == B
    assert desk.aborts() == ["session.status.retry-signal"]


def test_a_look_that_fails_leaves_the_watch_on() -> None:
    desk = _fallen_back(B, C)
    desk.replies(ReadHistory, "unread")
    desk.answers(output=None)
    assert desk.session().awaiting
    assert desk.session().timer_ms is not None
