"""What an error means for whatever session meets it."""

import pytest

from omo_watch_core.charge import judging
from omo_watch_core.charge.judging import judged
from omo_watch_core.fallback.fault import Fault, plain_fault, read_fault
from omo_watch_core.fallback.policy import Policy
from tests.core.fallback.names import ABORTED, BAD, BROKEN, DOWN, LIMITED, LOCKED, SPENT, error

ON = Policy(enabled=True)


@pytest.mark.parametrize(
    ("fault", "reason", "rule"),
    [
        (LIMITED, "rate-limit", "status 429"),
        (DOWN, "server-error", "status 500"),
        (SPENT, "rate-limit", "kind quota_exceeded"),
        (plain_fault("X", "Overloaded"), "overloaded", "pattern: overloaded"),
        (plain_fault(None, "hm", 529, True), "overloaded", "said to be retryable"),
    ],
)
def test_what_moves_a_session_says_by_which_rule(fault: Fault, reason: str, rule: str) -> None:
    found = judged(fault, ON)
    assert (found.moves, found.why, found.reason, found.verdict.rule) == (True, "", reason, rule)


@pytest.mark.parametrize(
    ("fault", "reason", "why"),
    [
        (BAD, "bad-request", judging.NO_HELP),
        (ABORTED, "aborted", judging.STOPPED),
        (read_fault({"name": "ContextOverflowError"}), "context", judging.OVERFLOW),
        (LOCKED, "error", judging.OWN_SIDE),
        (BROKEN, "network", judging.CUT),
        (read_fault(None), "error", judging.NO_HELP),
    ],
)
def test_what_moves_nothing_says_why(fault: Fault, reason: str, why: str) -> None:
    found = judged(fault, ON)
    assert (found.moves, found.reason, found.why) == (False, reason, why)


def test_a_persons_stop_moves_nothing_even_where_it_speaks_of_a_limit() -> None:
    stopped = read_fault({"message": "cancelled: rate limit"})
    found = judged(stopped, ON)
    assert found.verdict.retryable
    assert (found.moves, found.why) == (False, judging.STOPPED)


def test_where_the_fallback_is_off_nothing_moves() -> None:
    found = judged(LIMITED, Policy(enabled=False))
    assert found.verdict.retryable
    assert (found.moves, found.why) == (False, judging.OFF)


def test_the_codes_are_those_of_the_settings() -> None:
    teapot = error("no", statusCode=418)
    assert not judged(teapot, ON).moves
    assert judged(teapot, Policy(enabled=True, retry_on_errors=(418,))).moves
