"""Text from outside, made safe for a terminal."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omo_watch_core.clean import ELLIPSIS, MAX_MARKS, clean, clean_line

ACUTE = "\u0301"


def every(*ranges: tuple[int, int]) -> list[str]:
    return [chr(code) for first, last in ranges for code in range(first, last + 1)]


DROPPED = {
    "C0": every((0x00, 0x08), (0x0B, 0x1F)),
    "DEL and C1": every((0x7F, 0x9F)),
    "bidi": every((0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069), (0x61C, 0x61C)),
    "zero width": every((0x200B, 0x200D), (0x2060, 0x2064), (0xFEFF, 0xFEFF), (0xAD, 0xAD)),
    "variation selectors": every((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x180B, 0x180F)),
    "tags": every((0xE0000, 0xE007F)),
    "fillers": every((0x115F, 0x1160), (0x3164, 0x3164), (0xFFA0, 0xFFA0)),
    "annotations": every((0xFFF9, 0xFFFB)),
    "lone surrogates": every((0xD800, 0xDFFF)),
}


@pytest.mark.parametrize("kind", DROPPED)
def test_dropped(kind: str) -> None:
    left = [hex(ord(char)) for char in DROPPED[kind] if clean(f"a{char}b") != "ab"]
    assert left == []


def test_no_control_or_format_character_is_left_but_the_visible_ones() -> None:
    text = "".join(map(chr, range(sys.maxunicode + 1)))
    left = clean(text, len(text))
    assert {char for char in left if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")} == {
        "\n",
        "\t",
    }
    formats = {char for char in left if unicodedata.category(char) == "Cf"}
    seen = ("ARABIC ", "SYRIAC ", "KAITHI ", "EGYPTIAN ")
    assert all(unicodedata.name(char).startswith(seen) for char in formats)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        pytest.param(
            "\x1b]52;c;ZWNobyBoaQ==\x07", "]52;c;ZWNobyBoaQ==", id="clipboard, ended by BEL"
        ),
        pytest.param(
            "\x1b]52;c;ZWNobyBoaQ==\x1b\\", "]52;c;ZWNobyBoaQ==\\", id="clipboard, ended by ST"
        ),
        pytest.param("\x9d52;c;ZWNobyBoaQ==\x9c", "52;c;ZWNobyBoaQ==", id="clipboard, in C1"),
        pytest.param("\x1b[2J\x1b[Hgone", "[2J[Hgone", id="the screen"),
        pytest.param("\x9b2Jgone", "2Jgone", id="the screen, in C1"),
        pytest.param("\x1b]0;root\x07", "]0;root", id="the window title"),
        pytest.param("a\u202etxt.exe", "atxt.exe", id="a name written backwards"),
        pytest.param("pay\u200bpal", "paypal", id="a hidden break"),
        pytest.param("one\u2028two\u2029three", "one\ntwo\nthree", id="separators"),
        pytest.param("one\r\ntwo\rthree\n", "one\ntwothree\n", id="carriage returns"),
        pytest.param("a\tb\n\n c", "a\tb\n\n c", id="newline, tab and blank stay"),
        pytest.param("x\U000e0068\U000e0069", "x", id="words in tags"),
        pytest.param("👩\u200d👩\u200d👧", "👩👩👧", id="a joined family falls apart"),
        pytest.param("❤\ufe0f", "❤", id="a heart without its colour"),
        pytest.param("می\u200cخواهم", "میخواهم", id="a Persian non-joiner"),
        pytest.param("\ud83d\ude00", "", id="a pair in two halves"),
        pytest.param("\x1b", "", id="nothing is left"),
        pytest.param(
            "[/foo] [@click=app.quit]x[/]", "[/foo] [@click=app.quit]x[/]", id="markup is text"
        ),
    ],
)
def test_hostile(text: str, safe: str) -> None:
    assert clean(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "two\nlines\tand a tab",
        "größer 漢字 שלום ไทย",
        "e\u0301",
        "─" * 40,
        "№" * 40,
        "。" * 40,
        "🙂" * 12,
    ],
)
def test_text_that_is_fine_is_the_same_object(text: str) -> None:
    assert clean(text) is text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("e" + ACUTE * 8, "e" + ACUTE * 8),
        ("e" + ACUTE * 9, "e" + ACUTE * 8),
        ("e" + ACUTE * 500 + "x" + ACUTE * 500, "e" + ACUTE * 8 + "x" + ACUTE * 8),
        (ACUTE * 9, ACUTE * 8),
        ("─" * 9 + ACUTE * 9 + "─" * 9, "─" * 9 + ACUTE * 8 + "─" * 9),
        ("。" + ACUTE * 9 + "。" * 9, "。" + ACUTE * 8 + "。" * 9),
        ("ก" + "\u0e47" * 20, "ก" + "\u0e47" * 8),
        ("e" + (ACUTE + "\u200b") * 20, "e" + ACUTE * 8),
        ("e" + (ACUTE * 8 + "\u034f") * 20, "e" + ACUTE * 8),
        ("e" + (ACUTE * 4 + "\x1b") * 20, "e" + ACUTE * 8),
    ],
)
def test_piles_of_marks_are_capped(text: str, safe: str) -> None:
    assert clean(text) == safe


def test_every_mark_of_unicode_is_capped() -> None:
    codes = range(sys.maxunicode + 1)
    marks = [chr(code) for code in codes if unicodedata.category(chr(code)).startswith("M")]
    assert len(marks) > 2000
    high = [hex(ord(mark)) for mark in marks if len(clean("a" + mark * 20)) > 1 + MAX_MARKS]
    assert high == []


@pytest.mark.parametrize(
    ("text", "limit", "safe"),
    [
        ("12345", 5, "12345"),
        ("123456", 5, "1234…"),
        ("12", 1, "…"),
        ("\x1b\x1b\x1b\x1b5678", 5, "…"),
        ("123456\x1b", 7, "123456"),
        ("漢字漢字", 3, "漢字…"),
    ],
)
def test_long_text_is_cut(text: str, limit: int, safe: str) -> None:
    assert clean(text, limit) == safe


def test_limits_unless_told() -> None:
    assert clean("x" * 20_001) == "x" * 19_999 + ELLIPSIS
    assert clean_line("x" * 501) == "x" * 499 + ELLIPSIS


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a title", "a title"),
        ("one\ntwo", "one two"),
        ("one\r\n\r\n\ttwo", "one two"),
        ("\n\tone\u2028two\n", "one two"),
        (" one  two ", " one  two "),
        ("\n", ""),
        ("\x1b]0;x\x07\nrest", "]0;x rest"),
    ],
)
def test_clean_line(text: str, line: str) -> None:
    assert clean_line(text) == line


def test_a_line_that_is_fine_is_the_same_object() -> None:
    title = "Fix the login of größe"
    assert clean_line(title) is title


HOSTILE = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("\x1b\x07\x9b\x9d\r\n\t\u2028\u202e\u200d\ufe0f\ud800" + ACUTE * 3 + "ab "),
    ),
    max_size=60,
)
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b-\u200f\ud800-\udfff]"
)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(HOSTILE, st.integers(1, 60))
def test_what_comes_out_is_safe_short_and_stays_as_it_is(text: str, limit: int) -> None:
    safe = clean(text, limit)
    assert not UNSAFE.search(safe)
    assert len(safe) <= limit
    assert safe.encode().decode() == safe
    assert clean(safe, limit) is safe
    line = clean_line(text, limit)
    assert "\n" not in line
    assert "\t" not in line
    assert clean_line(line, limit) is line
