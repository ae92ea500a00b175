"""Wait for who runs the tasks: what becomes of the wish is told there."""

from __future__ import annotations

from omo_watch_core.actions.action import Action
from omo_watch_core.actions.moves import Move, end, stay
from omo_watch_core.events import Event
from omo_watch_core.state import Server


def on_event(action: Action, event: Event, server: Server) -> Move[Action]:
    """Ask nothing of the server, so expect no answer."""
    return stay(action)


def on_state(action: Action, now_ms: int, server: Server) -> Move[Action]:
    """Let the tasks tell how far it is."""
    return stay(action)


def gone(action: Action, now_ms: int, what: str) -> Move[Action]:
    """Say that nobody watches it any more."""
    return end(action, "accepted", now_ms, f"{what}: the wish is noted")
