"""The order of the table of tasks, its filter, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from omo_watch_core.clock import HOUR, MINUTE
from omo_watch_core.model import ModelRef
from omo_watch_core.select import tasks as selected
from omo_watch_core.select.tasks import (
    LaneKey,
    TaskView,
    arrange_tasks,
    needs_a_person,
    tasks_of,
)
from omo_watch_core.state import State
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow, TaskState

NOW = 10 * HOUR
STATE = State(now_ms=NOW)
ALL = TaskView()


class Given:
    """Hold what is derived from any state."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def __call__(self, lanes: Sequence[LaneRow], rows: Sequence[TaskRow]) -> None:
        self._patch.setattr(selected, "lanes", lambda state, rows: tuple(lanes))
        self._patch.setattr(selected, "derive", lambda state: tuple(rows))


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    return Given(monkeypatch)


def task(name: str, state: TaskState = "running", **more: Any) -> TaskRow:
    fields: dict[str, Any] = {
        "server": "s", "id": name, "origin": "plugin", "parent": "ses_p", "parent_title": "P",
        "session": None, "description": f"do {name}", "agent": "explore",
        "model": ModelRef(provider="fake", model="m"), "state": state, "claim": "running",
        "verdict": "ok", "since_ms": NOW - MINUTE,
    }  # fmt: skip
    return TaskRow(**{**fields, **more})


def lane(key: str, *tasks: TaskRow) -> LaneRow:
    return LaneRow(server="s", key=key, origin="plugin", held=len(tasks), tasks=tasks)


def names(view: TaskView = ALL) -> list[list[str]]:
    return [[name for _, name in group.tasks] for group in arrange_tasks(STATE, view).groups]


def test_what_needs_somebody_stands_first_and_the_queue_last(given: Given) -> None:
    rows = [
        task("q2", "queued", place=2), task("run"), task("stuck", "stuck"), task("retry", "retry"),
        task("q1", "queued", place=1), task("ask", "waiting"),
    ]  # fmt: skip
    given([lane("fake/m", *rows)], rows)
    assert names() == [["ask", "stuck", "run", "retry", "q1", "q2"]]


def test_what_ended_within_the_hour_stands_last_the_newest_first(given: Given) -> None:
    ended = [
        task("old", "completed", ended_ms=NOW - HOUR - 1),
        task("first", "failed", ended_ms=NOW - 50 * MINUTE),
        task("last", "completed", ended_ms=NOW - MINUTE),
        task("unseen", "completed", since_ms=NOW - 2 * MINUTE),
    ]
    run = task("run")
    given([lane("fake/m", run)], [run, *ended])
    assert names() == [["run"], ["last", "unseen", "first"]]
    assert arrange_tasks(STATE, ALL).groups[-1].lane is None


def test_a_task_that_is_in_no_lane_has_a_place_all_the_same(given: Given) -> None:
    lost, known = task("lost"), task("known")
    given([lane("", known)], [lost, known])
    found = arrange_tasks(STATE, ALL)
    assert [group.lane for group in found.groups] == [LaneKey("s", "plugin", "")]
    assert {name for _, name in found.tasks} == {"lost", "known"}
    assert found.lanes[LaneKey("s", "plugin", "")].held == 2


def test_an_empty_lane_is_shown_unless_something_is_looked_for(given: Given) -> None:
    given([lane("fake/m")], [])
    assert names() == [[]]
    assert names(TaskView(needs_me=True)) == []


def test_the_filter_takes_words_fields_and_not(given: Given) -> None:
    one, two = task("one", agent="writer"), task("two", "stuck", lane="other/x")
    given([lane("fake/m", one, two)], [one, two])
    for text, expected in (
        ("writer", ["one"]),
        ("agent:writer", ["one"]),
        ("!agent:writer", ["two"]),
        ("state:stuck", ["two"]),
        ("model:fake/m task:one", ["one"]),
        ("server:s parent:P id:two claim:running", ["two"]),
        ("lane:other", ["two"]),
        ("~dtw", ["two"]),
    ):
        assert (text, names(TaskView(filter=text))) == (text, [expected])
    assert arrange_tasks(STATE, TaskView(filter="writer")).hidden == 1


def test_a_wrong_field_hides_nothing_and_is_named(given: Given) -> None:
    one = task("one")
    given([lane("fake/m", one)], [one])
    found = arrange_tasks(STATE, TaskView(filter="agnet:x"))
    assert found.fault == "`agnet:` is not a field. Nearest: `agent:`"
    assert (found.tasks, found.hidden) == ((one.key,), 0)


def test_a_difference_that_we_made_needs_nobody() -> None:
    assert needs_a_person(task("a", "waiting"))
    assert needs_a_person(task("a", "stuck", verdict="stuck"))
    assert needs_a_person(task("a", "failed", claim="completed", verdict="failed"))
    stopped = task("a", "aborted", claim="completed", verdict="aborted", stopped_by="me")
    assert not needs_a_person(stopped)
    assert not needs_a_person(task("a"))


def test_the_tasks_of_a_session_without_those_of_others(given: Given) -> None:
    rows = [
        task("other", parent="ses_x"), task("done", "completed", ended_ms=NOW - MINUTE),
        task("old", "completed", ended_ms=NOW - 2 * HOUR), task("run"), task("ask", "waiting"),
    ]  # fmt: skip
    given([], rows)
    assert [row.id for row in tasks_of(STATE, ("s", "ses_p"))] == ["ask", "run", "done"]
