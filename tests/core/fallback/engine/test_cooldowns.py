"""A failed model cools down: for its session in any case, for others by the settings."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import AbortRun
from omo_watch_core.fallback.fault import Fault
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import ABORTED, DOWN, LIMITED, OTHER, SESSION, A, B, C, D

COOLDOWN = 60_000


def _hit(sharing: str, fault: Fault = LIMITED) -> Desk:
    """Tell of a session whose primary and first fallback failed."""
    desk = Desk(B, C, D, share_cooldowns=sharing, max_fallback_attempts=20)
    desk.begins()
    desk.fails(A, fault)
    desk.fails(B, fault)
    desk.waits(3_000)
    return desk


@pytest.mark.parametrize(
    ("sharing", "fault", "second"),
    [
        ("off", LIMITED, B),
        ("rate-limits", LIMITED, C),
        ("rate-limits", DOWN, B),
        ("all", LIMITED, C),
        ("all", DOWN, C),
    ],
)
def test_a_second_session_goes_to_the_next_model_as_it_is_set(
    sharing: str, fault: Fault, second: str
) -> None:
    desk = _hit(sharing, fault)
    desk.begins(OTHER)
    desk.fails(A, fault, OTHER)
    assert desk.resumed(OTHER) == [second]
    assert desk.state(OTHER).attempts == 1


def test_the_journal_says_who_met_the_failure() -> None:
    desk = _hit("all")
    cooldown = desk.engine.board.cooldowns[B]
    assert (cooldown.who[1], cooldown.reason) == (SESSION, "rate-limit")
    assert (cooldown.since_ms, cooldown.until_ms) == (desk.now - 3_000, desk.now + 57_000)


def test_at_the_end_of_its_cooldown_a_shared_model_is_free() -> None:
    desk = _hit("all")
    desk.begins(OTHER)
    desk.waits(COOLDOWN - 3_000)
    desk.fails(A, LIMITED, OTHER)
    assert desk.resumed(OTHER) == [B]


def test_a_stated_end_beyond_the_cooldown_counts() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.retries(attempt=1, until_ms=desk.now + 600_000)
    desk.begins(OTHER, model=C)
    desk.waits(599_999)
    assert desk.engine.board.cooldowns[A].until_ms == desk.now + 1
    assert desk.session().failures[A] == desk.now + 1


def test_a_stated_end_within_the_cooldown_does_not_shorten_it() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.retries(attempt=1, until_ms=desk.now + 1_000)
    assert desk.session().failures[A] == desk.now + COOLDOWN


def _stop(desk: Desk) -> None:
    desk.happens(h.StopAsked)


def _abort(desk: Desk) -> None:
    desk.fails(B, ABORTED)


def _choose(desk: Desk) -> None:
    desk.answers()
    desk.prompts(A)


def _stop_and_idle(desk: Desk) -> None:
    _stop(desk)
    desk.idles()


@pytest.mark.parametrize("resetting", [_stop, _abort, _choose, _stop_and_idle])
def test_a_failed_model_is_not_chosen_inside_its_cooldown_whatever_resets_the_position(
    resetting: Callable[[Desk], None],
) -> None:
    desk = Desk(B, C, D, share_cooldowns="off")
    desk.begins()
    desk.fails(A)
    desk.answers()
    desk.waits(5_000)
    desk.fails(B)
    desk.answers()
    assert desk.state().current == C
    resetting(desk)
    assert (desk.state().current, desk.state().attempts) == (A, 0)
    desk.waits(COOLDOWN - 1)
    desk.fails(A)
    assert desk.resumed() == [B, C, C]


def test_after_the_restored_primary_fails_again_the_cooling_fallback_is_skipped() -> None:
    settings = {"share_cooldowns": "off", "restore_primary_after_cooldown": True}
    desk = Desk(B, C, **settings)
    desk.begins()
    desk.fails(A)
    desk.answers()
    desk.waits(COOLDOWN - 20_000)
    desk.fails(B)
    desk.answers()
    desk.waits(20_000)
    assert desk.prompts() == A
    desk.fails(A)
    assert desk.resumed() == [B, C, C]


def test_without_a_cooldown_no_model_cools_down() -> None:
    desk = Desk(B, C, cooldown_seconds=0)
    desk.begins()
    desk.fails(A)
    _stop(desk)
    desk.fails(A)
    desk.waits(20_000)
    assert desk.resumed()[0] == B
    assert desk.session().failures == {}
    assert desk.engine.board.cooldowns == {}


def test_the_last_model_of_a_chain_cools_down_for_the_others() -> None:
    desk = Desk(B)
    desk.begins()
    desk.fails(A)
    desk.fails(B)
    assert set(desk.engine.board.cooldowns) == {A, B}
    assert desk.state().failed == {A: desk.now}


def test_a_waiting_prompt_and_a_step_beside_it_do_not_both_send() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.host.statuses[SESSION] = "busy"
    desk.fails(A)
    desk.replies(AbortRun, after_ms=1_000)
    desk.retries(attempt=1)
    desk.host.statuses[SESSION] = "idle"
    desk.waits(5_000)
    assert len(desk.resumed()) == 1


def test_a_model_that_another_session_saw_fail_meanwhile_is_not_sent_any_more() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.begins(OTHER, model=B)
    desk.replies(AbortRun, after_ms=1_000)
    desk.retries(attempt=1)
    desk.fails(B, session=OTHER)
    desk.waits(1_000)
    assert desk.resumed(SESSION) == [C]


def test_what_is_not_shared_is_not_on_the_board() -> None:
    assert _hit("off").engine.board.cooldowns == {}
    assert _hit("rate-limits", DOWN).engine.board.cooldowns == {}


def test_what_one_server_shares_another_may_not_hear() -> None:
    desk = _hit("all")
    desk.setup = replace(desk.setup, policy=replace(desk.setup.policy, share_cooldowns="off"))
    desk.begins(OTHER)
    desk.fails(A, LIMITED, OTHER)
    assert desk.resumed(OTHER) == [B]
