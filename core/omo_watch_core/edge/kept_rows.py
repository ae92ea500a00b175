"""What a person decided on this machine alone as rows of the database."""

from __future__ import annotations

import sqlite3

import msgspec

from omo_watch_core.journal.kept import Hold, joined

CLOSED = """
INSERT INTO kept VALUES ('closed', :id, :changed_ms, :body)
ON CONFLICT (kind, id) DO UPDATE SET changed_ms = excluded.changed_ms, body = excluded.body
WHERE excluded.changed_ms >= changed_ms
"""
HOLD = CLOSED.replace("'closed'", "'hold'")
READ = "SELECT body FROM kept WHERE kind = ? ORDER BY changed_ms DESC LIMIT 500"
FORGET = "DELETE FROM kept WHERE kind = 'closed' AND changed_ms < ?"
_LOCK = "UPDATE kept SET changed_ms = changed_ms WHERE kind = 'hold' AND id = ?"
"""Begins the transaction for writing: nobody else writes between the look and the row."""
_HELD = "SELECT body FROM kept WHERE kind = 'hold' AND id = ?"


def with_written(database: sqlite3.Connection, hold: Hold) -> Hold:
    """Give a hold together with what another program has written of its model meanwhile."""
    database.execute(_LOCK, (hold.id,))
    found = database.execute(_HELD, (hold.id,)).fetchone()
    if found is None:
        return hold
    try:
        return joined(msgspec.json.decode(found[0], type=Hold), hold)
    except msgspec.DecodeError:
        return hold  # of a version with other fields
