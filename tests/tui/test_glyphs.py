"""The signs: one cell each, no emoji, one meaning per sign."""

from collections import defaultdict
from dataclasses import FrozenInstanceError, asdict
from typing import Literal

import pytest
from rich.cells import cell_len

from omo_watch.glyphs import ASCII, UNICODE, Glyphs, glyphs_for

GUIDES = {"tree_child", "tree_last"}
EMOJI_FORM = "\ufe0f"
STATES = ("asking", "stuck", "failed", "clock", "unknown", "busy", "done", "idle")
TASKS = ("queued", "busy", "done", "failed", "absent", "unknown", "stuck")
RUNGS = ("current", "next", "idle", "failed", "clock", "absent", "unknown", "more")
RESULTS = ("proved", "not_proved", "busy", "set", "absent")
ROW_MARKS = ("mismatch", "held")


def shared(glyphs: Glyphs) -> list[set[str]]:
    fields: dict[str, set[str]] = defaultdict(set)
    for name, sign in asdict(glyphs).items():
        fields[sign.strip()].add(name)
    return [names for names in fields.values() if len(names) > 1]


@pytest.mark.parametrize("name", list(asdict(UNICODE)))
def test_a_unicode_sign_is_one_cell_and_no_emoji(name: str) -> None:
    sign = getattr(UNICODE, name)
    if name in GUIDES:
        assert cell_len(sign) == 2
        sign = sign.removesuffix(" ")
    assert len(sign) == cell_len(sign) == 1
    assert sign.isascii() or cell_len(sign + EMOJI_FORM) == 1


def test_the_emoji_check_can_fail() -> None:
    assert cell_len("▶" + EMOJI_FORM) == 2


@pytest.mark.parametrize("name", list(asdict(ASCII)))
def test_an_ascii_sign_is_ascii(name: str) -> None:
    sign = getattr(ASCII, name)
    assert sign.isascii()
    assert sign.isprintable()
    assert len(sign) == (2 if name in {*GUIDES, "arrow", "mismatch_wide"} else 1)


def test_unicode_signs_are_shared_only_where_meant() -> None:
    groups = shared(UNICODE)
    assert sorted(map(sorted, groups)) == sorted(
        map(
            sorted,
            [
                {"failed", "down"},
                {"current", "live"},
                {"mismatch", "mismatch_wide"},
                {"idle", "separator"},
                {"queued", "ellipsis"},
                {"rule", "bar_spent"},
                {"rule_right", "tree_child"},
            ],
        )
    )


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("place", [STATES, TASKS, RUNGS, RESULTS, ROW_MARKS])
def test_signs_that_stand_in_one_place_differ(glyphs: Glyphs, place: tuple[str, ...]) -> None:
    assert len({getattr(glyphs, name) for name in place}) == len(place)


def test_the_set_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        UNICODE.busy = "x"  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(
    ("choice", "encoding", "term", "glyphs"),
    [
        ("auto", "utf-8", "xterm-256color", UNICODE),
        ("auto", "UTF8", "", UNICODE),
        ("auto", "utf-8", "linux", ASCII),
        ("auto", "iso-8859-1", "xterm", ASCII),
        ("auto", "ANSI_X3.4-1968", "xterm", ASCII),
        ("auto", "no-such", "xterm", ASCII),
        ("auto", "", "xterm", ASCII),
        ("unicode", "ascii", "linux", UNICODE),
        ("ascii", "utf-8", "xterm", ASCII),
    ],
)
def test_which_set(
    choice: Literal["auto", "unicode", "ascii"], encoding: str, term: str, glyphs: Glyphs
) -> None:
    assert glyphs_for(choice, encoding, term) is glyphs
