"""Marks that other programs like this one left in a history."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from omo_watch_core.mark import FRESH_MS, Mark
from omo_watch_core.model import Message, Part

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 14

Page = Sequence[tuple[Message, tuple[Part, ...]]]


def others_act(page: Page, ours: Collection[str], server_ms: float) -> Mark | None:
    """Give the mark of another omo-watch that prompted this session just now.

    What is ours is told by its id alone: a second program of the same person is another one.
    """
    for message, parts in reversed(page):
        mark = next((part.mark for part in parts if part.mark), None)
        if mark is None or message.role != "user" or message.id in ours:
            continue
        if server_ms - message.created_ms < FRESH_MS:
            return mark
    return None


def newest_of(page: Page) -> str:
    """Give the id of the newest message; empty where there is none."""
    return page[-1][0].id if page else ""


def derived_nonce(session: str, newest: str, target: str) -> str:
    """Make 14 letters or digits from what was decided: equal decisions are one message."""
    digest = hashlib.sha256("\n".join((session, newest, target)).encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_LENGTH])
