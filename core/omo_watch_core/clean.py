"""Make text from outside safe for a terminal: no controls, nothing invisible, no endless text."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
MAX_MARKS = 8

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
_SEPARATORS = r"\u2028\u2029"
_SURROGATES = r"\ud800-\udfff"  # any in a str is a lone one, and cannot be encoded
_ANNOTATIONS = r"\ufff9-\ufffb"
# Unicode's Default_Ignorable_Code_Point: bidi and zero-width controls, variation selectors, tags,
# fillers. The joiners U+200C and U+200D go too, at the price of split family emoji and plainer
# Persian: terminals disagree about the width of what they join, and then rows shift.
_INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSAFE = re.compile(f"[{_CONTROLS}{_SEPARATORS}{_SURROGATES}{_ANNOTATIONS}{_INVISIBLE}]")
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")
# No combining mark is a word character, so a longer run of marks is always inside such a match.
# Rules and boxes (U+2100 to U+2BFF holds no mark) are common in output, and would be looked at.
_MAYBE_MARKS = re.compile(rf"[^\w\s\x00-\x7f\u2100-\u2bff]{{{MAX_MARKS + 1},}}")
_BREAKS = re.compile(r"[\n\t]+")


def clean(text: str, limit: int = 20_000) -> str:
    """Return `text` without what could steer or confuse a terminal; the same object if it is fine.

    Of a text longer than `limit` characters (at least 1) only the first ones are looked at; it
    then ends in an ellipsis and is never longer than `limit`.
    """
    cut = len(text) > limit
    if cut:
        text = text[: limit - 1]
    if not (text.isascii() and text.isprintable()):
        text = _scrub(text)
    return text + ELLIPSIS if cut else text


def clean_line(text: str, limit: int = 500) -> str:
    """Clean a title, name or one-line message: line breaks and tabs inside become one blank."""
    text = clean(text, limit)
    if "\n" in text or "\t" in text:
        text = _BREAKS.sub(" ", text.strip("\n\t"))
    return text


def _scrub(text: str) -> str:
    if _UNSAFE.search(text):
        text = _UNSAFE.sub("", _SEPARATOR.sub("\n", text))
    if text.isascii():
        return text
    # Only now: what was dropped may have kept a pile of marks apart.
    thinned = _MAYBE_MARKS.sub(_thin_marks, text)
    return text if len(thinned) == len(text) else thinned


def _thin_marks(signs: re.Match[str]) -> str:
    kept: list[str] = []
    run = 0
    for sign in signs[0]:
        run = run + 1 if unicodedata.category(sign).startswith("M") else 0
        if run <= MAX_MARKS:
            kept.append(sign)
    return "".join(kept)
