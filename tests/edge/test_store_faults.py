"""A journal that cannot be used: nobody waits for it twice, and one bad entry spoils no other."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from omo_watch_core.edge import database
from omo_watch_core.edge.store import BUSY_FOR_S, Store
from omo_watch_core.effects import ReadJournal, TakeParked
from omo_watch_core.events import JournalFailed, JournalRead
from omo_watch_core.journal.nouns import Deed, Step

NOW = 1_800_000_000_000
DEED = Deed(
    id="act_1", kind="override", place="p", session="ses_a", title="Billing", owner="ann@desk",
    stage="intent", started_ms=NOW, changed_ms=NOW,
)  # fmt: skip
TAKE = TakeParked(server="", place="p", session="ses_a", resumer="one", at_ms=NOW)
PATIENCE_S = 0.3
pytestmark = pytest.mark.anyio


class Clock:
    """Time that a test moves."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(database, "BUSY_S", PATIENCE_S)
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "omo-watch" / "journal.db"


@pytest.fixture
async def store(file: Path, clock: Clock) -> AsyncGenerator[Store]:
    store = Store(file, clock)
    assert await store.keep([DEED]) == ""
    yield store
    await store.close()


@pytest.fixture
def held(store: Store, file: Path) -> Generator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


def step(number: int, **fields: Any) -> Step:
    values: dict[str, Any] = {"at_ms": NOW + number, "stage": f"s{number}", "what": "w"}
    return Step(action="act_1", **{**values, **fields})


def stages(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as found:
        return [stage for (stage,) in found.execute("SELECT stage FROM steps ORDER BY rowid")]


async def test_a_database_that_somebody_holds_is_waited_for_once(
    store: Store, held: sqlite3.Connection, file: Path
) -> None:
    begun = time.monotonic()
    said = [await store.keep([step(number)]) for number in range(4)]
    await store.perform(TAKE, NOW)
    took = time.monotonic() - begun
    assert said == [f"{file} cannot be used: database is locked"] * 4
    assert PATIENCE_S <= took < 2 * PATIENCE_S
    held.execute("ROLLBACK")
    assert await store.keep([step(4)]) == ""
    assert stages(file) == ["s0", "s1", "s2", "s3", "s4"]


async def test_it_is_waited_for_again_after_some_seconds(
    store: Store, held: sqlite3.Connection, clock: Clock
) -> None:
    await store.keep([step(0)])
    clock.now_s += BUSY_FOR_S
    begun = time.monotonic()
    await store.keep([step(1)])
    assert time.monotonic() - begun >= PATIENCE_S


async def test_who_could_write_again_waits_again(
    store: Store, held: sqlite3.Connection, file: Path
) -> None:
    await store.keep([step(0)])
    held.execute("ROLLBACK")
    assert await store.keep([step(1)]) == ""
    held.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    assert await store.keep([step(2)])
    assert time.monotonic() - begun >= PATIENCE_S


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (step(1, at_ms=2**70), "a step could not be kept: Python int too large"),
        (step(1, what="\ud800"), "a step could not be kept: "),
        (step(1, what=None), "a step could not be kept: NOT NULL"),
    ],
)
async def test_an_entry_that_no_row_can_hold_is_told_and_spoils_no_other(
    file: Path, bad: Step, why: str
) -> None:
    store = Store(file)
    assert (await store.keep([step(0), bad, DEED, step(2)])).startswith(why)
    assert await store.keep([step(3)]) == ""
    await store.close()
    assert stages(file) == ["s0", "s2", "s3"]
    assert len(await deeds(file)) == 1


async def deeds(file: Path) -> tuple[Deed, ...]:
    store = Store(file)
    (event,) = await store.perform(ReadJournal(server=""), NOW)
    await store.close()
    assert isinstance(event, JournalRead)
    return event.deeds


async def test_a_folder_that_may_not_be_entered_is_a_failed_journal(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stat(self: Path, **more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    store = Store(file)
    with monkeypatch.context() as forbidden:
        forbidden.setattr(Path, "stat", stat)
        (event,) = await store.perform(ReadJournal(server=""), NOW)
    assert isinstance(event, JournalFailed)
    assert "Permission denied" in event.reason
    await store.close()
