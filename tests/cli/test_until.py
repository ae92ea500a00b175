"""Times to come, as people write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from omo_watch.cli.failing import CommandError
from omo_watch.cli.until import read_until

NOW = 1_795_183_402_000
MINUTE = 60_000


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("90s", 90_000),
        ("15m", 15 * MINUTE),
        ("2h", 120 * MINUTE),
        ("1h30m", 90 * MINUTE),
        ("1D", 24 * 60 * MINUTE),
    ],
)
def test_a_span_counts_from_now(text: str, later: int) -> None:
    assert read_until(text, NOW) == NOW + later


@pytest.mark.parametrize("text", ["18:30", "00:00", "9:05"])
def test_a_time_of_day_is_the_next_one(text: str) -> None:
    found = read_until(text, NOW)
    moment = datetime.fromtimestamp(found / 1000).astimezone()
    hour, minute = map(int, text.split(":"))
    assert (moment.hour, moment.minute, moment.second) == (hour, minute, 0)
    assert 0 < found - NOW <= 25 * 60 * MINUTE


def test_an_iso_time_with_a_zone_is_that_moment() -> None:
    assert read_until("2026-11-21T00:00:00Z", NOW) == 1_795_219_200_000


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("soon", "is no time"),
        ("", "is no time"),
        ("25:00", "is no time"),
        ("15", "is no time"),
        ("99999d x", "is no time"),
        ("2020-01-01", "is over already"),
        ("0m", "is over already"),
        ("900d", "more than a year"),
        ("999999d", "more than a year"),
    ],
)
def test_what_is_no_time_to_come_is_said(text: str, why: str) -> None:
    with pytest.raises(CommandError) as caught:
        read_until(text, NOW)
    assert why in caught.value.message
    assert caught.value.code == 2
