"""The board of cooldowns that sessions share."""

import pytest

from omo_watch_core.fallback.board import Board, Cooldown, cooling, is_shared, noted, place, pruned
from omo_watch_core.fallback.policy import Policy, Sharing
from tests.core.fallback.names import A, B, C


def _cooldown(model: str, until_ms: float, reason: str = "rate-limit") -> Cooldown:
    who = ("laptop", "ses_1")
    return Cooldown(model=model, reason=reason, since_ms=0, until_ms=until_ms, who=who)


def test_a_model_cools_until_the_very_end() -> None:
    board = noted(Board(), _cooldown(A, 1_000))
    assert cooling(board, A, 999) == _cooldown(A, 1_000)
    assert cooling(board, A, 1_000) is None
    assert cooling(board, B, 0) is None


def test_the_cooldown_that_lasts_longer_stays() -> None:
    long = noted(Board(), _cooldown(A, 2_000, "quota"))
    assert noted(long, _cooldown(A, 1_000)) == long
    assert noted(long, _cooldown(A, 2_000)) == long
    assert cooling(noted(long, _cooldown(A, 2_001)), A, 0) == _cooldown(A, 2_001)


def test_limits_count_for_a_model_whatever_its_variant_and_case() -> None:
    board = noted(Board(), _cooldown("One/Alpha(high)", 1_000))
    assert place("One/Alpha:max") == A
    assert cooling(board, A, 0) is not None
    assert cooling(board, "one/alpha low", 0) is not None
    assert place("No Slash") == "no slash"


def test_what_is_over_is_taken_off() -> None:
    board = noted(noted(Board(), _cooldown(A, 1_000)), _cooldown(B, 1_001))
    assert pruned(board, 999) is board
    assert pruned(board, 1_000) == noted(Board(), _cooldown(B, 1_001))


def test_the_cooldowns_of_others_stay_when_one_is_noted() -> None:
    board = noted(noted(Board(), _cooldown(A, 1)), _cooldown(C, 2))
    assert set(board.cooldowns) == {A, C}


@pytest.mark.parametrize(
    ("sharing", "shared"),
    [
        ("off", set[str]()),
        ("rate-limits", {"rate-limit", "quota"}),
        ("all", {"rate-limit", "quota", "overloaded", "no-answer"}),
    ],
)
def test_the_setting_says_which_failures_others_hear_of(sharing: Sharing, shared: set[str]) -> None:
    policy = Policy(share_cooldowns=sharing)
    reasons = {"rate-limit", "quota", "overloaded", "no-answer"}
    assert {reason for reason in reasons if is_shared(reason, policy)} == shared
