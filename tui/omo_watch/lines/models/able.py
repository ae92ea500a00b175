"""Which keys do nothing for a model as it stands: the footer does not show them."""

from __future__ import annotations

from omo_watch_core.select.board.nouns import Incident, ModelRow


def idle_for_model(row: ModelRow | None, incident: Incident | None) -> frozenset[str]:
    """Name those keys; an incident is cleared and held as a whole."""
    if incident is not None:
        return frozenset({"b"})
    if row is None:
        return frozenset({"enter", "c", "h", "b"})
    idle: set[str] = set()
    if not row.hits:
        idle.add("c")
    if not row.servers:
        idle.add("b")
    if not row.on_it:
        idle.add("enter")
    return frozenset(idle)
