"""The journal's values as rows of the database, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from omo_watch_core.edge import kept_rows, task_rows
from omo_watch_core.effects import TakeParked
from omo_watch_core.journal.kept import Closed, Hold
from omo_watch_core.journal.nouns import Deed, Entry, Lease, Parked, Step
from omo_watch_core.tasks.own import LaneSetting, OwnTask
from omo_watch_core.value import Value

NEWEST = 200
"""How many deeds are read back."""
RECENT_MS = 3_600_000
"""For how long after their end leases and parked sessions are told to those who look."""
MOST_STEPS = 100
"""How many steps of one deed are read back."""
DAYS_KEPT = 90
MOST_DEEDS = 10_000
_DAY_MS = 86_400_000
_LATER = "WHERE excluded.changed_ms >= changed_ms"
"""What was written meanwhile by another program is newer and stays."""
_DEED = f"""
INSERT INTO actions VALUES
  (:id, :place, :session, :kind, :stage, :owner, :started_ms, :changed_ms, :body)
ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, changed_ms = excluded.changed_ms,
  body = excluded.body {_LATER}
"""
_STEP = "INSERT INTO steps VALUES (:action, :at_ms, :stage, :what)"
_LEASE = f"""
INSERT INTO leases VALUES (:id, :place, :owner, :since_ms, :changed_ms, :ended_ms, :body)
ON CONFLICT (id) DO UPDATE SET changed_ms = excluded.changed_ms, ended_ms = excluded.ended_ms,
  body = excluded.body {_LATER}
"""
_PARKED = f"""
INSERT INTO parked VALUES (:place, :session, :stage, :resumer, :due_ms, :changed_ms, :body)
ON CONFLICT (server, session) DO UPDATE SET stage = excluded.stage, owner = excluded.owner,
  due_ms = excluded.due_ms, changed_ms = excluded.changed_ms, body = excluded.body {_LATER}
"""
_TAKE = """
UPDATE parked SET stage = 'resuming', owner = :resumer, changed_ms = :at_ms,
  body = json_set(body, '$.taken_ms', :at_ms)
WHERE server = :place AND session = :session AND due_ms <= :at_ms
  AND (stage = 'parked' OR (stage IN ('parking', 'resuming') AND changed_ms <= :at_ms - 60000))
  AND NOT EXISTS (
    SELECT 1 FROM parked AS other
    WHERE other.server = :place AND other.session != :session
      AND json_extract(other.body, '$.taken_ms') > :at_ms - 2000
      AND json_extract(other.body, '$.model.provider')
        = json_extract(parked.body, '$.model.provider')
  )
"""
"""A program that took it and died is given a minute; its prompt would have the same id."""
_TAKE_OFF = """
UPDATE parked SET stage = 'dropped', owner = :resumer, changed_ms = :at_ms
WHERE server = :place AND session = :session
  AND (stage IN ('parked', 'parking') OR (stage = 'resuming' AND changed_ms <= :at_ms - 60000))
