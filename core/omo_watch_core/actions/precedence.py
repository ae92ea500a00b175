"""A newer wish for a session takes the place of an older one that still runs."""

from __future__ import annotations

import msgspec

from omo_watch_core.actions import park, refusal
from omo_watch_core.actions.action import (
    Action,
    AnswerAction,
    CancelAction,
    OverrideAction,
    ParkAction,
    UndoAction,
)
from omo_watch_core.actions.moves import end
from omo_watch_core.family import descendants
from omo_watch_core.state import Server, State

REPLACED = "a newer action took its place"


def make_way(state: State, action: Action) -> dict[str, Action]:
    """Give the older actions that must not go on beside a new one, ended or narrowed.

    A move in flight would wake what was just stopped, and a watch for quiet would abort what
    was just moved.
    """
    server = state.servers.get(action.server)
    if server is None or action.result == "refused" or _only_steers(action):
        return {}
    claimed = {action.session}
    if isinstance(action, CancelAction) and action.strength == "tree":
        claimed.update(descendants(server, action.session))
    changed: dict[str, Action] = {}
    for older in state.actions.values():
        if older.result is None and older.server == action.server:
            after = _yield(older, claimed, state.now_ms, server)
            if after is not older:
                changed[older.id] = after
    return changed


def _yield(older: Action, claimed: set[str], now_ms: int, server: Server) -> Action:
    if isinstance(older, OverrideAction):
        if older.session not in claimed:
            return older
        return refusal.gone(older, now_ms, REPLACED)[0]
    if isinstance(older, ParkAction):
        return park.gone(older, now_ms, REPLACED)[0] if older.session in claimed else older
    if not isinstance(older, CancelAction):
        return older
    if older.session in claimed:
        return end(older, "refused", now_ms, REPLACED)[0]
    if claimed.isdisjoint(older.targets):
        return older
    return msgspec.structs.replace(
        older,
        targets=tuple(name for name in older.targets if name not in claimed),
        spared=(*older.spared, *claimed),
    )


def _only_steers(action: Action) -> bool:
    """Tell whether an action takes nothing over: it lets run what runs, and starts nothing."""
    if isinstance(action, AnswerAction | UndoAction):
        return True
    return isinstance(action, CancelAction) and action.strength == "steer"
