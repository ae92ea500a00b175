"""Ids tell which message is newer, also where their clock started over."""

import pytest

from omo_watch_core.order import is_later, oldest_first

BEFORE = "msg_ffffff000001aaaaaaaaaaaaaa"
AFTER = "msg_000000100001aaaaaaaaaaaaaa"


@pytest.mark.parametrize(
    ("ident", "than", "later"),
    [
        ("msg_1f8409012002aaaaaaaaaaaaaa", "msg_1f8409012001zzzzzzzzzzzzzz", True),
        ("msg_1f8409012001aaaaaaaaaaaaaa", "msg_1f8409012001bbbbbbbbbbbbbb", False),
        (AFTER, BEFORE, True),
        (BEFORE, AFTER, False),
        (AFTER, AFTER, False),
        (AFTER, "", True),
        ("", AFTER, False),
        ("msgb", "msga", True),
    ],
)
def test_later(ident: str, than: str, later: bool) -> None:
    assert is_later(ident, than) is later


def test_a_history_over_the_start_of_a_cycle_keeps_its_order() -> None:
    assert oldest_first({AFTER: 1, BEFORE: 2}) == [BEFORE, AFTER]
