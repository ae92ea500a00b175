"""Running tasks of which nothing is heard."""

from typing import Any

import pytest

from omo_watch_core.tasks.record import Task
from omo_watch_core.tasks.stale import (
    Patience,
    Suspicion,
    found,
    polled,
    suspicion,
    with_activity,
)
from tests.core.tasks.make import MINUTE, NOW, SECOND, over, pending, task

MIN_AGE_MS = 30 * SECOND
SHORT = Patience(stale_ms=3 * MINUTE, unheard_ms=10 * MINUTE, gone_ms=MINUTE)
IDLE = {"ses_bg_a": "idle"}
BUSY = {"ses_bg_a": "busy"}


def quiet(minutes: float = 20, **fields: Any) -> Task:
    """Describe a task that started an hour ago and was last heard so many minutes ago."""
    fields = {"started_ms": NOW - 60 * MINUTE, "updated_ms": NOW - minutes * MINUTE, **fields}
    return task(**fields)


def doubted(known: Task, statuses: dict[str, str] | None = None) -> Suspicion:
    doubt = suspicion(known, NOW, statuses, SHORT)
    assert doubt is not None
    return doubt


def test_polls_without_the_session_are_counted_in_a_row() -> None:
    once = polled(task(), {})
    assert once.missed_polls == 1
    assert polled(once, {"ses_other": "busy"}).missed_polls == 2
    assert polled(once, IDLE).missed_polls == 0
    assert found(once).missed_polls == 0


@pytest.mark.parametrize("known", [over(), pending(), pending(status="running")])
def test_only_running_sessions_are_counted(known: Task) -> None:
    assert polled(known, {}).missed_polls is None


def test_without_a_status_map_nothing_is_counted() -> None:
    assert polled(task(missed_polls=2), None).missed_polls == 2


@pytest.mark.parametrize(
    "known",
    [
        quiet(status="pending"),
        quiet(status="completed"),
        quiet(session=None),
        quiet(started_ms=None),
        quiet(started_ms=NOW - MIN_AGE_MS + 1),
        quiet(minutes=3),
        quiet(is_team=True),
        quiet(updated_ms=None, started_ms=NOW - 10 * MINUTE),
    ],
)
def test_nothing_is_said_against_these(known: Task) -> None:
    assert suspicion(known, NOW, None, SHORT) is None


def test_staleness_is_looked_at_from_the_least_age_on() -> None:
    patience = Patience(unheard_ms=SECOND)
    assert suspicion(task(started_ms=NOW - MIN_AGE_MS), NOW, None, patience) is not None


def test_a_task_without_a_sign_is_quiet_since_its_start() -> None:
    doubt = doubted(quiet(updated_ms=None, started_ms=NOW - 10 * MINUTE - 1), IDLE)
    assert (doubt.since_start, doubt.setting) == (True, "messageStalenessTimeoutMs")
    assert "no activity for 10min since start" in doubt.reason


@pytest.mark.parametrize(("seconds", "minutes"), [(209, 3), (210, 4), (270, 5)])
def test_minutes_are_rounded_half_up(seconds: int, minutes: int) -> None:
    assert f"no activity for {minutes}min)" in doubted(quiet(seconds / 60)).reason


def test_the_limits_are_three_quarters_of_an_hour_an_hour_and_a_minute() -> None:
    plain = Patience()
    limits = plain.stale_ms, plain.unheard_ms, plain.gone_ms
    assert limits == (45 * MINUTE, 60 * MINUTE, MINUTE)


def test_a_session_that_was_never_polled_is_not_gone() -> None:
    assert not doubted(quiet(missed_polls=None), {}).is_gone


def test_a_session_is_gone_after_three_polls() -> None:
    assert suspicion(quiet(2, missed_polls=2), NOW, {}, SHORT) is None
    doubt = doubted(quiet(2, missed_polls=3), {})
    assert (doubt.is_gone, doubt.ask, doubt.setting) == (True, "exists", "sessionGoneTimeoutMs")
    assert suspicion(quiet(1, missed_polls=3), NOW, {}, SHORT) is None


def test_polls_of_earlier_say_nothing_without_a_map_or_with_the_session_in_it() -> None:
    assert not doubted(quiet(missed_polls=3), None).is_gone
    assert not doubted(quiet(missed_polls=3), IDLE).is_gone


def test_a_missing_session_that_is_not_gone_yet_may_be_stale() -> None:
    doubt = doubted(quiet(missed_polls=1), {})
    assert (doubt.is_gone, doubt.ask, doubt.setting) == (False, None, "staleTimeoutMs")


def test_a_team_member_is_cut_only_when_gone() -> None:
    assert suspicion(quiet(is_team=True), NOW, IDLE, SHORT) is None
    assert doubted(quiet(is_team=True, missed_polls=3), {}).is_gone


@pytest.mark.parametrize(("statuses", "ask"), [(IDLE, None), (BUSY, "activity")])
def test_a_busy_session_is_asked_before_it_is_cut(statuses: dict[str, str], ask: object) -> None:
    assert doubted(quiet(), statuses).ask == ask


def test_a_busy_session_is_judged_by_its_newest_sign() -> None:
    doubt = doubted(quiet(20), BUSY)
    assert with_activity(doubt, NOW, None) is None
    assert with_activity(doubt, NOW, NOW - 3 * MINUTE) is None
    for active, minutes in ((5, 5), (30, 20)):
        after = with_activity(doubt, NOW, NOW - active * MINUTE)
        assert after is not None
        assert f"no activity for {minutes}min)" in after.reason
