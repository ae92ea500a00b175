"""What the loop needs of a server, so that a real, a recorded and a scripted one are alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from omo_watch_core.effects import Effect
from omo_watch_core.events import Event

Emit = Callable[[Sequence[Event]], None]


class Backend(Protocol):
    """Be one server, reachable or not."""

    async def stream(self, emit: Emit) -> None:
        """Read the event stream until it ends; the last event is StreamEnded or StreamRefused."""
        ...

    async def perform(self, effect: Effect) -> Sequence[Event]:
        """Do what the effect says and give what came of it; failures are events, never raised."""
        ...

    async def close(self) -> None:
        """Free all connections."""
        ...
