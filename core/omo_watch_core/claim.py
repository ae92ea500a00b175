"""Who falls back on a server by itself."""

from __future__ import annotations

from omo_watch_core.value import Value


class Claim(Value):
    """Hold who falls back on a server by itself: one program at a time."""

    owner: str
    own: bool = False
    """It is this program."""
