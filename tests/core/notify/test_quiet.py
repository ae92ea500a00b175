"""Quiet hours: within a day and over midnight."""

import pytest

from omo_watch_core.notify.quiet import DAY, read_quiet


@pytest.mark.parametrize(
    ("hours", "quiet", "loud"),
    [
        ("22:00-07:00", (22 * 60, DAY - 1, 0, 7 * 60 - 1), (22 * 60 - 1, 7 * 60, 12 * 60)),
        ("12:30-13:00", (12 * 60 + 30, 12 * 60 + 59), (12 * 60 + 29, 13 * 60, 0)),
        ("0:00 - 6:15", (0, 6 * 60 + 14), (6 * 60 + 15, DAY - 1)),
    ],
)
def test_the_first_minute_belongs_to_it_and_the_last_does_not(
    hours: str, quiet: tuple[int, ...], loud: tuple[int, ...]
) -> None:
    read = read_quiet(hours)
    assert all(read.holds(minute) for minute in quiet)
    assert not any(read.holds(minute) for minute in loud)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("at night", "not of the form 22:00-07:00"),
        ("22-7", "not of the form 22:00-07:00"),
        ("24:00-07:00", "24:00 is no time of day"),
        ("22:00-07:60", "07:60 is no time of day"),
        ("22:00-22:00", "begins when it ends"),
    ],
)
def test_other_words_are_refused_with_a_sentence(hours: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_quiet(hours)
