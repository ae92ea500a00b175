"""JSON with comments and trailing commas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NoReturn, cast

_TOKEN = re.compile(
    r"""
    (?P<text>"(?:\\.|[^"\\])*(?:"|\Z))
    | (?P<comment>//[^\n\r]*|/\*.*?\*/)
    | (?P<unclosed>/\*)
    | (?P<comma>,)
    | (?P<end>[}\]])
    | (?P<constant>NaN|-?Infinity)
    | (?P<other>\w+|\S)
    """,
    re.DOTALL | re.VERBOSE,
)
_NO_VALUE = frozenset("[{,:")
"""A comma behind one of these is an error, not a trailing comma."""


class JsoncError(ValueError):
    """A text is not JSON with comments; the message is one sentence with line and column."""

    def __init__(self, line: int, column: int, what: str) -> None:
        """Say what is wrong and where; both count from 1."""
        super().__init__(f"line {line}, column {column}: {what}.")
        self.line = line
        self.column = column


def parse(text: str) -> object:
    """Read a text; raises JsoncError. Of a key that stands twice the last counts."""
    plain = _plain(text.removeprefix("\ufeff"))
    try:
        return cast("object", json.loads(plain))
    except json.JSONDecodeError as error:
        what = f"{error.msg[0].lower()}{error.msg[1:]}".removesuffix(" starting at")
        raise JsoncError(error.lineno, error.colno, what) from None
    except RecursionError:
        raise JsoncError(1, 1, "it is nested too deeply") from None
    except ValueError:
        # Only a number of thousands of digits gets here, and nobody says where it stands.
        raise JsoncError(1, 1, "a number in it is too long") from None


def _plain(text: str) -> str:
    """Write blanks over comments and trailing commas, so that every place stays where it was."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(_to_blank(text)):
        parts += text[done:start], re.sub(r"[^\n\r]", " ", text[start:end])
        done = end
    return "".join((*parts, text[done:]))


def _to_blank(text: str) -> Iterator[tuple[int, int]]:
    comma: int | None = None
    before = "["
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "comment":
            yield token.span()
            continue
        if token.lastgroup in ("unclosed", "constant"):
            _refuse(text, token)
        if token.lastgroup == "end" and comma is not None:
            yield comma, comma + 1
        follows_value = before not in _NO_VALUE
        comma = token.start() if token.lastgroup == "comma" and follows_value else None
        before = token.group()[-1]


def _refuse(text: str, token: re.Match[str]) -> NoReturn:
    what = "a comment is not closed"
    if token.lastgroup == "constant":
        what = f"{token.group()} is no number of JSON"
    before = text[: token.start()]
    line = before.count("\n") + 1
    raise JsoncError(line, token.start() - before.rfind("\n"), what)
