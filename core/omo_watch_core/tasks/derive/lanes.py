"""The lanes that tasks run in: their keys, their widths, and what is in each of them.

Source: background-tasks 3. The plugin's own lanes are hidden: key and width come from its files,
what is in a lane from the tasks that are seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from omo_watch_core.journal.place import place_of
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Server, State
from omo_watch_core.tasks.derive.case import Case
from omo_watch_core.tasks.derive.row import FINISHED, LaneRow, Origin, TaskRow, TaskState
from omo_watch_core.tasks.lanes import Limits
from omo_watch_core.tasks.run.queue import is_paused, width_of

_RANKS: dict[TaskState, int] = {
    "waiting": 0, "stuck": 1, "retry": 2, "running": 3, "launching": 4, "queued": 5,
}  # fmt: skip

Key = tuple[str, Origin, str]
"""Server, who runs it, lane."""


def with_lane(
    state: State, server: Server, pairs: Sequence[tuple[Case, TaskRow]]
) -> Iterator[TaskRow]:
    """Yield the rows with their lanes, and with their places where they wait in one."""
    models = _models(pairs)
    laid = [
        (case, replace(row, lane=_lane(state, server, case, row, models))) for case, row in pairs
    ]
    places: dict[tuple[Origin, str], int] = {}
    laid.sort(key=lambda pair: (pair[0].rank, pair[1].launched_ms))
    for _, row in laid:
        if row.state != "queued" or not row.lane:
            yield row
            continue
        place = places[row.origin, row.lane] = places.get((row.origin, row.lane), 0) + 1
        ours = row.origin == "omo-watch"
        paused = ours and is_paused(state, place_of(server.url), row.lane)
        yield replace(row, place=place, paused=paused)


def lane_rows(state: State, rows: Iterable[TaskRow]) -> tuple[LaneRow, ...]:
    """Give the lanes with their open tasks, those with trouble in them first."""
    found: dict[Key, list[TaskRow]] = {}
    held: dict[Key, int] = {}
    for row in rows:
        key = (row.server, row.origin, row.lane)
        held[key] = held.get(key, 0) + _holds(row)
        if row.state not in FINISHED:
            found.setdefault(key, []).append(row)
    for key in _set_by_hand(state):
        found.setdefault(key, [])
    lanes = [_lane_row(state, key, held.get(key, 0), tasks) for key, tasks in found.items()]
    order = {name: number for number, name in enumerate(state.servers)}
    lanes.sort(key=lambda lane: (_worst(lane), order[lane.server], lane.origin, lane.key))
    return tuple(lanes)


def _lane_row(state: State, key: Key, held: int, tasks: list[TaskRow]) -> LaneRow:
    name, origin, lane = key
    server, ours = state.servers[name], origin == "omo-watch"
    place = place_of(server.url) if ours else ""
    return LaneRow(
        server=name,
        key=lane,
        origin=origin,
        held=held,
        width=width_of(state, place, lane) if ours else _width(server, origin, lane, tasks, held),
        paused=ours and is_paused(state, place, lane),
        tasks=tuple(sorted(tasks, key=_rank)),
    )


def _rank(row: TaskRow) -> tuple[int, int, int, str]:
    return _RANKS.get(row.state, 9), row.place or 0, row.since_ms or row.launched_ms, row.id


def _worst(lane: LaneRow) -> int:
    return min((min(_RANKS.get(row.state, 9), 2) for row in lane.tasks), default=3)


def _holds(row: TaskRow) -> int:
    """Tell whether a task uses a slot: it has a session, and nothing said that it is over."""
    if row.origin == "omo-watch":
        return int(row.claim == "running")
    if row.state in ("launching", "queued", "completed", "deleted") or row.session is None:
        return 0
    return int(row.claim in (None, "pending", "running"))


def _lane(
    state: State, server: Server, case: Case, row: TaskRow, models: dict[str, ModelRef]
) -> str:
    """Give the lane of a task; one without a model is where its like are."""
    if case.lane:
        return case.lane
    # What moves a session to another model moves no slot: the plugin counts by its own.
    model = case.launch.model or row.model or models.get(_kind(row))
    if model is None:
        return ""
    limits = _limits(server, case.above.info.directory if case.above else "")
    if case.origin == "server" or limits is None:
        return model.name
    return limits.lane_of(model.name)


def _kind(row: TaskRow) -> str:
    """Name what decides the model of a task: its category, else its agent."""
    return f"category {row.category}" if row.category else f"agent {row.agent}"


def _models(pairs: Sequence[tuple[Case, TaskRow]]) -> dict[str, ModelRef]:
    """Give the model that tasks of a kind were launched with, by the newest of them."""
    return {
        _kind(row): case.launch.model
        for case, row in pairs
        if case.launch.model is not None and case.origin == "plugin" and not case.launch.tries
        if row.category or row.agent
    }


def _limits(server: Server, directory: str) -> Limits | None:
    """Give what the plugin's files say for a directory; None where none was looked for."""
    settings = server.plugin_settings.get(directory)
    if settings is None and len(server.plugin_settings) == 1:
        (settings,) = server.plugin_settings.values()
    return settings.limits if settings is not None else None


def _width(
    server: Server, origin: Origin, lane: str, tasks: list[TaskRow], held: int
) -> int | None:
    """Give how many slots a lane of the plugin has; None where nobody knows, or any number."""
    parents = [server.sessions.get(row.parent) for row in tasks]
    directory = next((above.info.directory for above in parents if above is not None), "")
    limits = _limits(server, directory)
    if origin == "server" or limits is None or not lane:
        return None
    limit = limits.of(lane)
    waits = any(row.state == "queued" for row in tasks)
    # Who has somebody wait has no free slot: then the files are not what the plugin goes by.
    return None if limit is None or (waits and held < limit) else int(limit)


def _set_by_hand(state: State) -> Iterator[Key]:
    """Name our own lanes that an operator has set: a pause is seen where nothing waits, too."""
    if not state.journal.lanes:
        return
    servers = {place_of(server.url): name for name, server in state.servers.items()}
    for (place, lane), setting in state.journal.lanes.items():
        if place in servers and (setting.paused or setting.width is not None):
            yield servers[place], "omo-watch", lane
