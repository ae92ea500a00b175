"""Rows of the table of tasks, the heads of lanes, and the columns at each width."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.drawing import LETTERS, PEN, PLAIN, roles, text, width
from tests.tui.make import HOUR, MINUTE, NOW, SECOND
from tests.tui.story import GPT
from tests.tui.task_rows import (
    ALL,
    CALLERS,
    COMPLETED,
    FAILED,
    OPEN,
    QUEUED,
    RETRYING,
    SECOND_QUEUED,
    SILENT,
    STOPPED,
    STUCK,
    WAITING,
    lane,
    task,
)

from omo_watch.lines.tables.row import column_heads
from omo_watch.lines.tasks.columns import layout
from omo_watch.lines.tasks.lane import finished_line, lane_line
from omo_watch.lines.tasks.row import task_row, task_time
from omo_watch_core.tasks.derive.row import TaskRow

WIDTHS = (80, 99, 100, 119, 120, 139, 140, 200)


def drawn(one: TaskRow, columns: int = 140, owner: str = "me") -> str:
    return text(task_row(one, layout(columns), PEN, NOW, owner=owner))


@pytest.mark.parametrize("columns", WIDTHS)
def test_every_line_is_exactly_as_wide_as_the_terminal(columns: int) -> None:
    for one in ALL:
        for pen in (PEN, LETTERS, PLAIN):
            assert width(task_row(one, layout(columns), pen, NOW, "here", marked=True)) == columns
    assert width(column_heads(layout(columns), PEN)) == columns


def test_columns_go_where_there_is_no_room_for_them() -> None:
    heads = {columns: text(column_heads(layout(columns), PEN)).split() for columns in WIDTHS}
    assert heads[140] == [
        "STATE", "TIME", "TASK", "AGENT", "PARENT", "SILENT", "CLAIM", "VERDICT", "WHY",
    ]  # fmt: skip
    assert set(heads[140]) - set(heads[139]) == {"PARENT"}
    assert set(heads[120]) - set(heads[119]) == {"SILENT"}
    assert set(heads[100]) - set(heads[99]) == {"AGENT", "WHY"}
    assert heads[80] == ["STATE", "TIME", "TASK", "CLAIM", "VERDICT"]


def test_columns_stand_where_the_look_puts_them() -> None:
    at = {name: place.start for name, place in layout(140).places.items()}
    assert (at["task"], at["agent"], at["parent"], at["claim"]) == (24, 51, 63, 95)
    assert (at["mark"], at["verdict"], at["why"]) == (106, 109, 119)
    assert layout(80).places["task"].width == 31
    assert layout(200).places["task"].width == 40


def test_only_what_waits_for_somebody_is_loud() -> None:
    found = {
        one.state: roles(task_row(one, layout(140), PEN, NOW, owner="me"))
        for one in (WAITING, STUCK, RETRYING, QUEUED, COMPLETED, FAILED, CALLERS)
    }
    assert "? waiting" not in {key for key, role in found["waiting"].items() if role == "text"}
    assert found["stuck"]["Write docs"] == "text+"
    assert found["retry"]["◊ retry"] == "wait"
    assert found["queued"]["… queued"] == "muted"
    assert found["completed"]["• completed"] == "done"
    assert found["failed"]["× failed"] == "bad+"
    assert found["running"]["► running"] == "busy"


def test_agreement_is_silent_and_a_difference_is_not() -> None:
    agreed = roles(task_row(COMPLETED, layout(140), PEN, NOW))
    assert (agreed["completed"], agreed["ok"]) == ("muted", "muted")
    assert "≠" not in drawn(COMPLETED)
    differs = roles(task_row(FAILED, layout(140), PEN, NOW))
    assert (differs["completed"], differs["≠"], differs["failed"]) == ("soft", "bad+", "bad+")


def test_a_difference_that_we_made_is_quiet_and_says_by_whom() -> None:
    found = roles(task_row(STOPPED, layout(140), PEN, NOW, owner="me"))
    assert (found["≠"], found["aborted"]) == ("soft", "soft")
    assert drawn(STOPPED).endswith("stopped by you 13:52")
    assert drawn(STOPPED, owner="anna").endswith("stopped by me 13:52")
    assert drawn(STOPPED, 120).endswith("stopped by you")


def test_a_queued_task_shows_its_place_and_a_retry_its_countdown() -> None:
    assert task_time(QUEUED, NOW) == "#1"
    assert task_time(SECOND_QUEUED, NOW) == "#2"
    assert task_time(replace(QUEUED, place=None), NOW) == "1m"
    assert task_time(RETRYING, NOW) == "in 38s"
    assert task_time(RETRYING, NOW + 40 * SECOND) == "due"
    assert task_time(STUCK, NOW) == "3m"
    assert task_time(replace(COMPLETED, ended_ms=NOW - HOUR), NOW) == "1h"


def test_the_cause_stays_where_the_evidence_has_no_room() -> None:
    assert drawn(SILENT).endswith("provider-silent · 9m")
    assert drawn(SILENT, 100).endswith("provider-silent")
    assert drawn(WAITING).endswith("asks a question")
    assert drawn(QUEUED).endswith("next free slot")
    assert drawn(replace(QUEUED, paused=True)).endswith("lane is paused")
    assert drawn(CALLERS).endswith("webfetch · 38s")
    assert "webfetch" not in drawn(replace(CALLERS, silent_ms=2 * SECOND))


def test_without_other_signs_the_difference_is_written_out() -> None:
    line = text(task_row(STUCK, layout(80), LETTERS, NOW))
    assert "# stuck" in line
    assert line.endswith("running    != stuck")


def test_a_mark_stands_at_the_left_end_of_a_chip() -> None:
    assert text(task_row(STUCK, layout(80), PEN, NOW, marked=True)).startswith(" *■ stuck")


def test_the_head_of_a_lane_says_its_slots_and_who_waits() -> None:
    assert text(lane_line(OPEN[0], 80, PEN)) == (
        "  openai/gpt-5.4  5 of 5 slots ━━━━━━━━━━  2 queued"
    )
    assert roles(lane_line(OPEN[0], 80, PEN))["━━━━━━━━━━"] == "wait"
    assert text(lane_line(OPEN[1], 80, PEN)) == "  kimi-for-coding/k2p5  2 of 3 slots ━━━━──"
    assert roles(lane_line(OPEN[1], 80, PEN))["━━━━"] == "busy"


def test_a_lane_whose_width_nobody_knows_counts_what_runs() -> None:
    assert text(lane_line(lane(GPT, [CALLERS], None), 80, PEN)) == "  openai/gpt-5.4  1 running"
    assert text(lane_line(lane("", [CALLERS], None), 80, PEN)) == "  lane not known  1 running"


def test_a_lane_of_ours_and_a_paused_one_say_so() -> None:
    ours = lane(GPT, [CALLERS], 1, origin="omo-watch", paused=True)
    assert text(lane_line(ours, 80, PEN)) == "  openai/gpt-5.4  ours  1 of 1 slot ━━  paused"
    assert text(lane_line(ours, 80, PEN, several=True)).startswith(
        "  openai/gpt-5.4  ours  laptop  1 of 1"
    )


def test_a_wide_lane_has_a_bar_that_fits() -> None:
    wide = replace(lane(GPT, [CALLERS], 100), held=50)
    assert text(lane_line(wide, 80, PEN)).endswith("━━━━━━━━━━──────────")
    assert text(finished_line(80, PEN)) == "  finished in the last hour"


def test_a_hostile_description_stays_in_its_row() -> None:
    one = task("x", "one\ntwo [red]three[/] " * 9, "running", MINUTE, agent="\ta\tb" * 9)
    for columns in WIDTHS:
        assert width(task_row(one, layout(columns), PEN, NOW)) == columns
    assert "[red]three[/]" in drawn(one, 80)
