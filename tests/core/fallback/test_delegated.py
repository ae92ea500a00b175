"""Errors of delegated tasks."""

import pytest

from omo_watch_core.fallback.delegated import (
    RETRYABLE_NAMES,
    RETRYABLE_WORDS,
    STOPPING_NAMES,
    STOPPING_WORDS,
    is_retryable_model_error,
    provider_model_of,
)


@pytest.mark.parametrize("word", RETRYABLE_WORDS)
def test_retryable_words_lead_on(word: str) -> None:
    assert is_retryable_model_error(None, f"<{word.upper()}>")


@pytest.mark.parametrize("word", STOPPING_WORDS)
def test_stopping_words_win_over_all_others(word: str) -> None:
    text = f"{word.upper()} rate limit, retrying in 5s"
    assert not is_retryable_model_error("APIError", text, 429)


@pytest.mark.parametrize("name", sorted(STOPPING_NAMES))
def test_stopping_names_win_over_words_and_statuses(name: str) -> None:
    assert not is_retryable_model_error(name.upper(), "rate limit", 429)


@pytest.mark.parametrize("name", sorted(RETRYABLE_NAMES))
def test_retryable_names_win_over_stopping_words(name: str) -> None:
    assert is_retryable_model_error(name.upper(), "quota exceeded")


def test_three_statuses_lead_on() -> None:
    assert [is_retryable_model_error(None, None, code) for code in (429, 503, 529)] == [True] * 3
    assert not is_retryable_model_error(None, "x", 500)


def test_a_provider_that_retries_by_itself_leads_on() -> None:
    assert is_retryable_model_error(None, "credentials for model x: retrying in 5s")
    assert not is_retryable_model_error(None, "credentials for model x")
    assert not is_retryable_model_error(None, "retrying in 5s")


def test_what_is_missing_is_named() -> None:
    assert provider_model_of("Model not found: OpenAI / GPT-9") == ("openai", "gpt-9")
    assert provider_model_of("unknown provider for model A.b_c!") == (None, "a.b_c")
    assert provider_model_of("model not found: x") == (None, None)
