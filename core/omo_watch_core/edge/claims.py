"""Who falls back on which server by itself: one row per server, taken by one conditional UPDATE.

The row lives in the journal's database in the state folder, so two programs of one machine see
the same. A claim whose heart has not beaten for 15 s is free.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from omo_watch_core.claim import Claim
from omo_watch_core.edge.database import is_there, opened
from omo_watch_core.journal.place import place_of

BEAT_S = 5.0
FREE_AFTER_MS = 15_000
_TAKE = """
INSERT INTO claims (server, owner, beat_ms) VALUES (:server, :owner, :now)
ON CONFLICT (server) DO UPDATE SET owner = :owner, beat_ms = :now
WHERE owner = :owner OR beat_ms <= :now - :free
"""
_HOLDER = "SELECT owner FROM claims WHERE server = :server AND beat_ms > :now - :free"
_RELEASE = "DELETE FROM claims WHERE owner = :owner"


class Claims:
    """Take, keep, see and release claims on servers, each named by its address."""

    def __init__(self, file: Path, owner: str) -> None:
        """Prepare; nothing is opened before the first call."""
        self._file = file
        self.owner = owner

    def take(self, url: str, now_ms: int) -> Claim:
        """Take or keep the claim on a server where it is free, and give who holds it.

        Raises DatabaseError.
        """
        with opened(self._file) as rows:
            rows.execute(_TAKE, self._named(url, now_ms))
            return self._holder(rows, url, now_ms) or Claim(owner=self.owner, own=True)

    def release(self) -> None:
        """Let others have what was held; raises DatabaseError."""
        if is_there(self._file):
            with opened(self._file) as rows:
                rows.execute(_RELEASE, {"owner": self.owner})

    def seen(self, url: str, now_ms: int) -> Claim | None:
        """Give who holds the claim on a server, without taking it; raises DatabaseError."""
        if not is_there(self._file):
            return None
        with opened(self._file) as rows:
            return self._holder(rows, url, now_ms)

    def _holder(self, rows: sqlite3.Connection, url: str, now_ms: int) -> Claim | None:
        row = rows.execute(_HOLDER, self._named(url, now_ms)).fetchone()
        return Claim(owner=str(row[0]), own=row[0] == self.owner) if row else None

    def _named(self, url: str, now_ms: int) -> dict[str, object]:
        return {"server": place_of(url), "owner": self.owner, "now": now_ms, "free": FREE_AFTER_MS}


def owner_name(host: str, what: str) -> str:
    """Name this program for those who see its claim: what it is, its process and its machine."""
    return f"{what} {os.getpid()}@{host}"
