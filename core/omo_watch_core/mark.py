"""The mark that programs like this one leave in their prompts: who did it, and what."""

from __future__ import annotations

from omo_watch_core.clock import SECOND
from omo_watch_core.value import Value

FRESH_MS = 10 * SECOND
"""Who left a mark so lately may still be acting (design 5)."""


class Mark(Value):
    """Hold the mark of one prompt; all of it is what the other program says of itself."""

    by: str | None = None
    """Whose program it was: `alice@laptop`; None where it did not say."""
    kind: str = ""
    """What it did: override, fallback, steer, result, ..."""
    at_ms: int | None = None
    """When it was decided, on the server's clock."""
    action: str = ""


class Steering(Value):
    """Hold who prompted a session last, where that was a program like this one."""

    by: str | None
    since_ms: int | None
    """When it was decided, on the server's clock."""
    kind: str
    message: str
    action: str = ""
