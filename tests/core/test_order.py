"""Ids tell which message is newer, also where their clock started over."""

import pytest

from omo_watch_core.order import is_later, moment_of, oldest_first

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


@pytest.mark.parametrize("apart_ms", [-86_400_000, -1, 0, 1, 86_400_000])
def test_an_id_tells_when_it_was_made_by_a_clock_that_is_not_far_from_it(apart_ms: int) -> None:
    made = 1_795_166_002_345
    ident = f"msg_{made * 4096 % 2**48 + 7:012x}aaaaaaaaaaaaaa"
    assert moment_of(ident, made + apart_ms) == made


def test_an_id_of_another_form_tells_nothing() -> None:
    assert moment_of("mine", 17) == 17
