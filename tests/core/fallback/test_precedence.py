"""Errors of our own side come before everything else, and a provider's own word before them.

Source: fallback-behaviour 4.5. "stops" is a local error: the chain ends at once. Everything else
goes on with the table of 4.4: another model is asked, or the error is handed on.
"""

import pytest

from omo_watch_core.fallback.classify import LOCAL, judge
from omo_watch_core.fallback.fault import read_fault
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import A, B

CODES = (429, 500, 502, 503, 504)
LOCK: dict[str, object] = {
    "name": "SessionWriteLockTimeoutError",
    "message": "session locked, try again",
}
CODED: dict[str, object] = {"message": "locked", "code": "OPENCLAW_SESSION_WRITE_LOCK_TIMEOUT"}
TAKEOVER: dict[str, object] = {
    "name": "EmbeddedAttemptSessionTakeoverError",
    "message": "session was taken over",
}

ROWS: list[tuple[str, dict[str, object], str]] = [
    # a lock, itself or below
    ("a lock by its name", LOCK, "stops"),
    ("a lock by its code", CODED, "stops"),
    ("a lock as the cause", {"message": "agent failed", "cause": LOCK}, "stops"),
    ("a lock as the error", {"error": CODED}, "stops"),
    ("a lock as the reason", {"reason": LOCK}, "stops"),
    ("a lock far below", {"error": {"cause": {"reason": CODED}}}, "stops"),
    ("a lock under words", {"message": "rate limit exceeded", "cause": LOCK}, "stops"),
    ("a lock under a timeout", {"code": "ETIMEDOUT", "cause": LOCK}, "stops"),
    ("a lock under an abort", {"name": "AbortError", "cause": LOCK}, "stops"),
    ("a lock under a status", {"status": 429, "cause": LOCK}, "asks the next"),
    ("a lock under a status in digits", {"status": "429", "message": "429 limited", "cause": LOCK},
     "asks the next"),
    ("a lock under a status in words", {"message": "HTTP 429 limited", "cause": LOCK},
     "asks the next"),
    ("a lock over a status", {**LOCK, "cause": {"status": 429}}, "asks the next"),
    ("a lock under a provider's code", {"code": "RESOURCE_EXHAUSTED",
     "message": "resource exhausted", "cause": LOCK}, "asks the next"),
    ("a lock under a refusal", {"status": 400, "message": "bad", "cause": LOCK}, "hands on"),
    ("a lock in a failure that was classified", {"name": "FailoverError", "reason": "rate_limit",
     "message": "rate limit", "cause": LOCK}, "asks the next"),
    # a takeover, itself or below
    ("a takeover", TAKEOVER, "stops"),
    ("a takeover over a status", {**TAKEOVER, "cause": {"status": 429}}, "stops"),
    ("a takeover with a status", {**TAKEOVER, "status": 503}, "stops"),
    ("a takeover as the cause", {"message": "agent failed", "cause": TAKEOVER}, "stops"),
    ("a takeover under a status", {"status": 503, "cause": TAKEOVER}, "asks the next"),
    ("a takeover under words", {"message": "rate limit", "cause": TAKEOVER}, "asks the next"),
    ("a takeover under a timeout", {"code": "ETIMEDOUT", "cause": TAKEOVER}, "hands on"),
    # and nothing else
    ("neither, a limit", {"status": 429, "message": "locked"}, "asks the next"),
    ("neither, an abort", {"name": "MessageAbortedError", "status": 429}, "hands on"),
    ("a lock elsewhere", {"data": LOCK, "message": "rate limit"}, "asks the next"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "outcome"), [row[1:] for row in ROWS], ids=[r[0] for r in ROWS])
def test_who_has_the_last_word(error: dict[str, object], outcome: str) -> None:
    verdict = judge(read_fault(error), CODES)
    assert (verdict.rule == LOCAL) is (outcome == "stops")
    assert verdict.retryable is (outcome == "asks the next")


@pytest.mark.parametrize("error", [LOCK, CODED, TAKEOVER])
@pytest.mark.parametrize("path", ["error", "answer"])
def test_a_local_error_counts_against_no_model(error: dict[str, object], path: str) -> None:
    desk = Desk(B)
    desk.begins()
    before = desk.engine
    (desk.fails if path == "error" else desk.answer_fails)(A, read_fault(error))
    assert desk.engine == before
    assert desk.notes() == "not retryable: local coordination"
    assert desk.exhausted() == []
