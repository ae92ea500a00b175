"""The reset that a message states itself."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core.resets import stated_ms

HEARD = 1_795_183_402_000
"""Friday, 20 November 2026, 14:03:22 UTC."""
M, H, D = 60, 3_600, 86_400


def stated(message: str, offset: float = 0.0) -> float | None:
    """Give seconds from when it was heard."""
    found = stated_ms(message, HEARD, offset)
    return None if found is None else (found - HEARD) / 1_000


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("All credentials for model opus are cooling down [retrying in 7m 56s attempt #1]", 476),
        ("5 hour usage limit reached. It will reset in 2 hours 15 minutes. Go on", 2 * H + 15 * M),
        ("Your quota will reset after 12h3m", 12 * H + 3 * M),
        ("429 rate limit: usage resets in 7m 56s", 476),
        ("Please try again in 6m0s.", 360),
        ("Please retry in 36.1s.", 36.1),
        ("Rate limit reached. Please try again in 20ms", 0.02),
        ("try again in 250 milliseconds", 0.25),
        ("will reset in 2h 15m 30s", 2 * H + 15 * M + 30),
        ("Resets in 3 days, 4 hours and 15 minutes", 3 * D + 4 * H + 15 * M),
        ("resets in 1 week", 7 * D),
        ("wait 5 minutes and 3 seconds", 303),
        ("Please wait 1 hour, 2 minutes", H + 2 * M),
        ("try again in about 5 minutes", 300),
        ("RETRY AFTER 1M30S", 90),
        ("retry-after: 476", 476),
        ("Retry-After: 30s", 30),
        ("retry_after=12.5", 12.5),
        ("available in 1.5 hours", 5_400),
        ("in 5 min", 300),
        ("Service busy, in 90 secs", 90),
        ("limit of 50 requests in 60s; try again in 20s", 20),
        ("retry 3 of 5 in 4s", 4),
        ("cooling down for 45-seconds", 45),
    ],
)
def test_a_duration_counts_from_when_it_was_heard(message: str, seconds: float) -> None:
    assert stated(message) == pytest.approx(seconds)
    assert stated(message, 5_000.0) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "message",
    [
        "", "Rate limit reached", "works in 3 modes", "Model is at capacity, try again later",
        "at capacity", "retry in 5 models", "in 3 m0des", "Request timed out after 60 seconds",
        "50 requests in 60s", "40000 tokens in 1 minute", "5 hour usage limit reached",
        "API key expired 3 days ago", "Retry failed 2h 5m ago", "background job 5m", "in s",
        "in 5 x", "retry in -", "reset in 1e5s", "HTTP 429", "attempt 3", "in 12",
    ],
)  # fmt: skip
def test_ordinary_text_states_none(message: str) -> None:
    assert stated(message) is None


def test_letters_that_only_look_like_units_are_none() -> None:
    assert stated("retry in 5\u017f") is None
    assert stated("retry in \u0665s") is None


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("resets at 2026-11-20T15:03:22Z", H),
        ("resets at 2026-11-20T15:03:22.500Z", H + 0.5),
        ("resets at 2026-11-20T15:03:22.123456789Z", H + 0.123456),
        ("resets at 2026-11-20T15:03:22", H),
        ("resets at 2026-11-20 15:03 UTC", H - 22),
        ("resets at 2026-11-20T16:03:22+01:00", H),
        ("resets at 2026-11-20T16:03:22 +0100", H),
        ("resets at 2026-11-20T10:03:22-05:00", H),
        ("2026-11-20T14:03:00Z", -22),
    ],
)
def test_an_iso_time_is_the_server_s_clock(message: str, seconds: float) -> None:
    assert stated(message) == pytest.approx(seconds, abs=1e-3)
    assert stated(message, 2_000.0) == pytest.approx(seconds + 2, abs=1e-3)


@pytest.mark.parametrize(
    "message",
    [
        "failed at 2026-11-20T14:02:00Z: too many requests", "2026-13-45T10:00:00Z",
        "2026-11-20T25:00Z", "2026-02-30 10:00", "9999-99-99T99:99",
    ],
)  # fmt: skip
def test_a_time_that_has_passed_or_never_comes_is_no_reset(message: str) -> None:
    assert stated(message) is None


TO_THREE_PM = 56 * M + 38


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("try again at 3pm", TO_THREE_PM),
        ("try again tomorrow at 3pm", TO_THREE_PM + D),
        ("tomorrow at 1 p.m.", TO_THREE_PM + D - 2 * H),
        ("available at 4:30 PM", TO_THREE_PM + 90 * M),
        ("at 4:30 PM", TO_THREE_PM + 90 * M),
        ("resets at 16:30", TO_THREE_PM + 90 * M),
        ("resets at 16:30:00", TO_THREE_PM + 90 * M),
        ("resets tomorrow at 15", TO_THREE_PM + D),
        ("resets at 9am", TO_THREE_PM + 18 * H),
        ("resets at 12am", TO_THREE_PM + 9 * H),
        ("resets at 12pm", TO_THREE_PM + 21 * H),
        ("resets at 14:03", 24 * H - 22),
        ("resets at 23:59", TO_THREE_PM + 8 * H + 59 * M),
        ("resets at 3pm (UTC)", TO_THREE_PM),
        ("failed at 10:61, resets at 3 pm", TO_THREE_PM),
    ],
)
def test_a_time_of_day_is_the_next_one(message: str, seconds: float) -> None:
    assert stated(message) == seconds
    assert stated(message, 5_000.0) == seconds


@pytest.mark.parametrize(
    "message",
    [
        "error at 10:15: boom", "at 5", "at 13pm", "resets at 0am", "tomorrow at 25:00",
        "resets at 16:60", "resets at 24:00", "resets at 5",
        "resets at 3pm (America/New_York)", "resets at 3:30pm (Europe/Berlin)",
        "resets at 15:30 CET", "resets at 3pm PST", "tomorrow", "at noon",
    ],
)  # fmt: skip
def test_a_time_of_day_that_is_none_or_of_a_zone_that_is_not_known(message: str) -> None:
    assert stated(message) is None


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put this machine to Berlin."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("berlin")
def test_a_time_of_day_is_this_machine_s() -> None:
    assert stated("resets at 4pm") == TO_THREE_PM
    assert stated("resets at 3pm UTC") == TO_THREE_PM
    assert stated("resets at 2026-11-20T15:00:00") == TO_THREE_PM


@pytest.mark.usefixtures("berlin")
def test_a_night_in_which_the_clocks_change_is_an_hour_longer() -> None:
    evening = 1_792_864_800_000  # 24 October 2026, 20:00 in Berlin
    assert stated_ms("resets tomorrow at 8pm", evening) == evening + 25 * H * 1_000


PIECES = st.sampled_from(
    ["retry", "resets", "in", "at", "after", "tomorrow", "5", "12:30", "pm", "m", "s", "hours",
     "2026-11-20T15:00:00", "Z", "+99:99", ":", "-", " ", ".", "9999999999", "ſ", "٣", "wait",
     "ago"]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES).map("".join))
def test_no_text_breaks_it(message: str) -> None:
    found = stated_ms(message, HEARD)
    assert found is None or HEARD - 60_000 <= found < HEARD + 1e15


@pytest.mark.parametrize("piece", ["retry ", "in 5m ", "at 12:30 ", "1", "5m, ", "and ", "wait-"])
def test_very_long_text(piece: str) -> None:
    message = piece * 2_000
    assert stated_ms(message, HEARD) == stated_ms(message + " ", HEARD)
