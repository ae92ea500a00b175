"""A wait that the plugin lets stand: deaf, or a limit that it is silent about."""

import pytest
from msgspec.structs import replace

from omo_watch_core.select.condition import since_ms
from tests.core.select.make import (
    NOW,
    SECOND,
    server,
)
from tests.core.select.tasks import said, starting, waiting


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Provider is overloaded", "overloaded"),
        ("Internal server error", "server-error"),
        ("read ECONNRESET", "network"),
        ("Connection reset by peer", "network"),
        ("Service unavailable", "server-error"),
    ],
)
def test_a_wait_that_is_for_no_limit_and_stands(message: str, kind: str) -> None:
    lab = server(waiting(message), plugin=True)
    evidence = f"{kind} · attempt 2 · not moved for 7s"
    assert said(lab) == ("stuck", "deaf-plugin", evidence)
    assert since_ms(lab, lab.sessions["ses_a"], "stuck") == NOW - 7 * SECOND


LIMITS = [
    "Rate limit reached",
    "Too Many Requests",
    "All credentials for model x are cooling down",
    "You exceeded your current quota",
    "This request would exceed your usage limit",
    "Overloaded: rate limit exceeded",
    "Something nobody has a word for",
]


@pytest.mark.parametrize("message", LIMITS)
def test_a_wait_for_a_limit_stays_one_and_tells_of_the_silence(message: str) -> None:
    lab = server(waiting(message), plugin=True)
    assert said(lab) == ("retry", "rate-limited", "attempt 2 · plugin silent 7s")


@pytest.mark.parametrize("message", ["Rate limit reached", "Provider is overloaded"])
def test_for_five_seconds_the_plugin_may_still_move_it(message: str) -> None:
    lab = server(waiting(message, 4_999), plugin=True)
    assert said(lab) == ("retry", "rate-limited", "attempt 2")
    assert said(lab, now=NOW + 1) != ("retry", "rate-limited", "attempt 2")


@pytest.mark.parametrize("plugin", [False, None])
def test_without_the_plugin_nobody_is_deaf(plugin: bool | None) -> None:
    lab = server(waiting("Provider is overloaded"), plugin=plugin)
    assert said(lab) == ("retry", "rate-limited", "attempt 2")


def test_deaf_stands_behind_a_task_that_waits() -> None:
    session = replace(waiting("Provider is overloaded"), tools=(starting(),))
    assert said(server(session, plugin=True))[1] == "queued"
