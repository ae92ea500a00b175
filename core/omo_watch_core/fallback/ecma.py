"""Text rules of ECMAScript, which the patterns of this room were written for.

Source: fallback-behaviour 16. Python's own classes differ: its white space has other members,
and its case folding equates letters that ECMAScript keeps apart.
"""

from __future__ import annotations

import re

SPACE = (
    "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What `\\s` matches and `trim` takes away."""
_TOKEN = re.compile(r"\\.|\[\^?|\]|\.|\$", re.DOTALL)
_CLASS = re.escape(SPACE)


def compiled(source: str, *, ignore_case: bool = True) -> re.Pattern[str]:
    """Compile an ECMAScript pattern without its `u` flag; `$` is the very end of the text."""
    inside = False

    def translate(found: re.Match[str]) -> str:
        nonlocal inside
        token = found.group()
        if token == "\\s":
            return _CLASS if inside else f"[{_CLASS}]"
        if token.startswith("[") and not inside:
            inside = True
        elif token == "]":
            inside = False
        elif not inside and token == ".":
            return "[^\n\r\u2028\u2029]"
        elif not inside and token == "$":
            return r"\Z"
        return token

    flags = re.ASCII | (re.IGNORECASE if ignore_case else re.NOFLAG)
    return re.compile(_TOKEN.sub(translate, source), flags)


def trimmed(text: str) -> str:
    """Take white space away from both ends."""
    return text.strip(SPACE)


def collapsed(text: str) -> str:
    """Make one blank of each run of white space, and trim."""
    return trimmed(_RUNS.sub(" ", text))


_RUNS = re.compile(f"[{_CLASS}]+")
