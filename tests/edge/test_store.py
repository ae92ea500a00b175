"""The journal in its file: what was written can be read, by others too, and nothing goes back."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from omo_watch_core.edge import database, rows
from omo_watch_core.edge.store import Store
from omo_watch_core.effects import ReadJournal, TakeParked
from omo_watch_core.events import JournalFailed, JournalRead, ParkedTaken
from omo_watch_core.journal.kept import Hold
from omo_watch_core.journal.nouns import Deed, Lease, Parked, Step
from omo_watch_core.model import ModelRef

NOW = 1_800_000_000_000
PLACE = "http://127.0.0.1:4096"
GPT = ModelRef(provider="fake", model="ok-gpt", variant="high")
DEED = Deed(
    id="act_1", kind="override", place=PLACE, session="ses_a", title="Billing", owner="ann@desk",
    stage="intent", started_ms=NOW, changed_ms=NOW, target=GPT,
)  # fmt: skip
LEASE = Lease(
    id="lse_1", place=PLACE, scope="session", name="ses_a", target=GPT, owner="ann@desk",
    since_ms=NOW, changed_ms=NOW,
)  # fmt: skip
PARKED = Parked(
    place=PLACE, session="ses_a", title="Billing", model=GPT, due_ms=NOW + 60_000,
    owner="ann@desk", since_ms=NOW, changed_ms=NOW, stage="parked",
)  # fmt: skip
TAKE = TakeParked(server="", place=PLACE, session="ses_a", resumer="one", at_ms=NOW + 60_000)
pytestmark = pytest.mark.anyio


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "omo-watch" / "journal.db"


@pytest.fixture
async def store(file: Path) -> AsyncGenerator[Store]:
    store = Store(file)
    yield store
    await store.close()


async def read(store: Store, now: int = NOW) -> JournalRead:
    (event,) = await store.perform(ReadJournal(server=""), now)
    assert isinstance(event, JournalRead)
    return event


async def take(store: Store, effect: TakeParked = TAKE) -> bool:
    (event,) = await store.perform(effect, effect.at_ms)
    assert isinstance(event, ParkedTaken)
    assert (event.place, event.session) == (effect.place, effect.session)
    return event.taken


async def test_what_is_kept_is_read_by_another_program(store: Store, file: Path) -> None:
    assert await store.keep([DEED, LEASE, PARKED]) == ""
    other = Store(file)
    found = await read(other)
    await other.close()
    assert (found.deeds, found.leases, found.parked) == ((DEED,), (LEASE,), (PARKED,))


async def test_who_only_reads_makes_no_file(store: Store, file: Path) -> None:
    assert await read(store) == JournalRead(server="", at_ms=NOW)
    assert not file.parent.exists()


async def test_a_later_state_takes_the_place_of_an_earlier_one(store: Store) -> None:
    later = replace(DEED, stage="proved", changed_ms=NOW + 5)
    await store.keep([later])
    await store.keep([DEED])
    assert (await read(store)).deeds == (later,)


async def test_steps_are_kept_in_their_order(store: Store, file: Path) -> None:
    steps = [Step(action="act_1", at_ms=NOW + n, stage=f"s{n}", what="w") for n in range(3)]
    await store.keep([DEED, *steps])
    with closing(sqlite3.connect(file)) as found:
        stored = found.execute("SELECT action, at_ms, stage, what FROM steps ORDER BY rowid")
        assert stored.fetchall() == [("act_1", NOW + n, f"s{n}", "w") for n in range(3)]


async def test_an_ended_lease_is_told_for_an_hour(store: Store) -> None:
    ended = replace(LEASE, ended_ms=NOW, ended="time is up", changed_ms=NOW)
    await store.keep([ended])
    assert (await read(store, NOW + rows.RECENT_MS - 1)).leases == (ended,)
    assert (await read(store, NOW + rows.RECENT_MS)).leases == ()


async def test_a_parked_session_is_taken_by_one_only_and_not_before_its_time(file: Path) -> None:
    stores = [Store(file) for _ in range(6)]
    await stores[0].keep([PARKED])
    early = replace(TAKE, at_ms=TAKE.at_ms - 1)
    assert not any([await take(store, early) for store in stores])
    takes = [replace(TAKE, resumer=f"program {n}") for n in range(6)]
    taken = await asyncio.gather(*map(take, stores, takes))
    assert sum(taken) == 1
    (row,) = (await read(stores[0])).parked
    assert (row.stage, row.resumer) == ("resuming", f"program {taken.index(True)}")
    for store in stores:
        await store.close()


async def test_who_took_it_and_died_is_waited_for_a_minute(store: Store) -> None:
    await store.keep([PARKED])
    assert await take(store)
    assert not await take(store, replace(TAKE, resumer="two", at_ms=TAKE.at_ms + 59_999))
    assert await take(store, replace(TAKE, resumer="two", at_ms=TAKE.at_ms + 60_000))


async def test_what_went_on_is_not_taken_again(store: Store) -> None:
    await store.keep([replace(PARKED, stage="resumed")])
    assert not await take(store, replace(TAKE, at_ms=TAKE.at_ms + 900_000))


async def test_what_cannot_be_written_is_written_with_the_next(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.01)
    await store.keep([LEASE])
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await store.keep([DEED]) == f"{file} cannot be used: database is locked"
        (event,) = await store.perform(ReadJournal(server=""), NOW)
        assert isinstance(event, JournalFailed)
        other.execute("ROLLBACK")
    assert await store.keep([PARKED]) == ""
    assert (await read(store)).deeds == (DEED,)


async def test_what_could_not_be_written_is_tried_again_with_each_look(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.01)
    await store.keep([LEASE])
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await store.keep([DEED])
        other.execute("ROLLBACK")
    assert (await read(store)).deeds == (DEED,)


async def test_what_is_left_is_written_at_the_end(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.01)
    store, reader = Store(file), Store(file)
    await store.keep([LEASE])
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await store.keep([DEED])
        other.execute("ROLLBACK")
    await store.close()
    assert (await read(reader)).deeds == (DEED,)
    await reader.close()


@pytest.fixture
def words(file: Path) -> Path:
    file.parent.mkdir(parents=True)
    file.write_text("these are words, and no database at all" * 40)
    return file


async def test_a_file_that_is_no_database_is_told_in_one_sentence(words: Path) -> None:
    store, file = Store(words), words
    assert (await store.keep([DEED])).startswith(f"{file} cannot be used: ")
    (event,) = await store.perform(ReadJournal(server=""), NOW)
    assert isinstance(event, JournalFailed)
    await store.close()


async def test_a_row_that_cannot_be_read_hides_no_other(store: Store, file: Path) -> None:
    await store.keep([DEED, replace(DEED, id="act_2")])
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE actions SET body = '{\"id\": 3}' WHERE id = 'act_1'")
    assert [deed.id for deed in (await read(store)).deeds] == ["act_2"]


async def test_what_is_old_is_forgotten_with_its_steps(file: Path) -> None:
    first, second = Store(file), Store(file)
    old = replace(DEED, id="act_0", started_ms=NOW - (rows.DAYS_KEPT + 1) * 86_400_000)
    await first.keep([old, Step(action="act_0", at_ms=0, stage="intent", what="w")])
    await second.keep([DEED])
    assert [deed.id for deed in (await read(second)).deeds] == ["act_1"]
    with closing(sqlite3.connect(file)) as found:
        assert found.execute("SELECT count(*) FROM steps").fetchone() == (0,)
    await first.close()
    await second.close()


async def test_many_programs_write_at_once(file: Path) -> None:
    def work(program: int) -> list[str]:
        async def write() -> list[str]:
            store = Store(file)
            said = [await store.keep([replace(DEED, id=f"act_{program}_{n}")]) for n in range(10)]
            await store.close()
            return said

        return asyncio.run(write())

    with ThreadPoolExecutor(6) as pool:
        said = await asyncio.gather(
            *(asyncio.get_running_loop().run_in_executor(pool, work, n) for n in range(6))
        )
    assert {word for words in said for word in words} == {""}
    reader = Store(file)
    assert len((await read(reader)).deeds) == 60
    await reader.close()


async def test_two_of_one_provider_are_taken_two_seconds_apart_by_whomever(file: Path) -> None:
    one, two = Store(file), Store(file)
    other = replace(GPT, provider="other")
    await one.keep([
        PARKED,
        replace(PARKED, session="ses_b"),
        replace(PARKED, session="ses_c", model=other),
        replace(PARKED, session="ses_d", place="http://127.0.0.1:9"),
    ])  # fmt: skip
    assert await take(one)
    second = replace(TAKE, session="ses_b", at_ms=TAKE.at_ms + 1_999)
    assert not await take(two, second)
    assert await take(two, replace(TAKE, session="ses_c", at_ms=TAKE.at_ms + 1))
    elsewhere = replace(TAKE, session="ses_d", place="http://127.0.0.1:9")
    assert await take(two, elsewhere)
    assert await take(two, replace(second, at_ms=TAKE.at_ms + 2_000))
    assert {row.taken_ms - TAKE.at_ms for row in (await read(two)).parked} == {0, 1, 2_000}
    await one.close()
    await two.close()


async def test_what_is_taken_off_before_its_time_is_let_go_on_by_nobody(store: Store) -> None:
    await store.keep([PARKED])
    off = replace(TAKE, at_ms=NOW + 1, off_for="act_9")
    assert await take(store, off)
    assert not await take(store, off)
    assert not await take(store)
    (row,) = (await read(store)).parked
    assert row.stage == "dropped"


async def test_what_goes_on_at_this_moment_cannot_be_taken_off(store: Store) -> None:
    await store.keep([PARKED])
    assert await take(store)
    assert not await take(store, replace(TAKE, at_ms=TAKE.at_ms + 1, off_for="act_9"))


@pytest.fixture
def folder(file: Path) -> Path:
    """Have a folder where the file should be."""
    file.mkdir(parents=True)
    return file


@pytest.mark.usefixtures("folder")
async def test_a_failure_that_nobody_waits_for_any_more_is_no_failure_of_the_loop(
    store: Store,
) -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    free = threading.Event()
    store._thread.submit(free.wait)
    asked = asyncio.create_task(store.perform(ReadJournal(server=""), NOW))
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.wait([asked])
    free.set()
    await asyncio.to_thread(store._thread.submit(int).result)
    del asked
    await asyncio.sleep(0)
    gc.collect()
    assert told == []


async def test_a_cleared_model_is_read_back_and_the_later_wish_wins(store: Store) -> None:
    held = Hold(id="fake/ok-gpt", changed_ms=NOW, since_ms=NOW, owner="ann@desk")
    cleared = replace(held, changed_ms=NOW + 2, cleared_ms=NOW + 2)
    await store.keep([held, cleared, replace(held, changed_ms=NOW + 1, ended_ms=NOW + 1)])
    assert (await read(store)).holds == (cleared,)
