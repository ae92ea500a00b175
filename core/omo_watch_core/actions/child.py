"""The session that an action makes for itself: whether it was made, and how it is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from omo_watch_core.actions.models.nouns import ProbeAction
from omo_watch_core.actions.moves import TAKEN, Move, end, enter, is_unclear
from omo_watch_core.actions.task.nouns import LaunchAction
from omo_watch_core.clock import SECOND
from omo_watch_core.events import SessionCreated
from omo_watch_core.state import Session

FOUND_MS = 5 * SECOND
"""So long a session is looked for whose creation nobody answered."""
UNSEEN = "its session was not seen to be created"
C = TypeVar("C", ProbeAction, LaunchAction)
Ask = Callable[[C, int], Move[C]]
"""Prompts the session once it is there."""


def created(action: C, event: SessionCreated, ask: Ask[C]) -> Move[C]:
    """React to what the server says of its creation."""
    now = event.at_ms
    if event.session is not None:
        return ask(replace(action, child=event.session), now)
    if is_unclear(event.status) or event.status in TAKEN:
        # It may exist all the same: what it carries will tell.
        return enter(action, "looking", now)
    why = event.reason or str(event.status)
    return end(action, "refused", now, f"the server made no session for it: {why}")


def look(action: C, now_ms: int, found: Session | None, ask: Ask[C]) -> Move[C]:
    """Go on with the session that was found, and give up after a while where there is none."""
    if found is not None:
        return ask(replace(action, child=found.id), now_ms)
    if now_ms - action.phase_ms >= FOUND_MS:
        return end(action, "refused", now_ms, "the server did not say whether it made its session")
    return action, ()
