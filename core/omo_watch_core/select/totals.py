"""How many sessions are in each state."""

from __future__ import annotations

from omo_watch_core.model import SessionState
from omo_watch_core.state import State


def totals(state: State) -> dict[SessionState, int]:
    """Count sessions by state, over all servers; archived ones are not counted."""
    raise NotImplementedError
