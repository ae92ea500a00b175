"""A parked session goes on: the action of an override, on the model that it waited for."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import (
    Action,
    CancelAction,
    OverrideAction,
    ParkAction,
    UndoAction,
)
from omo_watch_core.actions.advance import remember
from omo_watch_core.actions.override import override
from omo_watch_core.actions.waking import action_of
from omo_watch_core.charge import telling
from omo_watch_core.clock import age
from omo_watch_core.effects import Effect
from omo_watch_core.journal.nouns import Parked
from omo_watch_core.parking.rows import OPEN, close, put, server_of
from omo_watch_core.parking.standing import standing
from omo_watch_core.state import State


def resume(state: State, key: tuple[str, str]) -> tuple[State, tuple[Effect, ...]]:
    """Let a session go on that this program has taken, and nobody else can any more."""
    row = state.journal.parked.get(key)
    server = server_of(state, row) if row is not None else None
    if row is None or server is None or row.stage not in OPEN:
        return state, ()
    if is_under_way(state, server.name, row.session):
        return state, ()
    row = replace(row, stage="resuming", resumer=state.owner, taken_ms=state.now_ms)
    found = standing(server, row)
    if found.over:
        return close(state, row, found.stage, found.over)
    state = put(state, row)
    session = server.sessions.get(row.session)
    if session is None:
        return state, ()
    action, effects = override.begin(_action(state, row, server.name), server, session)
    actions = remember({**state.actions, action.id: action})
    late = state.now_ms - row.due_ms
    told = telling.told(
        "action", action.key, state.now_ms, f"resume on {row.model.name}",
        action=action.id, to=row.model.name, cause=f"parked by {row.owner}, due {age(late)} ago",
    )  # fmt: skip
    return replace(state, actions=actions), (*effects, told)


def is_under_way(state: State, server: str, session: str) -> bool:
    """Tell whether somebody here moves, stops or parks a session at this moment."""
    return any(
        action.result is None and action.server == server and _touches(action, session)
        for action in state.actions.values()
    )


def _touches(action: Action, session: str) -> bool:
    if isinstance(action, CancelAction):
        return action.strength != "steer" and session in (action.session, *action.targets)
    own = isinstance(action, OverrideAction | ParkAction | UndoAction)
    return own and action.session == session


def _action(state: State, row: Parked, server: str) -> OverrideAction:
    return OverrideAction(
        id=action_of(row),
        server=server,
        session=row.session,
        title=row.title,
        by=state.owner,
        phase="reading",
        started_ms=state.now_ms,
        phase_ms=state.now_ms,
        target=row.model,
        source=row.model,
        purpose="resume",
        automatic=True,
        after=row.newest,
        parent=row.parent or None,
    )
