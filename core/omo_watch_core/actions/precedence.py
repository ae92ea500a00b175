"""A newer wish for a session takes the place of an older one that still runs."""

from __future__ import annotations

from collections.abc import Iterable

from omo_watch_core.actions.action import (
    Action,
    CancelAction,
    DeleteAction,
    HandAction,
    OverrideAction,
    ParkAction,
)
from omo_watch_core.actions.cancel import park
from omo_watch_core.actions.cancel.below import below, narrowed
from omo_watch_core.actions.kinds import kind_of
from omo_watch_core.actions.words import REPLACED
from omo_watch_core.family import descendants
from omo_watch_core.state import Server, State

NOTHING: frozenset[str] = frozenset()


def make_way(state: State, action: Action) -> dict[str, Action]:
    """Give the older actions that must not go on beside a new one, ended or narrowed.

    A move in flight would wake what was just stopped, and a watch for quiet would abort what
    was just moved.
    """
    server = state.servers.get(action.server)
    if server is None:
        return {}
    return _yielded(state, server, state.actions.values(), action, claims(action, server))


def make_more_way(
    state: State, older: Iterable[Action], before: Action, after: Action
) -> dict[str, Action]:
    """Give the same for what an action that is under way has come to claim beside."""
    server = state.servers.get(after.server)
    older = [one for one in older if one.result is None]
    if server is None or not older:
        return {}
    return _yielded(state, server, older, after, claims(after, server) - claims(before, server))


def claims(action: Action, server: Server) -> frozenset[str]:
    """Name the sessions that an action takes over; what only steers, reads or asks takes none."""
    if action.result == "refused":
        return NOTHING
    if isinstance(action, ParkAction):
        # Until its own abort leaves it may turn out that it waits for nothing.
        return NOTHING if action.phase in park.LOOKING else frozenset({action.session})
    if isinstance(action, OverrideAction):
        return frozenset({action.session})
    if not isinstance(action, CancelAction) or action.strength == "steer":
        return NOTHING
    tree = below(action, server) if action.strength == "tree" else ()
    return frozenset((action.session, *action.targets, *tree))


def _yielded(
    state: State, server: Server, olders: Iterable[Action], by: Action, claimed: frozenset[str]
) -> dict[str, Action]:
    changed: dict[str, Action] = {}
    for older in olders if claimed else ():
        if older.result is None and older.server == server.name and older.id != by.id:
            after = _yield(older, by, claimed, state.now_ms, server)
            if after is not older:
                changed[older.id] = after
    return changed


def _yield(
    older: Action, by: Action, claimed: frozenset[str], now_ms: int, server: Server
) -> Action:
    if isinstance(older, HandAction):
        return _left(older, by, claimed, now_ms)
    if isinstance(older, ParkAction):
        return park.gone(older, now_ms, REPLACED)[0] if older.session in claimed else older
    if not isinstance(older, OverrideAction | CancelAction):
        return older
    taken = _taken(older, by, claimed, server) if isinstance(older, CancelAction) else ()
    if older.session in claimed or (taken and isinstance(older, DeleteAction)):
        replaced: Action = kind_of(older).gone(older, now_ms, REPLACED)[0]
        return replaced
    if taken and isinstance(older, CancelAction):
        return narrowed(older, taken, now_ms)
    return older


def _taken(
    older: CancelAction, by: Action, claimed: frozenset[str], server: Server
) -> tuple[str, ...]:
    """Name what a stop loses: of its targets, and of what may become one."""
    mine = older.targets
    if not (isinstance(by, OverrideAction) and by.automatic):
        mine = (*mine, *descendants(server, older.session))
    return tuple(name for name in dict.fromkeys(mine) if name in claimed)


def _left(older: HandAction, by: Action, claimed: frozenset[str], now_ms: int) -> Action:
    """Keep a result from a parent that a person stops: a prompt would wake it."""
    if older.parent not in claimed or not isinstance(by, CancelAction | ParkAction):
        return older
    return unwanted(older, now_ms)


def was_stopped(state: State, server: Server, session: str, since_ms: int) -> bool:
    """Tell whether a person stops a session, or has since a moment (local epoch milliseconds)."""
    return any(
        isinstance(action, CancelAction | ParkAction)
        and action.server == server.name
        and (action.ended_ms is None or action.ended_ms >= since_ms)
        and session in claims(action, server)
        for action in state.actions.values()
    )


def unwanted(action: HandAction, now_ms: int) -> Action:
    """End the handing over to a parent that a person stopped."""
    what = f"{action.parent_title} is stopped by hand"
    ended: Action = kind_of(action).gone(action, now_ms, what)[0]
    return ended
