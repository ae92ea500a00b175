"""Let the running actions react to what has happened."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from omo_watch_core.actions import cancel, override, steer
from omo_watch_core.actions.action import Action, CancelAction, OverrideAction
from omo_watch_core.actions.moves import Move, end, stay
from omo_watch_core.effects import Effect
from omo_watch_core.events import AbortAnswered, Event, HistoryRead, PromptAnswered, StatusRead
from omo_watch_core.state import Server, Session, State

KEPT = 50
"""How many finished actions are remembered on the screen."""
_Answer = HistoryRead | AbortAnswered | PromptAnswered | StatusRead
_ANSWERS = (HistoryRead, AbortAnswered, PromptAnswered, StatusRead)


def advance(state: State, batch: Sequence[Event]) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with its actions moved on, and what they need done next."""
    running = [action for action in state.actions.values() if action.result is None]
    if not running:
        return state, ()
    answers = [event for event in batch if isinstance(event, _ANSWERS)]
    effects: list[Effect] = []
    changed: dict[str, Action] = {}
    for action in running:
        moved, wanted = _advance(state, action, answers)
        effects += wanted
        if moved is not action:
            changed[action.id] = moved
    if changed:
        actions = {**state.actions, **changed}
        state = msgspec.structs.replace(state, actions=_bounded(actions))
    return state, tuple(effects)


def _advance(state: State, action: Action, answers: Sequence[_Answer]) -> Move[Action]:
    server = state.servers.get(action.server)
    session = server.sessions.get(action.session) if server else None
    if server is None or session is None:
        if isinstance(action, CancelAction):
            return end(action, "stopped", state.now_ms, f"{action.title} is gone")
        return end(action, "accepted", state.now_ms, "the session is gone")
    effects: list[Effect] = []
    for answer in answers:
        if answer.action == action.id:
            action, wanted = _on_event(action, answer, server, session)
            effects += wanted
    if action.result is None:
        action, wanted = _on_state(action, state.now_ms, server, session)
        effects += wanted
    return action, tuple(effects)


def _on_event(action: Action, event: Event, server: Server, session: Session) -> Move[Action]:
    if isinstance(action, OverrideAction):
        return override.on_event(action, event, server, session)
    if isinstance(action, CancelAction):
        if action.strength == "steer":
            return steer.on_event(action, event, server)
        return cancel.on_event(action, event, server)
    return stay(action)


def _on_state(action: Action, now_ms: int, server: Server, session: Session) -> Move[Action]:
    if isinstance(action, OverrideAction):
        return override.on_state(action, now_ms, server, session)
    if isinstance(action, CancelAction) and action.strength != "steer":
        return cancel.on_state(action, now_ms, server)
    return stay(action)


def _bounded(actions: dict[str, Action]) -> dict[str, Action]:
    finished = [action.id for action in actions.values() if action.result is not None]
    spare = set(finished[: max(len(finished) - KEPT, 0)])
    return {name: action for name, action in actions.items() if name not in spare}
