"""The attempts of a task."""

import pytest

from omo_watch_core.tasks.attempts import begun, bound, ended, newest, queued_again
from omo_watch_core.tasks.record import TERMINAL, Status, Task
from tests.core.tasks.make import GPT, NOW, OPUS, SECOND, over, pending, task

LATER = NOW + SECOND


def running() -> Task:
    started = bound(begun(pending(), OPUS), 1, "ses_1", OPUS, NOW)
    assert started is not None
    return started


def test_a_new_attempt_waits_without_a_session() -> None:
    fresh = begun(over(error="old"), GPT)
    assert (fresh.status, fresh.session, fresh.model, fresh.error) == ("pending", None, GPT, None)
    assert [attempt.number for attempt in fresh.attempts] == [1]


def test_a_session_may_have_another_model_than_was_asked_for() -> None:
    started = bound(begun(pending(), OPUS), 1, "ses_1", GPT, NOW)
    assert started is not None
    assert (started.model, started.status) == (GPT, "running")
    assert started.attempts[0].model == GPT


def test_a_running_attempt_may_be_bound_again() -> None:
    again = bound(running(), 1, "ses_2", OPUS, LATER)
    assert again is not None
    assert (again.session, again.started_ms, len(again.attempts)) == ("ses_2", LATER, 1)


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_a_session_that_comes_too_late_is_refused(status: Status) -> None:
    assert bound(ended(running(), status, None, NOW), 1, "ses_9", OPUS, LATER) is None


@pytest.mark.parametrize("number", [1, 3])
def test_a_session_of_another_attempt_is_refused(number: int) -> None:
    second = queued_again(running(), GPT, "limited", NOW)
    assert second is not None
    assert bound(second, number, "ses_9", GPT, LATER) is None
    assert bound(second, 2, "ses_9", GPT, LATER) is not None


def test_an_end_frees_the_slot() -> None:
    assert ended(task(), "completed", None, NOW).lane is None


def test_a_later_end_overwrites_and_has_to_be_told_again() -> None:
    told = ended(task(), "error", "odd", NOW)
    later = ended(told, "cancelled", None, LATER)
    assert (later.status, later.error, later.completed_ms) == ("cancelled", None, LATER)
    assert len(later.attempts) == 1


def test_an_announced_task_that_ends_again_is_not_announced() -> None:
    assert not ended(over(is_announced=True), "cancelled", None, NOW).is_announced


def test_a_task_without_noted_attempts_is_its_own_first() -> None:
    attempt = newest(over(error="odd"))
    assert (attempt.number, attempt.status, attempt.model) == (1, "completed", OPUS)
    assert (attempt.session, attempt.error) == ("ses_bg_a", "odd")
    assert (attempt.started_ms, attempt.completed_ms) == (over().started_ms, NOW)


def test_the_next_attempt_waits_as_if_it_were_new() -> None:
    tired = task(updated_ms=NOW - SECOND, missed_polls=2)
    again = queued_again(tired, GPT, "limited", NOW)
    assert again is not None
    assert (again.status, again.session, again.model, again.lane) == ("pending", None, GPT, None)
    assert (again.queued_ms, again.updated_ms, again.missed_polls) == (NOW, None, None)
    assert [attempt.error for attempt in again.attempts] == ["limited", None]


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_an_ended_task_is_not_queued_again(status: Status) -> None:
    assert queued_again(over(status=status), GPT, "limited", NOW) is None


def test_a_waiting_task_may_be_queued_again() -> None:
    assert queued_again(pending(), GPT, "no prompt", NOW) is not None
