"""What every reader of events is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable

from omo_watch_core.events import Event
from omo_watch_core.value import Value


class Setting(Value):
    """Hold where and when an event was heard."""

    server: str
    at_ms: int
    directory: str
    """The directory whose instance spoke, cleaned; `""` for none."""


Reader = Callable[[bytes, Setting], Event]
"""Reads an event's properties; raises WireError."""
