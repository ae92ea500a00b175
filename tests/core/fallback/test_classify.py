"""Which errors lead to the next model, and what is said about why."""

import pytest

from omo_watch_core.fallback.classify import (
    Judgement,
    code_in,
    decide,
    is_transport,
    judge,
    kind_of,
    status_of,
)
from omo_watch_core.fallback.fault import Fault, plain_fault, read_fault, text_fault

CODES = (429, 500, 502, 503, 504)


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        (plain_fault("MessageAbortedError", "rate limit", 429), "never: abort"),
        (plain_fault("ContextOverflowError", "too long", 429), "never: context_overflow"),
        (plain_fault("EmbeddedAttemptSessionTakeoverError", "rate limit"), "local coordination"),
        (text_fault("Unauthorized"), "none"),
        (plain_fault("X", "bad", 400, retryable=True), "none"),
        (text_fault("API key must be a string"), "none"),
        (Fault(empty=True), "none"),
        (plain_fault("X", "x", 600, retryable=True), "none"),
        (plain_fault("X", "x", 499, retryable=True), "none"),
        (plain_fault("X", "x", 500, retryable=False), "none"),
    ],
)
def test_the_model_is_kept_and_the_rule_named(fault: Fault, rule: str) -> None:
    judgement = judge(fault, (429,))
    assert not judgement.retryable
    assert judgement.rule == rule


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        (plain_fault("LoadAPIKeyError", ""), "kind missing_api_key"),
        (plain_fault("UnknownError", "Model not found: a/b"), "kind model_not_found"),
        (plain_fault("QuotaExceededError", "x", 429), "kind quota_exceeded"),
        (plain_fault("X", "x", 503), "status 503"),
        (text_fault("[503] The request queue is full"), "status 503"),
        (plain_fault("X", "x", 599, retryable=True), "said to be retryable"),
        (plain_fault("X", "x", None, retryable=True), "said to be retryable"),
        (plain_fault("X", "x", 425, retryable=True), "said to be retryable"),
        (plain_fault("X", "x", 408, retryable=True), "said to be retryable"),
        (plain_fault("X", "Rate limit", 400, retryable=True), "pattern: rate.?limit"),
        (text_fault("API key must be a string, try again"), "pattern: try.?again"),
    ],
)
def test_the_next_model_is_asked_and_the_rule_named(fault: Fault, rule: str) -> None:
    judgement = judge(fault, CODES)
    assert judgement.retryable
    assert judgement.rule == rule


@pytest.mark.parametrize(
    "text",
    [
        "in cooldown",
        "quota protection",
        "Key limit exceeded",
        "insufficient credits",
        "credit balance\tof yours is too low",
        "the usage  limit has been reached",
    ],
)
def test_what_only_other_implementations_recognise_counts_too(text: str) -> None:
    assert judge(text_fault(text), ()).retryable


def test_a_rate_limit_that_is_said_to_pass_needs_no_code_list() -> None:
    judgement = judge(plain_fault("X", "x", 429, retryable=True), ())
    assert (judgement.retryable, judgement.rule) == (True, "said to be retryable")


def test_a_code_is_a_word_of_its_own() -> None:
    assert code_in("1429 and 500a but [502]", CODES) == 502
    assert code_in("429", (429.5, 429)) == 429
    assert code_in("at 429.5", (429.5,)) == 429.5
    assert code_in("at 429x5", (429.5,)) is None
    assert code_in("429", ()) is None
    assert code_in("503 then 429", (429, 503)) == 503


def test_a_field_wins_over_the_text() -> None:
    assert status_of(plain_fault("X", "got 429", 200), CODES) == 200
    assert status_of(plain_fault("X", "got 429", 0), CODES) == 0


def test_kinds_are_found_whatever_joins_a_name() -> None:
    assert kind_of(plain_fault("context-overflow_error", "x")) == "context_overflow"
    assert kind_of(plain_fault("MyContextOverflowError", "x")) is None
    assert kind_of(plain_fault("AI_Load-API_KeyError", "x")) == "missing_api_key"


def test_a_key_is_missing_only_with_the_variable_named() -> None:
    assert kind_of(text_fault("api_key is missing: environment variable")) == "missing_api_key"
    assert kind_of(text_fault("API key is missing")) is None
    assert kind_of(text_fault("environment variable")) is None
    assert kind_of(text_fault("api-key must be a string")) == "invalid_api_key"
    assert kind_of(text_fault("name must be a string")) is None


def test_a_model_is_missing_by_name_or_by_an_unknown_error_that_says_so() -> None:
    assert kind_of(plain_fault("ProviderModelNotFoundError", "x")) == "model_not_found"
    assert kind_of(plain_fault("APIError", "model not found")) is None
    assert kind_of(plain_fault("UnknownError", "x")) is None


def test_a_remaining_allowance_counts_only_where_it_does_not_suffice() -> None:
    assert kind_of(text_fault("用户剩余额度: 1")) is None
    assert kind_of(text_fault("预扣费额度失败")) is None
    assert kind_of(text_fault("用户剩余额度: 1, 需要预扣费额度: 2")) == "quota_exceeded"
    assert kind_of(text_fault("用户剩余额度: 1, 预扣费额度失败")) == "quota_exceeded"


def test_a_local_error_is_told_apart_but_described() -> None:
    fault = read_fault(
        {"name": "EmbeddedAttemptSessionTakeoverError", "message": "quota exceeded", "status": 429}
    )
    assert judge(fault, CODES) == Judgement(
        kind="quota_exceeded", status=429, rule="local coordination"
    )
    assert decide(fault, CODES).retryable


@pytest.mark.parametrize(
    "text",
    [
        "socket hang up",
        "the socket was closed",
        "The socket connection was closed unexpectedly",
        "other side closed",
        "read ECONNRESET",
        "write EPIPE",
        "broken pipe",
        "Connection reset by server",
        "connection was closed",
        "Connection error.",
        "terminated",
        "TypeError: terminated",
        "Premature close",
        "stream ended without a finish",
        "The stream was interrupted",
        "Unexpected EOF",
        "fetch failed",
        "Failed to fetch",
        "network error",
    ],
)
def test_a_broken_connection_is_seen_and_is_no_reason_by_itself(text: str) -> None:
    assert is_transport(text_fault(text))
    assert not judge(text_fault(text), CODES).retryable


@pytest.mark.parametrize(
    "fault",
    [
        text_fault("rate limit"),
        text_fault("the process was terminated"),
        text_fault("econnresetting"),
        text_fault("upstream"),
        plain_fault("MessageAbortedError", "connection reset"),
        plain_fault("SessionWriteLockTimeoutError", "connection reset"),
        Fault(empty=True),
    ],
)
def test_other_errors_are_no_broken_connection(fault: Fault) -> None:
    assert not is_transport(fault)
