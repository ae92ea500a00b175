"""Errors of our own side stop the chain, unless a provider said what happened."""

import pytest

from omo_watch_core.fallback.coordination import failover_reason, is_coordination
from omo_watch_core.fallback.failover import metadata_of, reason_of

LOCK = {"name": "SessionWriteLockTimeoutError", "message": "file locked (timeout 10000ms)"}
CODED = {"message": "locked", "code": "OPENCLAW_SESSION_WRITE_LOCK_TIMEOUT"}
TAKEOVER = {"name": "EmbeddedAttemptSessionTakeoverError", "message": "file changed"}


@pytest.mark.parametrize("local", [LOCK, CODED, TAKEOVER], ids=["named", "coded", "takeover"])
@pytest.mark.parametrize("key", ["error", "cause", "reason"])
def test_a_local_error_is_found_at_any_depth(local: object, key: str) -> None:
    for error in (local, {key: local}, {"message": "a", key: {"message": "b", key: local}}):
        assert is_coordination(error)
        assert failover_reason(error) is None


def test_it_is_not_looked_for_elsewhere() -> None:
    assert not is_coordination({"data": LOCK})
    assert not is_coordination("SessionWriteLockTimeoutError")


@pytest.mark.parametrize(
    "outer",
    [
        {"message": "rate limit exceeded"},
        {"code": "ETIMEDOUT", "message": "timed out"},
        {"name": "AbortError", "message": "request was aborted"},
        {"name": "FailoverError", "reason": 5},
        {"message": "agent 429"},
        {"status": "429x"},
        {"status": True},
        {"name": "TimeoutError"},
    ],
)
def test_a_lock_stops_under_mere_words(outer: dict[str, object]) -> None:
    assert is_coordination({**outer, "cause": LOCK})
    assert failover_reason({**outer, "cause": LOCK}) is None


@pytest.mark.parametrize(
    ("outer", "reason"),
    [
        ({"status": 429}, "rate_limit"),
        ({"statusCode": "429"}, "rate_limit"),
        ({"message": "HTTP 429 too many requests"}, "rate_limit"),
        ({"message": "error: 503 overloaded"}, "overloaded"),
        ({"code": "resource_exhausted"}, "rate_limit"),
        ({"status": "RESOURCE_EXHAUSTED"}, "rate_limit"),
        ({"code": "OVERLOADED"}, "overloaded"),
        ({"error": {"error": {"status": 402}}}, "billing"),
        ({"name": "FailoverError", "reason": "auth"}, "auth"),
        ({"status": 500}, "timeout"),
    ],
)
def test_metadata_of_a_provider_wins_over_a_lock(outer: dict[str, object], reason: str) -> None:
    assert not is_coordination({**outer, "cause": LOCK})
    assert failover_reason({**outer, "cause": LOCK}) == reason


def test_what_a_lock_wraps_counts_as_well() -> None:
    assert not is_coordination({**LOCK, "cause": {"status": 429}})
    assert is_coordination({**LOCK, "cause": {"message": "rate limit"}})


@pytest.mark.parametrize(
    "outer",
    [
        {"message": "rate limit exceeded"},
        {"code": "ETIMEDOUT"},
        {"status": 503},
        {"name": "AbortError", "message": "Request aborted"},
        {"name": "AbortError", "reason": {"name": "TimeoutError"}},
        {"name": "FailoverError", "reason": "rate_limit"},
    ],
)
def test_anything_of_a_provider_wins_over_a_nested_takeover(outer: dict[str, object]) -> None:
    assert not is_coordination({**outer, "cause": TAKEOVER})


def test_a_direct_takeover_always_stops() -> None:
    error = {**TAKEOVER, "status": 429, "cause": {"message": "rate limit"}}
    assert is_coordination(error)
    assert failover_reason(error) == "rate_limit"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"status": 400}, "format"),
        ({"status": 401}, "auth"),
        ({"status": 402}, "billing"),
        ({"status": 429, "message": "overloaded"}, "rate_limit"),
        ({"status": 500, "message": "rate limit"}, "timeout"),
        ({"status": 499, "message": "rate limit"}, "rate_limit"),
        ({"status": 599}, "timeout"),
        ({"message": " \nHTTP 403 "}, "auth"),
        ({"message": "403x"}, None),
        ({"code": "INSUFFICIENT_QUOTA"}, "billing"),
        ({"code": "OVERLOADED"}, "overloaded"),
        ({"code": "RATE_LIMIT_EXCEEDED"}, "rate_limit"),
        ({"code": "TOO_MANY_REQUESTS"}, "rate_limit"),
        ({"code": "429", "status": "OVERLOADED"}, "overloaded"),
        ({"status": "429", "message": "x"}, "rate_limit"),
        ({"code": "ECONNRESET"}, "timeout"),
        ({"code": "EAI_AGAIN"}, "timeout"),
        ({"code": "ENETUNREACH"}, "timeout"),
        ({"code": "EHOSTDOWN"}, "timeout"),
        ({"code": "ESOCKETTIMEDOUT"}, "timeout"),
        ({"code": "ENOENT"}, None),
        ({"message": "resource exhausted"}, "rate_limit"),
        ({"message": "high demand"}, "overloaded"),
        ({"message": "billing issue"}, "billing"),
        ({"message": "payment required"}, "billing"),
        ({"message": "insufficient funds"}, "billing"),
        ({"message": "credit balance"}, "billing"),
        ({"name": "AbortError", "cause": {"message": "request aborted"}}, "timeout"),
        ({"name": "AbortError", "message": "x", "reason": {"name": "TimeoutError"}}, "timeout"),
        ({"name": "FailoverError", "message": "rate limit"}, "rate_limit"),
        ({"name": "Other", "reason": "auth"}, None),
        ({"status": 403}, "auth"),
        ({"status": 404}, "model_not_found"),
        ({"status": 408}, "timeout"),
        ({"status": 503}, "timeout"),
        ({"status": 503, "message": "Overloaded"}, "overloaded"),
        ({"status": 529}, "overloaded"),
        ({"status": 418, "message": "rate limit"}, "rate_limit"),
        ({"status": 418}, None),
        ({"status": 600}, None),
        ({"statusCode": 429, "status": None}, "rate_limit"),
        ({"message": "quota exceeded"}, "rate_limit"),
        ({"message": "out of credits"}, "billing"),
        ({"message": "service unavailable"}, "overloaded"),
        ({"message": "deadline exceeded"}, "timeout"),
        ({"message": "a", "cause": {"message": "timed out"}}, "timeout"),
        ({"message": "a", "error": {"message": "b"}, "cause": {"code": "EPIPE"}}, "timeout"),
        ({"name": "TimeoutError", "message": "x"}, "timeout"),
        ({"name": "AbortError", "message": "x", "cause": {"name": "TimeoutError"}}, "timeout"),
        ({"name": "AbortError", "message": "x", "cause": {"name": "X"}}, None),
        ({"name": "AbortError"}, None),
        ({"name": "Error", "message": "x", "reason": {"name": "TimeoutError"}}, None),
        (429, "rate_limit"),
        (True, None),
        (None, None),
        ([], None),
        ("", None),
    ],
)
def test_why_a_provider_failed(error: object, reason: str | None) -> None:
    assert failover_reason(error) == reason
    assert reason_of(error) == reason


def test_a_chain_without_end_is_left() -> None:
    loop: dict[str, object] = {"message": "x"}
    loop["cause"] = loop
    assert not is_coordination(loop)
    assert reason_of(loop) is None
    assert not metadata_of(loop)
