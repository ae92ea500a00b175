"""The short class of an error."""

import pytest

from omo_watch_core.fallback.reason import reason_of


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("All credentials for model limited-opus are cooling down", "rate-limit"),
        ("Rate limit reached, please slow down", "rate-limit"),
        ("You exceeded your current quota", "rate-limit"),
        ("5 hour usage limit reached. It will reset in 2 hours 15 minutes.", "rate-limit"),
        ("Provider is overloaded", "overloaded"),
        (
            "Cannot connect to API: Unable to connect. Is the computer able to access the url?",
            "network",
        ),
        ("The server had an error while processing your request", "server-error"),
        ('{"message":"The server had an error mid stream","type":"server_error"}', "server-error"),
        ("Incorrect API key provided: sk-bad", "auth"),
        ("Model not found: fake/does-not-exist.", "not-found"),
        ("The model `limited-x` is unwell", "error"),
        ("", "error"),
    ],
)
def test_the_words_of_a_message_tell_the_class(message: str, reason: str) -> None:
    assert reason_of(message) == reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (429, "rate-limit"),
        (529, "overloaded"),
        (503, "overloaded"),
        (500, "server-error"),
        (599, "server-error"),
        (401, "auth"),
        (403, "auth"),
        (402, "quota"),
        (404, "not-found"),
        (413, "context"),
        (400, "bad-request"),
        (422, "bad-request"),
    ],
)
def test_the_status_tells_the_class_where_there_is_one(status: int, reason: str) -> None:
    assert reason_of("an unclear message about max_tokens", status, "APIError") == reason


def test_a_refusal_that_speaks_of_a_limit_is_one() -> None:
    assert reason_of("Your monthly usage is spent", 403, "APIError") == "rate-limit"
    assert reason_of("Your monthly usage is spent", 400, "APIError") == "bad-request"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ProviderAuthError", "auth"),
        ("ContextOverflowError", "context"),
        ("ContentFilterError", "content-filter"),
        ("MessageOutputLengthError", "output-length"),
    ],
)
def test_the_name_of_the_error_tells_most(name: str, reason: str) -> None:
    assert reason_of("Rate limit", 429, name) == reason
