"""Which wait of a provider a retry status tells of."""

import pytest

from omo_watch_core.fallback.retry_status import (
    RetryKey,
    attempt_of,
    model_of,
    retry_class,
    retry_key,
)

MESSAGE = "All credentials for model Claude-Opus-4-6 are cooling down [retrying in 7m attempt #3]"


def test_the_example_of_the_behaviour_sheet() -> None:
    assert retry_key(None, None, MESSAGE, "a/b") == RetryKey(
        attempt=3, model="claude-opus-4-6", kind="cooldown"
    )


def test_the_model_is_the_first_that_is_known() -> None:
    assert retry_key(1, "x/y", MESSAGE, "a/b").model == "x/y"
    assert retry_key(1, "", "rate limit", "a/b").model == "a/b"
    assert retry_key(1, None, "rate limit", "").model == "unknown-model"


def test_the_same_text_about_another_model_is_another_wait() -> None:
    assert retry_key(1, "a/b", "x", None) != retry_key(1, "a/c", "x", None)


@pytest.mark.parametrize("odd", [None, True, "7", float("inf"), float("nan"), [], 10**400])
def test_an_attempt_that_is_no_number_is_looked_for_in_the_text(odd: object) -> None:
    assert attempt_of(odd, "ATTEMPT # 12") == 12
    assert attempt_of(odd, "attempt twelve") == "?"


def test_a_number_wins_over_the_text() -> None:
    assert attempt_of(0, "attempt #7") == 0
    assert attempt_of(1.5, "attempt #7") == 1.5


def test_a_model_is_named_before_is_or_are() -> None:
    assert model_of("model a.b/c-d_e IS down") == "a.b/c-d_e"
    assert model_of("model gpt island") is None
    assert model_of("model\ufeffgpt\u3000are") == "gpt"


def test_white_space_is_that_of_the_patterns() -> None:
    assert retry_class("rate\u00a0limit") == "rate-limit"
    assert retry_class("rate\x1climit") == "rate\x1climit"
    assert retry_class("\ufeff Some\u2003Text [retrying\u00a0in 5s] ") == "some text"
    assert retry_class("[retrying in 5s") == "[retrying in 5s"
