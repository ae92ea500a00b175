"""The class of a retry message."""

import pytest

from omo_watch_core.fallback.retry_status import retry_class


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("All credentials for model opus are cooling down [retrying in 7m 56s attempt #1]",
         "cooldown"),
        ("You have exhausted your capacity", "cooldown"),
        ("Cool\tdown", "cooldown"),
        ("Too Many Requests: quota exceeded", "too-many-requests"),
        ("Your quota will reset after 12h3m", "quota"),
        ("QuotaExceeded", "quota"),
        ("The usage limit has been reached", "usage-limit"),
        ("Free limit reached", "usage-limit"),
        ("Rate   limit hit", "rate-limit"),
        ("service-unavailable", "service-unavailable"),
        ("Temporarily unavailable", "service-unavailable"),
        ("Provider is overloaded", "service-unavailable"),
        ("Connection [ Retrying in 4s ]  RESET", "connection reset"),
        ("", "retry"),
        (" \n", "retry"),
        ("[retrying in 4s]", "retry"),
    ],
)  # fmt: skip
def test_class(message: str, name: str) -> None:
    assert retry_class(message) == name


def test_the_first_class_that_fits_wins() -> None:
    assert retry_class("rate limit: overloaded, too many requests") == "too-many-requests"
