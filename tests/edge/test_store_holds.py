"""Two programs write of one model: the file keeps what both say."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from omo_watch_core.edge.store import Store
from omo_watch_core.effects import ReadJournal
from omo_watch_core.events import JournalRead
from omo_watch_core.journal.kept import Hold

NOW = 1_800_000_000_000
pytestmark = pytest.mark.anyio


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "omo-watch" / "journal.db"


@pytest.mark.parametrize("first", ["hold", "clear"])
async def test_a_clear_by_one_who_had_not_read_of_it_leaves_the_hold(
    file: Path, first: str
) -> None:
    held = Hold(id="fake/ok-gpt", changed_ms=NOW, since_ms=NOW, owner="ann@desk", wished_ms=NOW)
    cleared = Hold(
        id="fake/ok-gpt", changed_ms=NOW + 2, since_ms=NOW + 2, owner="bob", ended_ms=NOW + 2,
        cleared_ms=NOW + 2, wished_ms=0,
    )  # fmt: skip
    both = replace(held, changed_ms=NOW + 2, cleared_ms=NOW + 2)
    ann, bob = Store(file), Store(file)
    await ann.keep([held if first == "hold" else cleared])
    await bob.keep([cleared if first == "hold" else held])
    (read,) = await ann.perform(ReadJournal(server=""), NOW)
    assert isinstance(read, JournalRead)
    assert read.holds == (both,)
    await ann.close()
    await bob.close()
