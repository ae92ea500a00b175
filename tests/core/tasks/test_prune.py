"""Tasks that are too old."""

import pytest

from omo_watch_core.tasks.prune import (
    Pruned,
    is_forgotten,
    pruned,
    still_waiting,
    timeout,
)
from omo_watch_core.tasks.record import TERMINAL, Status, Task
from tests.core.tasks.make import MINUTE, NOW, over, pending, task

FORGET_AFTER_MS, OPEN_FOR_MS, REMEMBERED_FOR_MS = 10 * MINUTE, 30 * MINUTE, 30 * MINUTE
MAX_DELAYS = 6
OLD = NOW - OPEN_FOR_MS
TOO_OLD = OLD - 1


@pytest.mark.parametrize(
    ("known", "too_late"),
    [
        (pending(queued_ms=OLD), False),
        (pending(queued_ms=TOO_OLD), True),
        (pending(queued_ms=None), False),
        (task(started_ms=OLD), False),
        (task(started_ms=TOO_OLD), True),
        (task(started_ms=TOO_OLD, updated_ms=OLD), False),
        (task(started_ms=OLD, updated_ms=TOO_OLD), True),
        (task(started_ms=None), False),
        (task(started_ms=TOO_OLD, session=None), True),
        (task(started_ms=TOO_OLD, is_team=True), False),
        (over(started_ms=TOO_OLD, queued_ms=TOO_OLD), False),
    ],
)
def test_open_tasks_have_failed_when_older_than_the_limit(known: Task, too_late: bool) -> None:
    assert (timeout(known, NOW, {}) is not None) is too_late


@pytest.mark.parametrize("status", ["busy", "retry", "running", "idle", "odd"])
def test_a_session_at_work_is_not_given_up(status: str) -> None:
    reason = timeout(task(started_ms=TOO_OLD), NOW, {"ses_bg_a": status})
    assert (reason is None) is (status in ("busy", "retry", "running"))


@pytest.mark.parametrize(("minutes", "said"), [(5.5, 6), (6.5, 7), (5.4, 5), (30, 30)])
def test_minutes_are_rounded_half_up(minutes: float, said: int) -> None:
    limit = minutes * MINUTE
    assert timeout(task(started_ms=1), NOW, {}, limit) == (
        f"Task timed out after {said} minutes of inactivity"
    )
    assert timeout(pending(queued_ms=1), NOW, {}, limit) == (
        f"Task timed out while queued ({said} minutes)"
    )


def test_given_up_tasks_are_kept_as_failed() -> None:
    late = pruned([task(started_ms=TOO_OLD)], NOW, {}, {}).timed_out[0]
    assert (late.status, late.completed_ms, late.lane) == ("error", NOW, None)
    assert "inactivity" in (late.error or "")


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_ended_tasks_are_forgotten_in_silence(status: Status) -> None:
    edge = over(status=status, completed_ms=NOW - REMEMBERED_FOR_MS)
    old = over("bg_b", status=status, completed_ms=NOW - REMEMBERED_FOR_MS - 1)
    undated = over("bg_c", status=status, completed_ms=None, started_ms=1)
    look = pruned([edge, old, undated], NOW, {}, {})
    assert look == Pruned(forgotten=frozenset({"bg_b"}))


def test_a_notice_that_waits_keeps_an_ended_task() -> None:
    old = over(completed_ms=1)
    assert pruned([old], NOW, {}, {"ses_p": ("bg_b", "bg_a")}).forgotten == set()
    assert pruned([old], NOW, {}, {"ses_p": ("bg_b",)}).forgotten == {"bg_a"}


def test_an_open_task_is_never_forgotten() -> None:
    assert pruned([task(completed_ms=1), pending("bg_b", completed_ms=1)], NOW, {}, {}) == Pruned()


def test_notices_of_old_unstarted_or_unknown_tasks_are_dropped() -> None:
    tasks = {
        "edge": over("edge", started_ms=OLD),
        "old": over("old", started_ms=TOO_OLD),
        "never": over("never", started_ms=None),
    }
    waiting = {"ses_p": ("edge", "old", "never", "unknown"), "ses_q": ("old",)}
    assert still_waiting(waiting, tasks, NOW) == {"ses_p": ("edge",)}
    assert still_waiting(waiting, tasks, NOW, MINUTE) == {}


@pytest.mark.parametrize(
    ("age", "delays", "siblings", "gone"),
    [
        (FORGET_AFTER_MS - 1, 0, False, False),
        (FORGET_AFTER_MS, 0, False, True),
        (FORGET_AFTER_MS, 0, True, False),
        (FORGET_AFTER_MS, 1, False, False),
        (2 * FORGET_AFTER_MS, 1, True, False),
        (REMEMBERED_FOR_MS, 2, True, True),
        (REMEMBERED_FOR_MS - 1, 1, True, False),
    ],
)
def test_an_ended_task_is_kept_while_siblings_run(
    age: int, delays: int, siblings: bool, gone: bool
) -> None:
    ended = over(completed_ms=NOW - age)
    assert is_forgotten(ended, NOW, delays, has_open_siblings=siblings) is gone


def test_that_is_put_off_six_times_at_most() -> None:
    for delays in (MAX_DELAYS - 1, MAX_DELAYS):
        ended = over(completed_ms=NOW - (delays + 1) * MINUTE)
        gone = is_forgotten(ended, NOW, delays, has_open_siblings=True, forget_after_ms=MINUTE)
        assert gone is (delays == MAX_DELAYS)


def test_what_has_not_ended_is_not_forgotten() -> None:
    assert not is_forgotten(task(), NOW, 0, has_open_siblings=False)
