"""Whether something was stopped by us and does not go on yet."""

from __future__ import annotations

from omo_watch_core.actions.action import Action, OverrideAction, ParkAction
from omo_watch_core.actions.models.nouns import ProbeAction
from omo_watch_core.state import State

_BETWEEN = frozenset({"aborting", "rereading", "returning", "asking again", "prompting"})
"""Phases between an abort and the answer to its prompt."""


def is_halfway(state: State) -> bool:
    """Tell whether an end now would leave a session stopped that was to go on, or a probe's."""
    if state.duty is not None and state.duty.is_halfway:
        return True
    if any(_parks(action) or _probes(action) for action in state.actions.values()):
        return True
    moves = (action for action in state.actions.values() if isinstance(action, OverrideAction))
    return any(move.result is None and move.phase in _BETWEEN for move in moves)


def _parks(action: Action) -> bool:
    """Tell whether an abort is out behind which nobody has seen yet that it rests."""
    running = isinstance(action, ParkAction) and action.result is None
    return running and action.phase in ("aborting", "confirming")


def _probes(action: Action) -> bool:
    """Tell whether a session was made that only this program deletes again."""
    return isinstance(action, ProbeAction) and action.result is None
