"""Names, lines and paths of a server, made safe and given their lengths."""

from __future__ import annotations

from omo_watch_core.clean import clean, clean_line

NAME = 200
MESSAGE = 2_000
PATH = 4096
NO_PLACE = "global"
"""What an event names as its directory when it belongs to none."""


def word(text: str) -> str:
    """Clean an id, a name or a kind: one line, at most 200 characters."""
    return clean_line(text, NAME)


def word_or_none(text: str | None) -> str | None:
    """Clean a name that may be missing or empty; both are None."""
    return word(text) if text else None


def line(text: str | None) -> str:
    """Clean a message that may be missing: its first line that shows something."""
    lines = clean(text or "", MESSAGE).split("\n")
    return clean_line(next((line for line in map(str.strip, lines) if line), ""))


def place(directory: str) -> str:
    """Clean a directory's path, uncut while a machine could have it; `""` is none."""
    return "" if directory == NO_PLACE else clean_line(directory, PATH)
