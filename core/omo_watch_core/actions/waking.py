"""The one action that lets a parked session go on, whichever program takes it."""

from __future__ import annotations

from omo_watch_core.charge.marks import derived_nonce
from omo_watch_core.journal.nouns import Parked


def action_of(row: Parked) -> str:
    """Give the action's id: derived from what was parked, so that its prompt is one message."""
    return f"act_{derived_nonce(row.session, row.newest, row.model.name)}"
