"""Who falls back on which server by itself: one row per server, taken by one conditional UPDATE.

The row lives in the journal's database in the state folder, so two programs of one machine see
the same. A claim whose heart has not beaten for 15 s is free.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from omo_watch_core.state import Claim

BEAT_S = 5.0
FREE_AFTER_MS = 15_000
BUSY_S = 2.0
_LOCALHOST = re.compile(r"(?<=://)localhost(?=[:/]|$)")
"""One server has one claim, by whichever of its two usual names it was given."""
_TABLE = """
CREATE TABLE IF NOT EXISTS claims (
  server TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  beat_ms INTEGER NOT NULL
)
"""
_TAKE = """
INSERT INTO claims (server, owner, beat_ms) VALUES (:server, :owner, :now)
ON CONFLICT (server) DO UPDATE SET owner = :owner, beat_ms = :now
WHERE owner = :owner OR beat_ms <= :now - :free
"""
_HOLDER = "SELECT owner FROM claims WHERE server = :server AND beat_ms > :now - :free"
_RELEASE = "DELETE FROM claims WHERE owner = :owner"


class ClaimsError(Exception):
    """The claims cannot be read or written; the message is one sentence."""


class Claims:
    """Take, keep, see and release claims on servers, each named by its address."""

    def __init__(self, file: Path, owner: str) -> None:
        """Prepare; nothing is opened before the first call."""
        self._file = file
        self.owner = owner

    def take(self, url: str, now_ms: int) -> Claim:
        """Take or keep the claim on a server where it is free, and give who holds it.

        Raises ClaimsError.
        """
        with self._open() as rows:
            rows.execute(_TAKE, self._named(url, now_ms))
            return self._holder(rows, url, now_ms) or Claim(owner=self.owner, own=True)

    def release(self) -> None:
        """Let others have what was held; raises ClaimsError."""
        if self._file.exists():
            with self._open() as rows:
                rows.execute(_RELEASE, {"owner": self.owner})

    def seen(self, url: str, now_ms: int) -> Claim | None:
        """Give who holds the claim on a server, without taking it; raises ClaimsError."""
        if not self._file.exists():
            return None
        with self._open() as rows:
            return self._holder(rows, url, now_ms)

    def _holder(self, rows: sqlite3.Connection, url: str, now_ms: int) -> Claim | None:
        row = rows.execute(_HOLDER, self._named(url, now_ms)).fetchone()
        return Claim(owner=str(row[0]), own=row[0] == self.owner) if row else None

    def _named(self, url: str, now_ms: int) -> dict[str, object]:
        server = _LOCALHOST.sub("127.0.0.1", url)
        return {"server": server, "owner": self.owner, "now": now_ms, "free": FREE_AFTER_MS}

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        """Open the database for one transaction; only the person may read it."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file.touch(mode=0o600, exist_ok=True)
            rows = sqlite3.connect(self._file, timeout=BUSY_S)
            try:
                rows.execute("PRAGMA journal_mode = WAL")
                rows.execute(_TABLE)
                with rows:
                    yield rows
            finally:
                rows.close()
        except (sqlite3.Error, OSError) as error:
            raise ClaimsError(f"{self._file} cannot be used: {error}") from error


def owner_name(host: str, what: str) -> str:
    """Name this program for those who see its claim: what it is, its process and its machine."""
    return f"{what} {os.getpid()}@{host}"
