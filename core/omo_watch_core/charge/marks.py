"""Marks that other programs like this one left in a history."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence

from omo_watch_core.clock import SECOND
from omo_watch_core.model import Message, Part

FRESH_MS = 10 * SECOND
"""A mark that is younger means that somebody else acts at this moment (design 5)."""
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 14

Page = Sequence[tuple[Message, tuple[Part, ...]]]


def others_act(page: Page, ours: Collection[str], server_ms: float) -> bool:
    """Tell whether another omo-watch prompted this session just now."""
    return any(
        server_ms - message.created_ms < FRESH_MS
        for message, parts in page
        if message.role == "user" and message.id not in ours and _is_marked(parts)
    )


def newest_of(page: Page) -> str:
    """Give the id of the newest message; empty where there is none."""
    return page[-1][0].id if page else ""


def derived_nonce(session: str, newest: str, target: str) -> str:
    """Make 14 letters or digits from what was decided: equal decisions are one message."""
    digest = hashlib.sha256("\n".join((session, newest, target)).encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_LENGTH])


def _is_marked(parts: Iterable[Part]) -> bool:
    return any(part.marked for part in parts)
