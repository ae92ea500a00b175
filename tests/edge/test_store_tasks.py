"""Our own tasks in the journal: rows that others read, lanes that one program keeps, and news."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.core.actions.stage import GPT

from omo_watch_core.edge import task_rows
from omo_watch_core.edge.store import Store
from omo_watch_core.effects import KeepLanes, ReadJournal
from omo_watch_core.events import JournalRead, LanesKept
from omo_watch_core.tasks.own import LaneSetting, OwnTask
from omo_watch_core.tasks.record import Attempt, Entry, Task

NOW = 1_800_000_000_000
PLACE = "http://127.0.0.1:4096"
TASK = Task(
    id="bg_1", parent="ses_a", agent="explore", prompt="Look", model=GPT,
    chain=(Entry(providers=("fake",), model="ok-kimi"),), attempts=(Attempt(number=1, model=GPT),),
    queued_ms=NOW,
)  # fmt: skip
OWN = OwnTask(
    id="bg_1", place=PLACE, task=TASK, owner="ann@desk", since_ms=NOW, changed_ms=NOW, rank=7.5
)
LANE = LaneSetting(place=PLACE, key=GPT.name, owner="ann@desk", changed_ms=NOW, width=1)
pytestmark = pytest.mark.anyio


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "omo-watch" / "journal.db"


@pytest.fixture
async def store(file: Path) -> AsyncGenerator[Store]:
    store = Store(file)
    yield store
    await store.close()


@pytest.fixture
async def other(file: Path) -> AsyncGenerator[Store]:
    store = Store(file)
    yield store
    await store.close()


async def read(store: Store, now: int = NOW) -> JournalRead:
    (event,) = await store.perform(ReadJournal(server=""), now)
    assert isinstance(event, JournalRead)
    return event


async def keeps(store: Store, now: int = NOW, place: str = PLACE) -> LanesKept:
    (event,) = await store.perform(KeepLanes(server="", place=place, at_ms=now), now)
    assert isinstance(event, LanesKept)
    return event


async def test_tasks_and_lanes_are_read_as_they_were_written(store: Store, other: Store) -> None:
    assert await store.keep([OWN, LANE]) == ""
    found = await read(other)
    assert (found.tasks, found.lanes) == ((OWN,), (LANE,))


async def test_a_later_row_stays(store: Store) -> None:
    later = replace(OWN, changed_ms=NOW + 5, wish="cancel")
    await store.keep([later])
    await store.keep([OWN])
    assert (await read(store)).tasks == (later,)


async def test_what_is_over_is_told_for_an_hour(store: Store) -> None:
    over = replace(OWN, task=replace(TASK, status="completed"), is_told=True)
    await store.keep([over])
    assert (await read(store, NOW + 3_000_000)).tasks == (over,)
    assert (await read(store, NOW + 4_000_000)).tasks == ()


async def test_what_is_open_is_told_however_old_it_is(store: Store) -> None:
    await store.keep([OWN])
    assert (await read(store, NOW + 90_000_000)).tasks == (OWN,)


async def test_one_program_keeps_the_lanes_of_a_server(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await keeps(store)).own
    assert (await keeps(store, NOW + 5_000)).own
    monkeypatch.setattr(task_rows, "keeper_name", lambda: "lanes 7@desk")
    held = await keeps(other, NOW + 19_000)
    assert not held.own
    assert held.owner.startswith("lanes ")
    assert (await keeps(other, NOW + 5_000, "http://127.0.0.1:5")).own
    assert (await keeps(other, NOW + 20_000)).own


async def test_who_ends_leaves_the_lanes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Store(file)
    assert (await keeps(first)).own
    await first.close()
    monkeypatch.setattr(task_rows, "keeper_name", lambda: "lanes 7@desk")
    second = Store(file)
    assert (await keeps(second, NOW + 1)).own
    await second.close()


async def test_only_what_others_wrote_is_news(store: Store, other: Store) -> None:
    await read(store)
    await store.keep([OWN])
    assert not store.has_news()
    await other.keep([replace(OWN, id="bg_2")])
    assert store.has_news()
    await read(store)
    assert not store.has_news()
