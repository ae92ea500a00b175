"""News that were put away, in the journal's file: also those of an earlier version."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from omo_watch_core.edge.store import Store
from omo_watch_core.effects import ReadJournal
from omo_watch_core.events import JournalRead
from omo_watch_core.journal.kept import Closed

NOW = 1_800_000_000_000
PLACE = "http://127.0.0.1:4096"
EARLIER: dict[str, Any] = {
    "id": "stuck:lab:ses_a", "changed_ms": NOW, "since_ms": NOW, "kind": "stuck",
    "server": "lab", "session": "ses_a", "title": "Billing", "text": "", "owner": "ann@desk",
}  # fmt: skip
NEW = Closed(
    **{**EARLIER, "id": f"stuck:{PLACE}:ses_a", "changed_ms": NOW - 1}, place=PLACE, mark="msg_1"
)
pytestmark = pytest.mark.anyio


async def test_those_of_an_earlier_version_are_read_beside_those_of_this_one(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path / "journal.db")
    assert await store.keep([NEW]) == ""
    with closing(sqlite3.connect(tmp_path / "journal.db")) as rows, rows:
        assert rows.execute("PRAGMA user_version").fetchone() == (3,)
        row = ("closed", EARLIER["id"], NOW, json.dumps(EARLIER))
        rows.execute("INSERT INTO kept VALUES (?, ?, ?, ?)", row)
    (event,) = await store.perform(ReadJournal(server=""), NOW)
    await store.close()
    assert isinstance(event, JournalRead)
    assert event.closed == (Closed(**EARLIER), NEW)
