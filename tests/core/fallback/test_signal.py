"""Announced retries: one sign is enough in a status, both are needed in an answer."""

import pytest

from omo_watch_core.fallback.signal import announces_retry, is_retry_answer, signal_text
from tests.conformance.case import Case, cases

RECORDED = [case for case in cases() if case.key == "auto_retry_signal"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in RECORDED])
def test_answers_need_both_signs_as_seed_000_recorded(case: Case) -> None:
    wanted = case.more.get("seed_000_differs", case.expect)
    text = signal_text(case.input["info"] or {})
    assert ({"signal": text} if text and is_retry_answer(text) else None) == wanted


def test_an_answer_that_talks_about_limits_is_no_signal() -> None:
    text = "You see a rate limit error when too many requests are sent; quota exceeded is another."
    assert not is_retry_answer(text)
    assert announces_retry(text)


def test_a_countdown_alone_is_a_sign_in_a_status_only() -> None:
    assert announces_retry("Retrying  in 5s")
    assert not is_retry_answer("Retrying in 5s")


def test_a_reached_limit_is_a_sign_in_a_status() -> None:
    assert announces_retry("Monthly limit\nreached")
    assert announces_retry("usage limit")


def test_a_status_code_is_a_sign_in_a_status() -> None:
    text = "[503] The request queue is full"
    assert announces_retry(text, (429, 503))
    assert not announces_retry(text, (429,))
    assert not announces_retry(text)


def test_texts_without_a_sign_are_none() -> None:
    assert not announces_retry("Bad Gateway", (429,))
    assert not is_retry_answer("rate limit")


def test_fields_are_joined_in_their_order() -> None:
    fields = {"details": "d", "message": "", "summary": 5, "status": "s", "other": "o"}
    assert signal_text(fields) == "s\n\nd"
    assert signal_text({"message": "", "status": ["x"]}) is None
