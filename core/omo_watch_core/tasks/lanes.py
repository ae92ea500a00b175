"""Who may run at once: lanes with a limit each, first in, first out.

Source: background-tasks 3.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from omo_watch_core.value import Value

DEFAULT_LIMIT = 5.0

Lanes = Mapping[str, "Lane"]
"""Every lane that was used, by its key."""


class Limits(Value):
    """Hold how many tasks may run at once, by model, by provider and else; 0 is any number."""

    models: Mapping[str, float] = {}
    providers: Mapping[str, float] = {}
    default: float = DEFAULT_LIMIT

    def lane_of(self, name: str) -> str:
        """Give the key of the lane for `provider/model`, or for an agent without a model."""
        if name in self.models:
            return name
        provider = _provider(name)
        return provider if provider in self.providers else name

    def of(self, name: str) -> float | None:
        """Give the limit that applies to it; None is unlimited."""
        by_provider = self.providers.get(_provider(name), self.default)
        return self.models.get(name, by_provider) or None


class Lane(Value):
    """Hold one lane: its slots in use and the tasks that wait, first come first."""

    held: int = 0
    waiting: tuple[str, ...] = ()


def entered(lanes: Lanes, limits: Limits, name: str, task: str) -> tuple[Lanes, bool]:
    """Take a slot, or wait for one; tell whether the task may start. Unlimited is not counted."""
    key, limit = limits.lane_of(name), limits.of(name)
    lane = lanes.get(key, Lane())
    if limit is None:
        return lanes, True
    if lane.held < limit:
        return {**lanes, key: replace(lane, held=lane.held + 1)}, True
    return {**lanes, key: replace(lane, waiting=(*lane.waiting, task))}, False


def left(lanes: Lanes, limits: Limits, name: str) -> tuple[Lanes, str | None]:
    """Give a slot back; it goes to the first that waits, whose id is given, else it is free."""
    key = limits.lane_of(name)
    lane = lanes.get(key, Lane())
    if lane.waiting:
        return {**lanes, key: replace(lane, waiting=lane.waiting[1:])}, lane.waiting[0]
    return {**lanes, key: replace(lane, held=max(lane.held - 1, 0))}, None


def given_up(lanes: Lanes, limits: Limits, name: str, task: str) -> tuple[Lanes, str | None]:
    """Take a task out of those that wait; give the sentence its launch fails with, if it did."""
    key = limits.lane_of(name)
    lane = lanes.get(key, Lane())
    if task not in lane.waiting:
        return lanes, None
    waiting = tuple(other for other in lane.waiting if other != task)
    reason = f"Concurrency queue cancelled for task: {task}"
    return {**lanes, key: replace(lane, waiting=waiting)}, reason


def _provider(name: str) -> str:
    return name.partition("/")[0]
