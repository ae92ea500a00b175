"""What a program that lets parked sessions go on knows beside their rows."""

from __future__ import annotations

import msgspec

from omo_watch_core.value import Value

Key = tuple[str, str]


class Tending(Value):
    """Hold when this program last asked for what; all in local epoch milliseconds."""

    asked: dict[Key, int] = msgspec.field(default_factory=dict[Key, int])
    """By place and session: when it was last asked for, to let it go on or to clear its mark."""
    started: dict[Key, int] = msgspec.field(default_factory=dict[Key, int])
    """By place and provider: when a session was last asked for."""
