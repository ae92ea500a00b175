"""The order of the table of background tasks: by lane, then what has ended of late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, get_args

import msgspec

from omo_watch_core.clock import HOUR
from omo_watch_core.select.filter import FilterError, Term, agrees, parse
from omo_watch_core.state import State
from omo_watch_core.tasks.derive import derive, lanes
from omo_watch_core.tasks.derive.row import LaneRow, Origin, TaskRow, TaskState
from omo_watch_core.value import Value

TaskKey = tuple[str, str]
"""(server, task id)."""
FIELDS = ("state", "model", "agent", "server", "task", "id", "parent", "claim", "lane")
WORDS = {"state": get_args(TaskState)}
FIRST = {"waiting": 0, "stuck": 1, "queued": 3}
"""What needs somebody stands above what runs, and what waits for a slot below it."""


class LaneKey(NamedTuple):
    """Name a lane."""

    server: str
    origin: Origin
    key: str


class TaskView(Value):
    """Hold how the table of tasks is to be arranged."""

    filter: str = ""
    needs_me: bool = False
    """Only tasks that need a person."""


class TaskGroup(Value):
    """Hold the tasks of one lane in order; `lane` is None for those that have ended."""

    lane: LaneKey | None
    tasks: tuple[TaskKey, ...]


class TaskArrangement(Value):
    """Hold the order of tasks and what it leaves out."""

    groups: tuple[TaskGroup, ...] = ()
    rows: dict[TaskKey, TaskRow] = msgspec.field(default_factory=dict[TaskKey, TaskRow])
    lanes: dict[LaneKey, LaneRow] = msgspec.field(default_factory=dict[LaneKey, LaneRow])
    hidden: int = 0
    """Tasks that the filter hides."""
    fault: str | None = None
    """What is wrong with the filter, one sentence; then it is not applied."""

    @property
    def tasks(self) -> tuple[TaskKey, ...]:
        """Give all tasks in order."""
        return tuple(key for group in self.groups for key in group.tasks)


def arrange_tasks(state: State, view: TaskView) -> TaskArrangement:
    """Group all open tasks by lane, and those that ended within the hour below them."""
    try:
        terms, fault = parse(view.filter, FIELDS, WORDS), None
    except FilterError as error:
        terms, fault = (), str(error)
    rows = derive(state)
    found = {LaneKey(lane.server, lane.origin, lane.key): lane for lane in lanes(state, rows)}
    inside = {task.key for lane in found.values() for task in lane.tasks}
    _add_homeless(found, [row for row in rows if not row.is_finished and row.key not in inside])
    groups: list[TaskGroup] = []
    shown: dict[TaskKey, TaskRow] = {}
    narrow = bool(terms) or view.needs_me
    hidden = 0
    for key, lane in found.items():
        kept = [task for task in _sorted(lane.tasks) if _is_wanted(task, terms, view.needs_me)]
        hidden += len(lane.tasks) - len(kept)
        shown |= {task.key: task for task in kept}
        if kept or not narrow:
            groups.append(TaskGroup(lane=key, tasks=tuple(task.key for task in kept)))
    ended = [row for row in rows if row.is_finished and state.now_ms - _end(row) <= HOUR]
    kept = [task for task in ended if _is_wanted(task, terms, view.needs_me)]
    kept.sort(key=lambda task: -_end(task))
    shown |= {task.key: task for task in kept}
    if kept:
        groups.append(TaskGroup(lane=None, tasks=tuple(task.key for task in kept)))
    hidden += len(ended) - len(kept)
    return TaskArrangement(
        groups=tuple(groups), rows=shown, lanes=found, hidden=hidden, fault=fault
    )


def tasks_of(state: State, parent: tuple[str, str]) -> tuple[TaskRow, ...]:
    """Give the tasks that a session launched: the open ones, and what ended within the hour."""
    rows = [row for row in derive(state) if (row.server, row.parent) == parent]
    return tuple(
        sorted(
            (row for row in rows if not row.is_finished or state.now_ms - _end(row) <= HOUR),
            key=lambda row: (row.is_finished, FIRST.get(row.state, 2), row.place or 0),
        )
    )


def needs_a_person(task: TaskRow) -> bool:
    """Tell whether it does not go on by itself, or is not what it is called."""
    return task.state in ("waiting", "stuck") or (task.differs and not task.stopped_by)


def _add_homeless(found: dict[LaneKey, LaneRow], rows: Iterable[TaskRow]) -> None:
    """Give tasks that are in no lane a place."""
    without: dict[LaneKey, list[TaskRow]] = defaultdict(list)
    for row in rows:
        without[LaneKey(row.server, row.origin, "")].append(row)
    for key, tasks in without.items():
        lane = found.get(key)
        held = sum(task.state not in ("queued", "launching") for task in tasks)
        found[key] = LaneRow(
            server=key.server,
            key="",
            origin=key.origin,
            held=held + (lane.held if lane else 0),
            tasks=(*(lane.tasks if lane else ()), *tasks),
        )


def _sorted(tasks: tuple[TaskRow, ...]) -> list[TaskRow]:
    return sorted(tasks, key=lambda task: (FIRST.get(task.state, 2), task.place or 0))


def _is_wanted(task: TaskRow, terms: tuple[Term, ...], needs_me: bool) -> bool:
    if needs_me and not needs_a_person(task):
        return False
    values = _values(task) if terms else {}
    return all(agrees(term, values) for term in terms)


def _values(task: TaskRow) -> dict[str, str]:
    return {
        "state": task.state,
        "model": task.model.name if task.model else "",
        "agent": task.agent,
        "server": task.server,
        "task": task.description,
        "id": task.id,
        "parent": task.parent_title,
        "claim": task.claim or "",
        "lane": task.lane,
    }


def _end(task: TaskRow) -> int:
    return task.ended_ms or task.since_ms
