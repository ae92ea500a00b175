"""What of the actions is still to be told, and what was asked for together."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.actions.action import Action, HandAction, OverrideAction, Result
from omo_watch_core.actions.task.nouns import LaunchAction, TellAction
from omo_watch_core.clock import SECOND

STAYS_MS = 8 * SECOND
STICKY: frozenset[Result] = frozenset({"accepted", "still alive", "came back"})
"""Results that are bad news: they stay until they are closed."""
HELD: frozenset[Result] = frozenset(
    {
        "stopped",
        "sent",
        "deleted",
        "proved",
        "set",
        "handed",
        "given up",
        "launched",
        "queued",
        "changed",
        "answered",
        "parked",
    }
)
Group = tuple[Action, ...]
"""What was asked for together, or one action that was asked for alone."""


def is_shown(action: Action, now_ms: int) -> bool:
    """Tell whether an action still has something to say."""
    # What the lanes do by themselves is told by the rows of their tasks.
    if action.result == "unneeded" or _is_of_lanes(action):
        return False
    if action.result is None:
        # The wait for a moved child may be long, and its row shows it.
        return not isinstance(action, HandAction)
    if action.result in STICKY:
        return True
    return action.ended_ms is not None and now_ms - action.ended_ms < STAYS_MS


def _is_of_lanes(action: Action) -> bool:
    """Tell whether a lane of ours does it: a launch, a word to a parent, a step down a chain."""
    if isinstance(action, OverrideAction):
        return action.purpose == "fallback" and not action.automatic
    return isinstance(action, LaunchAction | TellAction)


def grouped(actions: Sequence[Action]) -> list[Group]:
    """Put together what was asked for together, oldest first."""
    groups: dict[str, list[Action]] = {}
    for action in actions:
        groups.setdefault(action.batch or action.id, []).append(action)
    return [tuple(group) for group in groups.values()]


def is_told(group: Group, now_ms: int) -> bool:
    """Tell whether a group still has something to say."""
    if len(group) == 1:
        return is_shown(group[0], now_ms)
    if stays(group) or any(action.result is None for action in group):
        return True
    return now_ms - max(action.ended_ms or 0 for action in group) < STAYS_MS


def stays(group: Group) -> bool:
    """Tell whether a group ended with bad news, which stays until it is closed."""
    if len(group) == 1:
        return group[0].result in STICKY
    ended = all(action.result is not None for action in group)
    return ended and not all(action.result in HELD for action in group)
