"""What belongs to a stop: what began below it joins, what a newer action took over leaves."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from msgspec.structs import replace

from omo_watch_core.actions.action import CancelAction
from omo_watch_core.actions.moves import enter
from omo_watch_core.family import descendants
from omo_watch_core.state import Server

A = TypeVar("A", bound=CancelAction)
_AWAITED = {"aborting": "awaiting", "confirming": "unconfirmed"}
"""The targets that a phase waits for: where none is left it is over."""


def below(action: CancelAction, server: Server) -> tuple[str, ...]:
    """Name what lies below its session, without what a newer action took over and its own."""
    return descendants(server, action.session, action.spared)


def grown(action: A, server: Server) -> A:
    """Give a stop of a tree with all that began in it since; itself where nothing did."""
    if action.strength != "tree":
        return action
    late = tuple(name for name in below(action, server) if name not in action.targets)
    if not late:
        return action
    targets = (*action.targets, *late)
    return replace(action, targets=targets, late=(*action.late, *late), unconfirmed=())


def narrowed(action: A, taken: Collection[str], now_ms: int) -> A:
    """Give a stop that leaves alone what was taken over, and waits for nothing of it."""
    left = {
        field: tuple(name for name in getattr(action, field) if name not in taken)
        for field in ("targets", "late", "ran", "awaiting", "unconfirmed")
    }
    after = replace(action, **left, spared=(*action.spared, *taken))
    awaited = _AWAITED.get(action.phase)
    over = awaited is not None and not left[awaited]
    return enter(after, "watching", now_ms)[0] if over else after
