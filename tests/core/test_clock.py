"""Times as values: how long ago, how long still, and when a wait ends."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omo_watch_core.clock import (
    DAY,
    FAR_MS,
    HOUR,
    MINUTE,
    SECOND,
    age,
    countdown,
    due_ms,
    local,
    overdue,
    when,
)
from omo_watch_core.wire.numbers import MOST

HEARD = 1_795_166_000_000


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (-5_000, "0s"), (0, "0s"), (999, "0s"), (4_000, "4s"), (59_999, "59s"), (MINUTE, "1m"),
        (2 * MINUTE + 59 * SECOND, "2m"), (48 * MINUTE, "48m"), (HOUR - 1, "59m"), (HOUR, "1h"),
        (3 * HOUR, "3h"), (DAY - 1, "23h"), (DAY, "1d"), (2 * DAY, "2d"), (400 * DAY, "400d"),
        (1_500.7, "1s"),
    ],
)  # fmt: skip
def test_age_has_one_unit(ms: float, text: str) -> None:
    assert age(ms) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (38_000, "38s"), (37_001, "38s"), (1, "1s"), (59_001, "1m"), (MINUTE, "1m"),
        (461_000, "7m41s"), (7 * MINUTE, "7m"), (61_000, "1m01s"), (599_000, "9m59s"),
        (10 * MINUTE, "10m"), (10 * MINUTE + 30_000, "10m"), (12 * MINUTE + 30_000, "12m"),
        (HOUR - 1_000, "59m"), (HOUR, "1h"),
        (HOUR + 59_000, "1h"), (2 * HOUR + 15 * MINUTE, "2h15m"), (2 * HOUR + 5 * MINUTE, "2h05m"),
        (10 * HOUR - 1_000, "9h59m"), (10 * HOUR, "10h"), (10 * HOUR + 15 * MINUTE, "10h"),
        (12 * HOUR + 59 * MINUTE, "12h"),
        (47 * HOUR, "47h"), (48 * HOUR, "2d"), (31 * DAY, "31d"),
        (0, "due"), (-1, "due"), (-4_999, "due"), (-5_000, "+5s"), (-12_000, "+12s"),
        (-3 * MINUTE, "+3m"), (-2 * DAY, "+2d"),
    ],
)  # fmt: skip
def test_countdown(left: float, text: str) -> None:
    assert countdown(left) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (461_000, "back in 7m41s"), (0, "due"), (-4_000, "due"), (-12_000, "overdue 12s"),
        (-2 * HOUR, "overdue 2h"),
    ],
)  # fmt: skip
def test_in_words(left: float, text: str) -> None:
    assert overdue(left) == text


@given(st.integers(-3 * DAY, 900 * DAY))
def test_a_countdown_fits_its_column(left: int) -> None:
    text = countdown(left)
    assert len(text if text[0] in "+d" else f"in {text}") <= 8


@given(st.integers(1, 9 * HOUR), st.integers(0, HOUR))
def test_a_countdown_never_grows(left: int, passed: int) -> None:
    assert seconds(countdown(left - passed)) <= seconds(countdown(left))


def seconds(text: str) -> int:
    if text == "due" or text.startswith("+"):
        return 0
    total, number = 0, ""
    for letter in text:
        if letter.isdigit():
            number += letter
        else:
            total += int(number) * {"s": 1, "m": 60, "h": 3_600, "d": 86_400}[letter]
            number = ""
    return total


@pytest.mark.parametrize(
    ("next_ms", "offset", "due"),
    [
        pytest.param(476.0, 0, HEARD + 476_000, id="seconds from when it was heard"),
        pytest.param(476.0, 9_000, HEARD + 476_000, id="which no clock moves"),
        pytest.param(1.5, 0, HEARD + 1_500, id="a part of a second"),
        pytest.param(0.0, 0, HEARD, id="now"),
        pytest.param(-3.0, 0, HEARD - 3_000, id="over already"),
        pytest.param(999_999_999.0, 0, HEARD + 999_999_999_000, id="the largest of them"),
        pytest.param(1e9, 0, 1e12, id="epoch seconds from here"),
        pytest.param(1_795_166_476.0, 0, 1_795_166_476_000, id="epoch seconds"),
        pytest.param(1_795_166_476.0, 250, 1_795_166_476_250, id="of the server's clock"),
        pytest.param(1e11, 0, 1e11, id="epoch milliseconds from here"),
        pytest.param(1_795_166_476_123.0, 0, 1_795_166_476_123, id="epoch milliseconds"),
        pytest.param(1_795_166_476_123.0, -400, 1_795_166_475_723, id="of a clock that is ahead"),
    ],
)
def test_due(next_ms: float, offset: float, due: float) -> None:
    assert due_ms(next_ms, HEARD, offset) == due


FEW = st.integers(-MOST, MOST) | st.integers(HEARD - 900 * DAY, HEARD + 900 * DAY)
"""All that the wire lets through, and what lies near."""


@given(FEW)
@example(MOST)
@example(-MOST)
@example(due_ms(-MOST, HEARD))
def test_any_number_of_a_server_can_be_said_as_a_time(ms: float) -> None:
    said = when(ms, HEARD)
    assert said.startswith("at ") == (abs(ms - HEARD) < FAR_MS)
    assert said.startswith("at ") or said.endswith((" days", " days ago"))
    assert "in -" not in said
    assert age(HEARD - ms)
    assert countdown(ms - HEARD)


def test_what_is_far_off_is_said_in_days() -> None:
    assert when(HEARD + 400 * DAY, HEARD) == "in 400 days"
    assert when(HEARD - 400 * DAY, HEARD) == "400 days ago"
    assert when(MOST, HEARD) == "in 104229213 days"


def test_a_moment_is_said_with_its_day_where_that_is_another_one() -> None:
    day = datetime(2026, 11, 28, 12, 5, tzinfo=UTC).astimezone()
    noon = day.replace(day=28, hour=12, minute=5).timestamp() * SECOND
    assert when(noon + HOUR, noon) == "at 13:05"
    assert when(noon + DAY, noon) == "at 29 Nov 12:05"


def test_what_no_calendar_holds_is_no_moment() -> None:
    assert local(MOST) is None
    assert local(-MOST) is None
