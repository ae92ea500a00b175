"""Let the running actions react to what has happened."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from omo_watch_core.actions.action import Action, HandAction, OverrideAction
from omo_watch_core.actions.hand import hand
from omo_watch_core.actions.kinds import kind_of
from omo_watch_core.actions.moves import Move
from omo_watch_core.actions.precedence import make_more_way, unwanted, was_stopped
from omo_watch_core.actions.reach import concerns, watched_by
from omo_watch_core.actions.task.nouns import TellAction
from omo_watch_core.effects import Effect
from omo_watch_core.events import (
    AbortAnswered,
    AskAnswered,
    AsksListed,
    CommandAnswered,
    DeletionAnswered,
    Event,
    HistoryRead,
    MessagesListed,
    MetadataWritten,
    ParkedTaken,
    PromptAnswered,
    SessionCreated,
    SessionLookedFor,
    StatusRead,
)
from omo_watch_core.state import State

KEPT = 50
"""How many finished actions are remembered on the screen."""
_Own = (
    HistoryRead
    | AbortAnswered
    | PromptAnswered
    | SessionCreated
    | StatusRead
    | AskAnswered
    | AsksListed
    | CommandAnswered
    | DeletionAnswered
    | SessionLookedFor
    | MetadataWritten
    | ParkedTaken
)
_Answer = _Own | MessagesListed


def advance(state: State, batch: Sequence[Event]) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with its actions moved on, and what they need done next."""
    watched = watched_by(state)
    if not watched.sessions or not any(concerns(watched, event) for event in batch):
        return state, ()
    answers = [event for event in batch if isinstance(event, _Answer)]
    effects: list[Effect] = []
    actions = dict(state.actions)
    passed: list[str] = []
    for name in state.actions:
        action = actions[name]
        if action.result is None:
            moved, wanted = _advance(state, action, answers)
            effects += wanted
            if moved is not action:
                older = [actions[one] for one in passed]
                more = make_more_way(state, older, action, moved)
                actions |= {name: moved, **more, **_followed(state, moved)}
        passed.append(name)
    if any(actions[name] is not action for name, action in state.actions.items()):
        state = msgspec.structs.replace(state, actions=remember(actions))
    return state, tuple(effects)


def _followed(state: State, action: Action) -> dict[str, Action]:
    """Give what follows an action that has just ended, where it is not under way already."""
    if action.result is None or not isinstance(action, OverrideAction):
        return {}
    server = state.servers.get(action.server)
    following = hand.after_move(action, server) if server else None
    known = state.actions.get(following.id) if following else None
    under_way = known is not None and known.result is None
    if following is None or under_way or server is None:
        return {}
    stopped = was_stopped(state, server, following.parent, action.started_ms)
    return {following.id: unwanted(following, state.now_ms) if stopped else following}


def remember(actions: dict[str, Action]) -> dict[str, Action]:
    """Forget the oldest finished actions where there are too many; those given together stay."""
    newest = next(reversed(actions.values())).batch if actions else ""
    finished = [
        action.id
        for action in actions.values()
        if action.result is not None and not (newest and action.batch == newest)
    ]
    spare = set(finished[: max(len(finished) - KEPT, 0)])
    return {name: action for name, action in actions.items() if name not in spare}


def _advance(state: State, action: Action, answers: Sequence[_Answer]) -> Move[Action]:
    server = state.servers.get(action.server)
    if server is None:
        what = f"{action.server} is not watched any more"
        return kind_of(action).gone(action, state.now_ms, what)
    effects: list[Effect] = []
    for answer in answers:
        if _is_for(answer, action) and action.result is None:
            action, wanted = kind_of(action).on_event(action, answer, server)
            effects += wanted
    if action.result is None:
        action, wanted = kind_of(action).on_state(action, state.now_ms, server)
        effects += wanted
    return action, tuple(effects)


def _is_for(answer: _Answer, action: Action) -> bool:
    """Tell whether an answer is to a question of this action; a listing is to all who asked."""
    if not isinstance(answer, MessagesListed):
        return answer.action == action.id
    if answer.server != action.server:
        return False
    if isinstance(action, OverrideAction):
        awaited = action.listing_ms
        return answer.session == action.session and 0 < awaited <= answer.asked_ms
    if isinstance(action, TellAction):
        sessions = [session for _, session in action.unread]
        return answer.session in sessions and answer.asked_ms >= action.phase_ms
    if not isinstance(action, HandAction):
        return False
    named = answer.session in (action.session, action.parent)
    return named and answer.asked_ms >= action.phase_ms
