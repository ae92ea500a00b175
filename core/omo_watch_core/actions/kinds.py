"""Each kind of action, and how it reacts: to answers, to what the stream has shown, to an end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec.structs import replace

from omo_watch_core.actions.action import (
    Action,
    AnswerAction,
    CancelAction,
    ClearLeaseAction,
    DeleteAction,
    GiveUpAction,
    HandAction,
    OverrideAction,
    ParkAction,
    StopAllAction,
    UndoAction,
)
from omo_watch_core.actions.answer import answer, unanswered
from omo_watch_core.actions.cancel import cancel, delete, give_up, park, steer, stop_all
from omo_watch_core.actions.hand import hand
from omo_watch_core.actions.models import probe
from omo_watch_core.actions.models.nouns import ModelAction, ProbeAction
from omo_watch_core.actions.moves import Move, end, is_late, stay
from omo_watch_core.actions.override import override, refusal
from omo_watch_core.actions.task import launch, tell, waiting
from omo_watch_core.actions.task.nouns import LaneAction, LaunchAction, TaskAction, TellAction
from omo_watch_core.actions.undo import undo
from omo_watch_core.events import Event, HistoryRead
from omo_watch_core.state import Server

NO_WORD = "the server did not answer"


class Kind(NamedTuple):
    """Hold how one kind of action reacts; each takes the type of action that it stands beside."""

    on_event: Callable[[Any, Event, Server], Move[Any]]
    """To the answer of a request of its own."""
    on_state: Callable[[Any, int, Server], Move[Any]]
    """To what the stream has shown, and to time (local epoch milliseconds)."""
    gone: Callable[[Any, int, str], Move[Any]]
    """To the end of the watch over it, which is said in words: what was sent may still happen."""


def kind_of(action: Action) -> Kind:
    """Give how an action reacts."""
    return _KINDS[type(action)]


def _override_event(action: OverrideAction, event: Event, server: Server) -> Move[OverrideAction]:
    session = server.sessions.get(action.session)
    return override.on_event(action, event, server, session) if session else stay(action)


def _override_state(action: OverrideAction, now_ms: int, server: Server) -> Move[OverrideAction]:
    session = server.sessions.get(action.session)
    if session is None:
        return refusal.gone(action, now_ms, f"{action.title} is gone")
    return override.on_state(action, now_ms, server, session)


def _cancel_event(action: CancelAction, event: Event, server: Server) -> Move[Any]:
    if _is_steering(action):
        return steer.on_event(action, event, server)
    return cancel.on_event(action, event, server)


def _cancel_state(action: CancelAction, now_ms: int, server: Server) -> Move[CancelAction]:
    react = steer.on_state if _is_steering(action) else cancel.on_state
    return react(action, now_ms, server)


def _cancel_gone(action: CancelAction, now_ms: int, what: str) -> Move[CancelAction]:
    say = steer.gone if action.strength == "steer" else cancel.gone
    return say(action, now_ms, what)


def _hand_event(action: HandAction, event: Event, server: Server) -> Move[HandAction]:
    if isinstance(event, HistoryRead):
        return hand.on_history(action, event, server)
    return hand.on_event(action, event)


def _hand_gone(action: HandAction, now_ms: int, what: str) -> Move[HandAction]:
    if action.phase == "prompting":
        why = f"{what}; the result was sent, nobody saw it taken"
        return end(action, "accepted", now_ms, why)
    return end(action, "refused", now_ms, f"{what}; no result was handed over")


def _clear_event(action: ClearLeaseAction, event: Event, server: Server) -> Move[ClearLeaseAction]:
    return stay(action)


def _clear_state(action: ClearLeaseAction, now_ms: int, server: Server) -> Move[ClearLeaseAction]:
    return _clear_gone(action, now_ms, NO_WORD) if is_late(action, now_ms) else stay(action)


def _clear_gone(action: ClearLeaseAction, now_ms: int, what: str) -> Move[ClearLeaseAction]:
    return end(action, "cleared", now_ms, action.evidence, f"its note may still be there: {what}")


def _park_gone(action: ParkAction, now_ms: int, what: str) -> Move[ParkAction]:
    return park.gone(replace(action, unsure=True), now_ms, what)


def _is_steering(action: CancelAction) -> bool:
    return action.strength == "steer" and action.phase != "checking"


_KINDS: dict[type[Action], Kind] = {
    OverrideAction: Kind(_override_event, _override_state, refusal.gone),
    CancelAction: Kind(_cancel_event, _cancel_state, _cancel_gone),
    AnswerAction: Kind(answer.on_event, answer.on_state, unanswered.gone),
    ClearLeaseAction: Kind(_clear_event, _clear_state, _clear_gone),
    StopAllAction: Kind(stop_all.on_event, stop_all.on_state, stop_all.gone),
    DeleteAction: Kind(delete.on_event, delete.on_state, delete.gone),
    HandAction: Kind(_hand_event, hand.on_state, _hand_gone),
    ParkAction: Kind(park.on_event, park.on_state, _park_gone),
    GiveUpAction: Kind(give_up.on_event, give_up.on_state, _cancel_gone),
    UndoAction: Kind(undo.on_event, undo.on_state, undo.gone),
    TaskAction: Kind(waiting.on_event, waiting.on_state, waiting.gone),
    LaneAction: Kind(waiting.on_event, waiting.on_state, waiting.gone),
    LaunchAction: Kind(launch.on_event, launch.on_state, launch.gone),
    ModelAction: Kind(waiting.on_event, waiting.on_state, waiting.gone),
    ProbeAction: Kind(probe.on_event, probe.on_state, probe.gone),
    TellAction: Kind(tell.on_event, tell.on_state, tell.gone),
}
