"""The form of every event."""

from __future__ import annotations

from omo_watch_core.value import Value


class Event(Value):
    """Be something that has happened on one server (`""`: on this machine)."""

    server: str
    at_ms: int
