"""Which session a person looks at; those that sleep are not woken by a passing cursor."""

from __future__ import annotations

from omo_watch.desk import Desk
from omo_watch.lines.sessions.facts import sleeps
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import SessionKey

RESTS_MS = 500


class Attention:
    """Tell the desk about the session under the cursor once the cursor rests there."""

    def __init__(self) -> None:
        self._under: SessionKey | None = None
        self._since_ms = 0
        self._told: SessionKey | None = None

    def rest(self, desk: Desk, key: SessionKey | None) -> None:
        """Note where the cursor is now; called with each state, so that it is seen to rest."""
        now_ms = desk.state.now_ms
        if key != self._under:
            self._under, self._since_ms = key, now_ms
        rested = key is not None and now_ms - self._since_ms >= RESTS_MS
        if rested and key != self._told:
            self._told = key
            desk.look(None if _would_wake(desk, key) else key)

    def forget(self) -> None:
        """Tell it again next time: another screen has told something else."""
        self._told = None


def _would_wake(desk: Desk, key: SessionKey | None) -> bool:
    if key is None:
        return False
    seen = row(desk.state, RowKey(server=key[0], session=key[1]))
    return seen is None or sleeps(desk.state, seen)
