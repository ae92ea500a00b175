"""Who else steers a session, in the words of its row, its detail and its choices."""

from __future__ import annotations

from omo_watch_core.clock import age
from omo_watch_core.select.steering import Steerer

UNNAMED = "another omo-watch"
_DID = {
    "override": "moved it",
    "fallback": "moved it by itself",
    "retry": "let it try again",
    "resume": "let it go on",
    "lease": "brought it back to its lease",
    "rescue": "rescued it",
    "steer": "asked it to wrap up",
    "result": "handed it a result",
}


def being_steered(steerer: Steerer, now_ms: int) -> str:
    """Say who steers it and since when."""
    return f"being steered {by_since(steerer, now_ms)}"


def by_since(steerer: Steerer, now_ms: int) -> str:
    """Name who, and since when."""
    ago = _ago(steerer, now_ms)
    return f"by {steerer.by or UNNAMED}{ago and f' since {ago}'}"


def by_whom(steerer: Steerer, now_ms: int) -> str:
    """Name who and how long ago, where there is little room."""
    return f"{steerer.by or UNNAMED} {_ago(steerer, now_ms)}".rstrip()


def steered_ago(steerer: Steerer, now_ms: int) -> str:
    """Say what somebody did, and how long ago."""
    ago = _ago(steerer, now_ms)
    return f"{steerer.by or UNNAMED} {_DID.get(steerer.kind, 'steered it')}{ago and f' {ago} ago'}"


def steered_just_now(steerer: Steerer, now_ms: int) -> str:
    """Warn somebody who acts at the same moment."""
    return f"{steered_ago(steerer, now_ms)}: both go on"


def _ago(steerer: Steerer, now_ms: int) -> str:
    return "" if steerer.since_ms is None else age(max(now_ms - steerer.since_ms, 0))