"""
_UNFIT = (
    OverflowError, TypeError, ValueError, msgspec.MsgspecError, sqlite3.DataError,
    sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError,
)  # fmt: skip
"""What an entry itself is at fault for; everything else is about the database."""
V = TypeVar("V", Deed, Lease, Parked, OwnTask, LaneSetting, Closed, Hold)


class UnfitError(Exception):
    """No row can hold an entry; the message is one sentence."""


def write(database: sqlite3.Connection, entry: Entry) -> None:
    """Write one entry; a later state of the same row stays, and is joined where it is a hold.

    Raises UnfitError for what no row can hold, which leaves the transaction as it was.
    """
    try:
        if isinstance(entry, Hold):
            entry = kept_rows.with_written(database, entry)
        database.execute(_STATEMENTS[type(entry)], _values(entry))
    except _UNFIT as error:
        what = type(entry).__name__.lower()
        raise UnfitError(f"a {what} could not be kept: {error}") from error


def deeds(database: sqlite3.Connection) -> tuple[Deed, ...]:
    """Read the newest deeds, oldest first."""
    found = database.execute("SELECT body FROM actions ORDER BY started_ms DESC LIMIT ?", (NEWEST,))
    return tuple(reversed(_read(found, Deed)))


def steps(database: sqlite3.Connection, action: str) -> tuple[Step, ...]:
    """Read the newest steps of a deed, oldest first."""
    found = database.execute(
        "SELECT at_ms, stage, what FROM steps WHERE action = ? ORDER BY rowid DESC LIMIT ?",
        (action, MOST_STEPS),
    )
    read = [Step(action=action, at_ms=at, stage=stage, what=what) for at, stage, what in found]
    return tuple(reversed(read))


def leases(database: sqlite3.Connection, now_ms: int) -> tuple[Lease, ...]:
    """Read the leases that hold, and those that ended of late."""
    since = now_ms - RECENT_MS
    found = database.execute(
        "SELECT body FROM leases WHERE ended_ms IS NULL OR ended_ms > ?", (since,)
    )
    return _read(found, Lease)


def parked(database: sqlite3.Connection, now_ms: int) -> tuple[Parked, ...]:
    """Read the parked sessions, and those that went on or were dropped of late."""
    found = database.execute(
        "SELECT body, stage, owner, changed_ms FROM parked "
        "WHERE stage NOT IN ('resumed', 'dropped') OR changed_ms > ?",
        (now_ms - RECENT_MS,),
    )
    values: list[Parked] = []
    for body, stage, resumer, changed_ms in found:
        # These three are the row's: who takes a session over changes them alone.
        values += [
            replace(value, stage=stage, resumer=resumer, changed_ms=changed_ms)
            for value in _read([(body,)], Parked)
        ]
    return tuple(values)


def tasks(database: sqlite3.Connection, now_ms: int) -> tuple[OwnTask, ...]:
    """Read our own background tasks that are open, and those that ended of late."""
    return _read(database.execute(task_rows.TASKS, (now_ms - RECENT_MS,)), OwnTask)


def lanes(database: sqlite3.Connection) -> tuple[LaneSetting, ...]:
    """Read what was set of our own lanes."""
    return _read(database.execute(task_rows.LANES), LaneSetting)


def closed(database: sqlite3.Connection) -> tuple[Closed, ...]:
    """Read what a person put away of the Inbox, the newest."""
    return _read(database.execute(kept_rows.READ, ("closed",)), Closed)


def holds(database: sqlite3.Connection) -> tuple[Hold, ...]:
    """Read the models that are held, and those that were."""
    return _read(database.execute(kept_rows.READ, ("hold",)), Hold)


def take_parked(database: sqlite3.Connection, effect: TakeParked) -> bool:
    """Take a parked session over by one conditional write; tell whether that was us."""
    done = database.execute(
        _TAKE_OFF if effect.off_for else _TAKE,
        {
            "place": effect.place,
            "session": effect.session,
            "resumer": effect.resumer,
            "at_ms": effect.at_ms,
        },
    )
    return done.rowcount == 1


def forget(database: sqlite3.Connection, now_ms: int) -> None:
    """Forget deeds that are old or too many, with their steps, and what ended long ago."""
    old = now_ms - DAYS_KEPT * _DAY_MS
    database.execute("DELETE FROM actions WHERE started_ms < ?", (old,))
    database.execute(
        "DELETE FROM actions WHERE id NOT IN "
        "(SELECT id FROM actions ORDER BY started_ms DESC LIMIT ?)",
        (MOST_DEEDS,),
    )
    database.execute("DELETE FROM steps WHERE action NOT IN (SELECT id FROM actions)")
    database.execute("DELETE FROM leases WHERE ended_ms < ?", (old,))
    database.execute(
        "DELETE FROM parked WHERE stage IN ('resumed', 'dropped') AND changed_ms < ?", (old,)
    )
    database.execute(task_rows.FORGET, (old,))
    database.execute(kept_rows.FORGET, (old,))


def moment_of(entry: Entry) -> int:
    """Give when an entry was made, local epoch milliseconds."""
    return entry.at_ms if isinstance(entry, Step) else entry.changed_ms


def _values(entry: Entry) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.structs.asdict(entry)
    if isinstance(entry, OwnTask):
        values["is_over"] = entry.is_over
    return {**values, "body": msgspec.json.encode(entry).decode()}


def _read(found: Iterable[tuple[str, ...]], kind: type[V]) -> tuple[V, ...]:
    """Give what can be read: a row of a version with other fields is left out."""
    values: list[V] = []
    for row in found:
        try:
            values.append(msgspec.json.decode(row[0], type=kind))
        except msgspec.DecodeError:
            continue
    return tuple(values)


_STATEMENTS: dict[type[Value], str] = {
    Deed: _DEED, Lease: _LEASE, Parked: _PARKED, Step: _STEP, OwnTask: task_rows.TASK,
    LaneSetting: task_rows.LANE, Closed: kept_rows.CLOSED, Hold: kept_rows.HOLD,
}  # fmt: skip
