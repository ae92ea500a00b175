"""Which keys do nothing for a session as it is: the footer does not show them."""

from __future__ import annotations

from omo_watch_core.actions.undo.undoing import undoable
from omo_watch_core.select.row import Row
from omo_watch_core.state import State

RETRIES = frozenset({"retry", "failed", "parked", "stuck"})
ALL = frozenset({"r", "w", "W", "u"})
REACH = frozenset({"a", "y  Y", "B"})
"""They lead to a session outside of this program."""


def idle_for(state: State, row: Row | None) -> frozenset[str]:
    """Name those of the keys for waits and moves that do nothing here."""
    if row is None:
        return ALL
    able: set[str] = set()
    if row.state in RETRIES:
        able.add("r")
    if row.session.status == "retry" and row.state in ("retry", "stuck"):
        able |= {"w", "W"}
    if row.session.parked is not None or undoable(state, row.server, row.session.id):
        able.add("u")
    return ALL - able
