"""The table of tasks of every recording against what was read out of it by hand."""

import pytest

from omo_watch_core.state import State
from omo_watch_core.tasks.derive import derive
from omo_watch_core.tasks.derive.row import TaskRow
from tests.core.reduce.tapes import NAMES
from tests.core.select.test_tasks_of_recordings import at
from tests.core.tasks.derive.expected import B1, B4, TABLES, WITHOUT

MOMENTS = [(name, moment) for name, tables in TABLES.items() for moment in tables]


def line(row: TaskRow) -> str:
    """Write a row as the expectations do."""
    model = row.model.model if row.model else "-"
    return (
        f"{row.state} {row.claim or '-'} {row.verdict} {row.attempt} | {row.id} | "
        f"{row.description} | {row.agent or '-'} | {model} | {(row.session or '-')[-6:]}"
    )


def table(state: State) -> list[str]:
    """Write the whole table, in no order."""
    return sorted(line(row) for row in derive(state))


@pytest.mark.parametrize(("name", "moment"), MOMENTS)
def test_the_table_is_what_happened(name: str, moment: int) -> None:
    assert table(at(name, moment)) == TABLES[name][moment]


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(TABLES)))
def test_nothing_else_is_a_task(name: str) -> None:
    """Foreground tasks are none, nor is anything in recordings without any."""
    for moment in (2_000, 5_000, 1_000_000):
        assert derive(at(name, moment)) == ()


def test_every_recording_with_the_plugin_is_looked_at() -> None:
    with_plugin = {name for name in NAMES if name.startswith("omo-")}
    assert with_plugin == {name for name in TABLES if name.startswith("omo-")} | set(WITHOUT)


def test_the_tries_of_a_task_are_kept_with_what_ended_them() -> None:
    def tries(moment: int) -> list[tuple[int, str, str, str]]:
        (row,) = (each for each in derive(at(B1, moment)) if each.description == "Limited work")
        return [
            (one.number, (one.session or "")[-6:], one.model.name if one.model else "", one.error)
            for one in row.attempts
        ]

    newest = (2, "ZrmAHM", "fake/ok-two", "")
    assert tries(3_000) == [(1, "ffxmeQ", "fake/limited-opus", "")]
    assert tries(4_200) == [(1, "ffxmeQ", "fake/limited-opus", "rate-limit"), newest]
    words = "All credentials for model limited-opus are cooling down"
    assert tries(60_000) == [(1, "ffxmeQ", "fake/limited-opus", words), newest]


def test_a_finished_task_stays_for_an_hour() -> None:
    """Child A of b4 went 10.1 s after the beginning."""
    assert len(derive(at(B4, 3_600_000))) == 3
    assert derive(at(B4, 3_620_000)) == ()
