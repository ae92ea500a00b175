"""The lanes of our own tasks, as the tasks themselves tell: who holds a slot, and who is next.

Nothing counts slots: a slot is held by a task that says so, so none can be lost (REC of 3).
"""

from __future__ import annotations

from collections.abc import Iterable

from omo_watch_core.state import State
from omo_watch_core.tasks.lanes import Lane
from omo_watch_core.tasks.own import OwnTask


def lane_name(own: OwnTask) -> str:
    """Give what decides about the lane of a task: its model, else its agent."""
    return own.task.model.name if own.task.model else own.task.agent


def lane_key(state: State, own: OwnTask) -> str:
    """Give the lane that a task is in, or would enter."""
    return own.task.lane or state.limits.lane_of(lane_name(own))


def width_of(state: State, place: str, key: str) -> int | None:
    """Give how many tasks a lane runs at once; None is any number."""
    setting = state.journal.lanes.get((place, key))
    if setting is not None and setting.width is not None:
        return setting.width or None
    limit = state.limits.of(key)
    return None if limit is None else int(limit)


def is_paused(state: State, place: str, key: str) -> bool:
    """Tell whether nothing new starts in a lane."""
    setting = state.journal.lanes.get((place, key))
    return setting is not None and setting.paused


def lanes_of(state: State, tasks: Iterable[OwnTask], place: str) -> dict[str, Lane]:
    """Give every lane of a server that somebody is in, the waiting in their order."""
    mine = [own for own in tasks if own.place == place and not own.task.is_over]
    held: dict[str, int] = {}
    waiting: dict[str, list[OwnTask]] = {}
    for own in mine:
        key = lane_key(state, own)
        held.setdefault(key, 0)
        if own.task.lane is not None:
            held[key] += 1
        else:
            waiting.setdefault(key, []).append(own)
    return {
        key: Lane(held=count, waiting=_in_order(waiting.get(key, ())))
        for key, count in held.items()
    }


def has_room(state: State, place: str, key: str, held: int) -> bool:
    """Tell whether one more task may start in a lane."""
    width = width_of(state, place, key)
    return not is_paused(state, place, key) and (width is None or held < width)


def _in_order(waiting: Iterable[OwnTask]) -> tuple[str, ...]:
    return tuple(own.id for own in sorted(waiting, key=lambda own: (own.rank, own.since_ms)))
