"""The database of the state folder: its schema comes whole or not at all, and never from later."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from omo_watch_core.edge.database import SCHEMA, BusyError, DatabaseError, is_there, opened

TABLES = {"actions", "claims", "kept", "lanes", "leases", "parked", "steps", "tasks"}


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as rows:
        return {n for (n,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as rows:
        return int(rows.execute("PRAGMA user_version").fetchone()[0])


def write_half(file: Path) -> None:
    with opened(file) as rows:
        rows.execute("INSERT INTO claims VALUES ('here', 'one', 1)")
        rows.execute("INSERT INTO nowhere VALUES (1)")


def test_a_new_database_has_all_its_tables_and_says_its_version(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    with opened(file):
        pass
    assert tables(file) == TABLES
    assert version(file) == SCHEMA == 3


def test_what_was_there_before_it_had_a_version_stays(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    with closing(sqlite3.connect(file)) as rows, rows:
        rows.execute("CREATE TABLE claims (server TEXT PRIMARY KEY, owner TEXT, beat_ms INTEGER)")
        rows.execute("INSERT INTO claims VALUES ('here', 'one', 1)")
    with opened(file) as rows:
        assert rows.execute("SELECT owner FROM claims").fetchall() == [("one",)]
    assert version(file) == SCHEMA


def test_what_an_older_version_wrote_stays_and_gets_the_new_tables(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    with opened(file) as rows:
        rows.execute("INSERT INTO claims VALUES ('here', 'one', 1)")
        rows.execute("DROP TABLE tasks")
        rows.execute("PRAGMA user_version = 1")
    with opened(file) as rows:
        assert rows.execute("SELECT owner FROM claims").fetchall() == [("one",)]
    assert (version(file), tables(file)) == (SCHEMA, TABLES)


def test_what_a_newer_version_wrote_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    with closing(sqlite3.connect(file)) as rows:
        rows.execute("PRAGMA user_version = 7")
    sentence = "it has schema 7 and this version knows 3: a newer omo-watch wrote it"
    with pytest.raises(DatabaseError, match=sentence), opened(file):
        pass
    assert tables(file) == set()


def test_what_fails_half_way_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    with pytest.raises(DatabaseError, match="no such table"):
        write_half(file)
    with opened(file) as rows:
        assert rows.execute("SELECT * FROM claims").fetchall() == []


def test_a_folder_that_nobody_may_look_into_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid(monkeypatch)
    with pytest.raises(DatabaseError, match="Permission denied"):
        is_there(tmp_path / "journal.db")


def test_who_holds_it_is_told_apart_from_what_is_broken(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    with opened(file):
        pass
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError), opened(file, 0.0) as rows:
            rows.execute("DELETE FROM claims")
    file.write_text("no database at all" * 90)
    with pytest.raises(DatabaseError) as found, opened(file):
        pass
    assert not isinstance(found.value, BusyError)


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no file be looked at, as in a folder that may not be entered."""

    def stat(self: Path, **more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "stat", stat)
