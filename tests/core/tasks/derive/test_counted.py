"""What the plugin itself counts stands beside each of its tasks, while it can be believed."""

import pytest
from msgspec.structs import replace

from omo_watch_core.journal.nouns import Journal
from omo_watch_core.tasks.marker import PluginCount
from tests.core.select.make import MINUTE, NOW
from tests.core.select.tasks import child, family
from tests.core.tasks.derive.make import own, row, rows


@pytest.mark.parametrize(
    ("count", "counted"),
    [
        (PluginCount(active=2, updated_ms=NOW - MINUTE, read_ms=NOW), 2),
        (PluginCount(active=0, updated_ms=NOW - MINUTE, read_ms=NOW), 0),
        (PluginCount(active=None, read_ms=NOW), None),
        (PluginCount(active=2, updated_ms=NOW - 31 * MINUTE, read_ms=NOW), None),
        (None, None),
    ],
    ids=["two", "none", "keeps no count", "old", "not read"],
)
def test_the_count_is_that_of_the_parent(count: PluginCount | None, counted: int | None) -> None:
    lab = family(child("ses_c"))
    if count is not None:
        lab = replace(lab, counted={"ses_a": count})
    assert row(lab).counted == counted


def test_tasks_of_ours_are_counted_by_nobody_else() -> None:
    count = PluginCount(active=2, updated_ms=NOW, read_ms=NOW)
    lab = replace(family(child("ses_c")), counted={"ses_a": count})
    mine = own(status="running", session="ses_own")
    table = rows(lab, journal=Journal(tasks={mine.id: mine}))
    assert {one.origin: one.counted for one in table} == {"plugin": 2, "omo-watch": None}
