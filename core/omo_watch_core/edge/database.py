"""The one database of the state folder: how it is opened, and what it is made of."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = 3
BUSY_S = 2.0
"""How long a writer waits for another one."""
_AGAIN_S = 0.01
_TABLES = """
CREATE TABLE IF NOT EXISTS claims (
  server TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  beat_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS actions (
  id TEXT PRIMARY KEY,
  server TEXT NOT NULL,
  session TEXT NOT NULL,
  kind TEXT NOT NULL,
  stage TEXT NOT NULL,
  owner TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS actions_by_time ON actions (started_ms);
CREATE TABLE IF NOT EXISTS steps (
  action TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  stage TEXT NOT NULL,
  what TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS steps_by_action ON steps (action);
CREATE TABLE IF NOT EXISTS leases (
  id TEXT PRIMARY KEY,
  server TEXT NOT NULL,
  owner TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS parked (
  server TEXT NOT NULL,
  session TEXT NOT NULL,
  stage TEXT NOT NULL,
  owner TEXT NOT NULL,
  due_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (server, session)
);
CREATE TABLE IF NOT EXISTS tasks (
  id TEXT PRIMARY KEY,
  server TEXT NOT NULL,
  is_over INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS lanes (
  server TEXT NOT NULL,
  lane TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (server, lane)
);
CREATE TABLE IF NOT EXISTS kept (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, id)
);
"""


class DatabaseError(Exception):
    """The database cannot be used; the message is one sentence."""


class BusyError(DatabaseError):
    """Another program holds the database."""


def is_there(file: Path) -> bool:
    """Tell whether there is a database; raises DatabaseError where nobody may look."""
    try:
        return file.exists()
    except OSError as error:
        raise DatabaseError(f"{file} cannot be used: {error}") from error


@contextmanager
def opened(file: Path, patience_s: float | None = None) -> Generator[sqlite3.Connection]:
    """Open the database for one transaction; only the person may read it.

    It waits `patience_s` for who holds it, BUSY_S unless told otherwise. Raises DatabaseError,
    also for what happens inside; BusyError where it was held for longer.
    """
    patience_s = BUSY_S if patience_s is None else patience_s
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600, exist_ok=True)
        rows = sqlite3.connect(file, timeout=patience_s)
        try:
            _prepare(rows, patience_s)
            with rows:
                yield rows
        finally:
            rows.close()
    except (sqlite3.Error, OSError) as error:
        kind = BusyError if _is_busy(error) else DatabaseError
        raise kind(f"{file} cannot be used: {error}") from error


def _is_busy(error: Exception) -> bool:
    # An extended code carries the plain one in its lowest byte; not every error has one.
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _prepare(rows: sqlite3.Connection, patience_s: float) -> None:
    """Make the tables where they are missing; refuse what a newer version wrote."""
    version = int(rows.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA:
        raise sqlite3.DatabaseError(
            f"it has schema {version} and this version knows {SCHEMA}: "
            "a newer omo-watch wrote it, update this one"
        )
    if version == SCHEMA:
        return
    _log_ahead(rows, patience_s)
    # The version is written with the tables, or neither is.
    rows.executescript(f"BEGIN IMMEDIATE;{_TABLES}PRAGMA user_version = {SCHEMA};COMMIT;")


def _log_ahead(rows: sqlite3.Connection, patience_s: float) -> None:
    """Let readers read beside a writer, for good.

    While several programs do this at once SQLite says "locked" without any of its own waiting.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            rows.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= until:
                raise
            time.sleep(_AGAIN_S)
        else:
            return
