"""Durations, the history of a parent, and the answer of the tool."""

import pytest

from omo_watch_core.tasks.durations import in_notices, in_toasts
from omo_watch_core.tasks.history import (
    History,
    Remembered,
    remembered,
    summary,
)
from omo_watch_core.tasks.status_table import status_table
from tests.core.tasks.make import NOW, SECOND, over, pending, task

KEPT, SHOWN, DESCRIPTION_LENGTH, TEXT_LENGTH = 100, 20, 240, 6000


@pytest.mark.parametrize(
    ("seconds", "notice", "toast"),
    [
        (-0.001, "-1s", "-1s"),
        (-61, "-61s", "-61s"),
        (59.999, "59s", "59s"),
        (60, "1m 0s", "1m 0s"),
        (3599, "59m 59s", "59m 59s"),
        (3600, "1h 0m 0s", "1h 0m"),
        (7267, "2h 1m 7s", "2h 1m"),
    ],
)
def test_durations_are_rounded_down(seconds: float, notice: str, toast: str) -> None:
    assert in_notices(seconds * SECOND) == notice
    assert in_toasts(seconds * SECOND) == toast


def past(number: int, **fields: str) -> Remembered:
    plain = {"id": f"bg_{number}", "agent": "explore", "description": "", "status": "running"}
    return Remembered(**(plain | fields))


def noted(*tasks: Remembered) -> History:
    notes: History = {}
    for one in tasks:
        notes = remembered(notes, one)
    return notes


def test_what_is_new_of_a_task_is_merged_in_its_place() -> None:
    notes = noted(past(1, session="ses_1", category="quick"), past(2), past(1, status="error"))
    assert list(notes) == ["bg_1", "bg_2"]
    assert notes["bg_1"] == past(1, status="error", session="ses_1", category="quick")
    newer = past(1, session="ses_2", category="deep")
    assert noted(past(1, session="ses_1", category="quick"), newer) == {"bg_1": newer}


def test_the_oldest_is_dropped() -> None:
    notes = noted(*(past(number) for number in range(KEPT + 1)))
    assert (len(notes), next(iter(notes))) == (KEPT, "bg_1")


@pytest.mark.parametrize(("many", "lines"), [(SHOWN, SHOWN), (SHOWN + 1, SHOWN + 1)])
def test_only_the_newest_are_shown(many: int, lines: int) -> None:
    text = summary(noted(*(past(number) for number in range(many)))) or ""
    assert len(text.splitlines()) == lines
    assert f"`bg_{many - 1}`" in text
    assert text.startswith("- 1 older delegated") is (many > SHOWN)
    assert ("`bg_0`" in text) is (many == SHOWN)


@pytest.mark.parametrize(("more", "is_cut"), [(0, False), (1, True)])
def test_a_long_description_is_cut(more: int, is_cut: bool) -> None:
    text = summary(noted(past(1, description="x" * (DESCRIPTION_LENGTH + more)))) or ""
    assert text.endswith("... [truncated]") is is_cut
    assert len(text.partition("`: ")[2]) == DESCRIPTION_LENGTH


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_the_text_has_a_budget(more: int, fits: bool) -> None:
    agent = "a" * 500
    some = noted(*(past(number, agent=agent) for number in range(11)))
    used = len(summary(some) or "")
    plain = len(summary(noted(past(99))) or "") - len("explore")
    rest = TEXT_LENGTH - used - 1 - plain + more
    text = summary({"bg_99": past(99, agent="b" * rest), **some}) or ""
    assert ("bg_99" in text) is fits
    assert text.endswith("- 1 delegated sessions omitted to stay within compaction budget.") is (
        not fits
    )


def test_the_line_about_older_ones_counts_too() -> None:
    tasks = [past(number, agent="a" * 200) for number in range(SHOWN + 1)]
    base = summary(noted(*tasks)) or ""
    room = TEXT_LENGTH - len(base)
    for more in (0, 1):
        tasks[SHOWN] = past(SHOWN, agent="a" * (200 + room + more))
        text = summary(noted(*tasks)) or ""
        assert ("omitted to stay" in text) is bool(more)


def test_nothing_is_told_of_no_task() -> None:
    assert summary({}) is None


def test_a_waiting_task_has_waited_and_has_no_session() -> None:
    table = status_table(pending(queued_ms=NOW - 90 * SECOND), NOW)
    assert "| Queued for | 1m 30s |\n| Session ID | `undefined` |\n" in table
    assert "| Queued for | 0s |" in status_table(pending(queued_ms=None), NOW)


def test_a_running_task_is_timed_until_now_and_an_ended_one_until_its_end() -> None:
    assert "| Duration | 1m 0s |" in status_table(task(), NOW)
    assert "| Duration | 0s |" in status_table(over(started_ms=None), NOW + SECOND)
    assert "| Duration | 1m 0s |" in status_table(over(), NOW + SECOND)


@pytest.mark.parametrize(
    ("status", "note"),
    [
        ("pending", "Queued"),
        ("running", "Note"),
        ("error", "Failed"),
        ("interrupt", "Interrupted"),
        ("completed", None),
        ("cancelled", None),
    ],
)
def test_a_status_that_needs_it_has_a_note(status: str, note: str | None) -> None:
    table = status_table(task(status=status), NOW)
    assert (f"\n\n\n> **{note}**: " in table) is (note is not None)


@pytest.mark.parametrize(("length", "end"), [(500, "qq\n```"), (501, "qq...\n```")])
def test_a_long_prompt_is_cut(length: int, end: str) -> None:
    table = status_table(task(prompt="q" * length, last_tool="bash"), NOW)
    assert table.endswith(end)
    assert table.count("q" * 500) == 1
    assert "| Last tool | bash |\n\n\n> " in table
