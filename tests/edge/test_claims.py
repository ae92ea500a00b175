"""Who falls back on which server by itself: one at a time, seen by all, free when it dies."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from omo_watch_core.claim import Claim
from omo_watch_core.edge.claims import FREE_AFTER_MS, Claims, owner_name
from omo_watch_core.edge.database import DatabaseError

URL, OTHER_URL = "http://127.0.0.1:4096", "http://127.0.0.1:4097"
NOW = 1_800_000_000_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "omo-watch" / "journal.db"


def rows(file: Path) -> list[tuple[str, str, int]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT server, owner, beat_ms FROM claims").fetchall()


def test_a_free_server_is_taken(file: Path) -> None:
    assert Claims(file, "one").take(URL, NOW) == Claim(owner="one", own=True)
    assert rows(file) == [(URL, "one", NOW)]


def test_a_server_that_is_held_is_not_taken(file: Path) -> None:
    Claims(file, "one").take(URL, NOW)
    assert Claims(file, "two").take(URL, NOW + 1) == Claim(owner="one", own=False)
    assert rows(file) == [(URL, "one", NOW)]


def test_servers_are_held_one_by_one(file: Path) -> None:
    Claims(file, "one").take(URL, NOW)
    assert Claims(file, "two").take(OTHER_URL, NOW).own
    assert {server: owner for server, owner, _ in rows(file)} == {URL: "one", OTHER_URL: "two"}


def test_this_machine_has_one_claim_however_it_is_spelt(file: Path) -> None:
    Claims(file, "one").take("http://localhost:4096", NOW)
    assert Claims(file, "two").take("http://127.0.0.1:4096", NOW) == Claim(owner="one")
    assert Claims(file, "two").seen("http://localhost:4096", NOW) == Claim(owner="one")
    assert Claims(file, "two").take("http://localhost.example:4096", NOW).own


def test_who_holds_it_keeps_it_with_each_beat(file: Path) -> None:
    one, two = Claims(file, "one"), Claims(file, "two")
    for beat in range(10):
        assert one.take(URL, NOW + beat * 5_000).own
        assert not two.take(URL, NOW + beat * 5_000 + 4_999).own
    assert rows(file) == [(URL, "one", NOW + 45_000)]


def test_a_claim_is_free_after_fifteen_seconds_without_a_beat(file: Path) -> None:
    one, two = Claims(file, "one"), Claims(file, "two")
    one.take(URL, NOW)
    assert two.take(URL, NOW + FREE_AFTER_MS - 1) == Claim(owner="one")
    assert two.seen(URL, NOW + FREE_AFTER_MS - 1) == Claim(owner="one")
    assert two.seen(URL, NOW + FREE_AFTER_MS) is None
    assert two.take(URL, NOW + FREE_AFTER_MS) == Claim(owner="two", own=True)
    assert FREE_AFTER_MS == 15_000


def test_who_comes_back_too_late_has_lost_it(file: Path) -> None:
    one, two = Claims(file, "one"), Claims(file, "two")
    one.take(URL, NOW)
    two.take(URL, NOW + 20_000)
    assert one.take(URL, NOW + 20_001) == Claim(owner="two")


def test_who_comes_back_in_time_for_nobody_else_goes_on(file: Path) -> None:
    one = Claims(file, "one")
    one.take(URL, NOW)
    assert one.take(URL, NOW + 60_000).own


def test_a_clock_that_goes_back_takes_nothing_from_others(file: Path) -> None:
    one, two = Claims(file, "one"), Claims(file, "two")
    one.take(URL, NOW)
    assert not two.take(URL, NOW - 3_600_000).own
    assert one.take(URL, NOW - 3_600_000).own


def test_a_release_frees_all_that_was_held_and_nothing_else(file: Path) -> None:
    one, two = Claims(file, "one"), Claims(file, "two")
    one.take(URL, NOW)
    two.take(OTHER_URL, NOW)
    one.release()
    assert rows(file) == [(OTHER_URL, "two", NOW)]
    assert two.take(URL, NOW + 1).own


def test_looking_takes_nothing(file: Path) -> None:
    one, two = Claims(file, "one"), Claims(file, "two")
    one.take(URL, NOW)
    assert two.seen(URL, NOW + 5_000) == Claim(owner="one")
    assert one.seen(URL, NOW + 5_000) == Claim(owner="one", own=True)
    assert two.seen(OTHER_URL, NOW) is None
    assert rows(file) == [(URL, "one", NOW)]


def test_looking_and_releasing_make_no_file(file: Path) -> None:
    claims = Claims(file, "one")
    assert claims.seen(URL, NOW) is None
    claims.release()
    assert not file.parent.exists()


def test_only_the_person_may_read_it(file: Path) -> None:
    before = os.umask(0)
    try:
        Claims(file, "one").take(URL, NOW)
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)]
    assert modes == [0o600, 0o700]


def test_it_is_kept_with_a_log_that_lets_others_read_meanwhile(file: Path) -> None:
    Claims(file, "one").take(URL, NOW)
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_else_is_in_the_database_stays(file: Path) -> None:
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE notes (text TEXT)")
        database.execute("INSERT INTO notes VALUES ('kept')")
    Claims(file, "one").take(URL, NOW)
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT text FROM notes").fetchall() == [("kept",)]


def test_of_many_who_come_at_once_one_gets_it(tmp_path: Path) -> None:
    def take(file: Path, place: int) -> Claim:
        return Claims(file, f"owner {place}").take(URL, NOW)

    # The first moments of a new database are the hard ones: nobody may find it locked.
    for attempt in range(40):
        file = tmp_path / str(attempt) / "journal.db"
        with ThreadPoolExecutor(8) as pool:
            claims = list(pool.map(partial(take, file), range(24)))
        ((_, owner, _),) = rows(file)
        assert {claim.owner for claim in claims} == {owner}
        assert sum(claim.own for claim in claims) == 1


@pytest.fixture
def locked(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a database in the middle of somebody's writing, and no patience."""
    Claims(file, "one").take(URL, NOW)
    monkeypatch.setattr("omo_watch_core.edge.database.BUSY_S", 0.01)
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield file
        database.execute("ROLLBACK")


def test_a_database_that_somebody_writes_to_is_one_sentence(locked: Path) -> None:
    began = time.monotonic()
    with pytest.raises(DatabaseError, match="cannot be used: database is locked"):
        Claims(locked, "two").take(URL, NOW + 60_000)
    assert time.monotonic() - began < 3


def test_who_only_looks_reads_beside_a_writer(locked: Path) -> None:
    assert Claims(locked, "").seen(URL, NOW) == Claim(owner="one")


def test_what_is_no_database_is_one_sentence(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("these are words, and no database at all" * 40)
    claims = Claims(file, "one")
    sentence = re.escape(f"{file} cannot be used: ")
    for ask in (lambda: claims.take(URL, NOW), claims.release, lambda: claims.seen(URL, NOW)):
        with pytest.raises(DatabaseError, match=sentence):
            ask()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the place of the folder")
    with pytest.raises(DatabaseError, match="cannot be used"):
        Claims(tmp_path / "state" / "journal.db", "one").take(URL, NOW)


def test_a_name_tells_what_it_is_and_where() -> None:
    assert owner_name("laptop", "guard") == f"guard {os.getpid()}@laptop"
