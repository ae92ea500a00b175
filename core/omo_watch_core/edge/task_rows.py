"""Our own background tasks and their lanes as rows of the database."""

from __future__ import annotations

import os
import socket
import sqlite3

from omo_watch_core.effects import KeepLanes
from omo_watch_core.journal.place import place_of

FREE_AFTER_MS = 15_000
"""A program that has not said for so long that it keeps the lanes has died."""
LATER = "WHERE excluded.changed_ms >= changed_ms"
TASK = f"""
INSERT INTO tasks VALUES (:id, :place, :is_over, :changed_ms, :body)
ON CONFLICT (id) DO UPDATE SET is_over = excluded.is_over, changed_ms = excluded.changed_ms,
  body = excluded.body {LATER}
"""
LANE = f"""
INSERT INTO lanes VALUES (:place, :key, :changed_ms, :body)
ON CONFLICT (server, lane) DO UPDATE SET changed_ms = excluded.changed_ms,
  body = excluded.body {LATER}
"""
TASKS = "SELECT body FROM tasks WHERE is_over = 0 OR changed_ms > ?"
LANES = "SELECT body FROM lanes"
FORGET = "DELETE FROM tasks WHERE is_over = 1 AND changed_ms < ?"
_KEEP = """
INSERT INTO claims (server, owner, beat_ms) VALUES (:server, :owner, :now)
ON CONFLICT (server) DO UPDATE SET owner = :owner, beat_ms = :now
WHERE owner = :owner OR beat_ms <= :now - :free
"""
_KEEPER = "SELECT owner FROM claims WHERE server = ?"


def keep_lanes(database: sqlite3.Connection, effect: KeepLanes) -> tuple[str, bool]:
    """Take the lanes of a server, or keep them; give who has them, and whether that is us."""
    server, owner = _name(effect.place), keeper_name()
    database.execute(
        _KEEP, {"server": server, "owner": owner, "now": effect.at_ms, "free": FREE_AFTER_MS}
    )
    found = database.execute(_KEEPER, (server,)).fetchone()
    keeper = str(found[0]) if found else owner
    return keeper, keeper == owner


def leave_lanes(database: sqlite3.Connection) -> None:
    """Let others have the lanes that this program kept."""
    database.execute(
        "DELETE FROM claims WHERE owner = ? AND server LIKE 'lanes %'", (keeper_name(),)
    )


def keeper_name() -> str:
    """Name this program for others: its process and its machine."""
    return f"lanes {os.getpid()}@{socket.gethostname()}"


def _name(place: str) -> str:
    return f"lanes {place_of(place)}"
