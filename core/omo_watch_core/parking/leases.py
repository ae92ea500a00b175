"""End the lease of a move that was taken back."""

from __future__ import annotations

from omo_watch_core.effects import Effect
from omo_watch_core.leases.ending import ended
from omo_watch_core.leases.round import Round
from omo_watch_core.state import State


def end_lease(state: State, name: str, why: str) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with a lease ended, where it still holds, and what tells others of it."""
    lease = state.journal.leases.get(name)
    if lease is None or lease.ended_ms is not None:
        return state, ()
    look = Round(state)
    changed = max(state.now_ms, lease.changed_ms + 1)
    look.end(ended(lease, why, changed, state.now_ms))
    return look.done(), tuple(look.effects)
