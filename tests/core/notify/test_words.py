"""What a notice says."""

import pytest
from msgspec.structs import replace

from omo_watch_core.notify.nouns import Notice, Occasion
from omo_watch_core.notify.words import LONGEST, headline, summary
from tests.core.notify.stage import occasion

A, B = occasion("a"), replace(occasion("b", "stuck"), word="looping")
DONE, LATER = occasion("d", "done"), occasion("e", "done")
TWICE = occasion("a", mark="2")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((A,), "1 session needs you"),
        ((A, TWICE), "1 session needs you"),
        ((A, B), "2 sessions need you"),
        ((DONE,), "1 session is done"),
        ((DONE, LATER), "2 sessions are done"),
        ((A, B, DONE), "2 sessions need you, 1 is done"),
        ((A, DONE, LATER), "1 session needs you, 2 are done"),
    ],
)
def test_sessions_are_counted(found: tuple[Occasion, ...], words: str) -> None:
    assert summary(found) == words


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((A,), "Title of a asks: permission"),
        ((B,), "Title of b is stuck: looping"),
        ((DONE,), "Title of d is done"),
        ((A, B), "2 sessions need you: Title of a, Title of b"),
        (tuple(occasion(s) for s in "abcde"),
         "5 sessions need you: Title of a, Title of b, Title of c and 2 more"),
    ],
)  # fmt: skip
def test_one_session_is_named_with_its_cause(found: tuple[Occasion, ...], words: str) -> None:
    assert headline(Notice(at_ms=1, occasions=found), found) == words


def test_what_stood_at_the_start_says_so() -> None:
    notice = Notice(at_ms=1, occasions=(A,), at_start=True)
    assert headline(notice, notice.occasions) == "1 session already needs you: Title of a"


def test_titles_from_outside_are_cleaned_and_cut() -> None:
    found = replace(A, title="a\x1b]9;pay\x07\u202e\n" + "x" * 5_000)
    words = headline(Notice(at_ms=1, occasions=(found,)), (found,))
    assert words.startswith("a]9;pay xx")
    assert words.isprintable()
    assert len(words) <= LONGEST
