"""Each command, the action that it becomes, and how that begins."""

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
    OverrideAction,
    ParkAction,
    StopAllAction,
    UndoAction,
)
from omo_watch_core.actions.answer import answer, unanswered
from omo_watch_core.actions.cancel import cancel, delete, give_up, park, stop_all
from omo_watch_core.actions.knowing import lease_fault, model_fault
from omo_watch_core.actions.models import probe, wishing
from omo_watch_core.actions.moves import Move, end, enter
from omo_watch_core.actions.override import override, rescue, retry
from omo_watch_core.actions.task.stopping import begin_cancel
from omo_watch_core.actions.undo import undoing
from omo_watch_core.commands import (
    Answer,
    Cancel,
    CancelTask,
    ClearLease,
    Command,
    Delete,
    GiveUp,
    MoveUp,
    NewTask,
    Override,
    Park,
    ProbeModel,
    Rescue,
    RetryNow,
    SetLane,
    StopAll,
    Undo,
    WishModel,
)
from omo_watch_core.family import is_plugin_task
from omo_watch_core.leases.beginning import prepared, wish_fault
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.stand_in import near_models, stand_in
from omo_watch_core.state import Server, Session, State
from omo_watch_core.tasks.run import wish


class Beginning(NamedTuple):
    """Hold how one command becomes an action; each takes the types that it stands beside."""

    blank: Callable[[Any, dict[str, Any]], Action]
    """Makes the action of a command and of what every action has."""
    begin: Callable[[State, Any, Server, Session], Move[Any]]
    """Lets it begin, or refuses it with a reason, once its session is known and reachable."""
    at_server: bool = False
    """It is no session's: it begins with None in the place of one."""
    local: bool = False
    """It changes nothing at a server: no server need be named or connected, nor be writable."""


def beginning_of(command: Command) -> Beginning:
    """Give how a command becomes an action."""
    return BEGINNINGS[type(command)]


def _override(command: Override, common: dict[str, Any]) -> OverrideAction:
    return OverrideAction(
        **common, target=command.target, send=command.send or None, lease=command.lease
    )


def _begin_override(
    state: State, action: OverrideAction, server: Server, session: Session
) -> Move[OverrideAction]:
    fault = model_fault(server, action.target) or wish_fault(action.lease, session)
    if fault:
        return end(action, "refused", action.started_ms, f"{fault} Nothing was sent.")
    action = prepared(state, replace(action, source=answering(session)), server, session)
    return override.begin(action, server, session)


def _clear(command: ClearLease, common: dict[str, Any]) -> ClearLeaseAction:
    return ClearLeaseAction(**common, lease=command.lease)


def _begin_clear(
    state: State, action: ClearLeaseAction, server: Server, session: Session | None
) -> Move[ClearLeaseAction]:
    fault = lease_fault(state, action.lease)
    if fault:
        return end(action, "refused", action.started_ms, fault)
    return enter(action, "clearing", action.started_ms)


def _cancel(command: Cancel, common: dict[str, Any]) -> CancelAction:
    return CancelAction(
        **common,
        strength=command.strength,
        text=command.text,
        confirmed=command.confirmed,
        chooses=command.chooses and command.strength == "abort",
    )


def _begin_cancel(
    state: State, action: CancelAction, server: Server, session: Session
) -> Move[CancelAction]:
    if action.chooses and is_plugin_task(server, session):
        found = stand_in(state, server, session)
        near = () if found else near_models(state, server, session)
        action = replace(action, rescue_on=found, near=near)
    return cancel.begin(action, server, session, _is_prompted(state, action))


def _retry(command: RetryNow, common: dict[str, Any]) -> OverrideAction:
    return OverrideAction(**common, target=retry.UNKNOWN, purpose="retry")


def _begin_retry(
    state: State, action: OverrideAction, server: Server, session: Session
) -> Move[OverrideAction]:
    return retry.begin(action, server, session)


def _park(command: Park, common: dict[str, Any]) -> ParkAction:
    return ParkAction(**common, until_ms=command.until_ms)


def _begin_park(
    state: State, action: ParkAction, server: Server, session: Session
) -> Move[ParkAction]:
    return park.begin(action, server, session)


def _give_up(command: GiveUp, common: dict[str, Any]) -> GiveUpAction:
    return GiveUpAction(**common, strength="abort", confirmed=True)


def _begin_give_up(
    state: State, action: GiveUpAction, server: Server, session: Session
) -> Move[Action]:
    return give_up.begin(action, server, session, _is_prompted(state, action))


def _undo(command: Undo, common: dict[str, Any]) -> UndoAction:
    return UndoAction(**common, undoes=command.action)


def _begin_undo(
    state: State, action: UndoAction, server: Server, session: Session
) -> Move[UndoAction]:
    return undoing.begin(state, action, server, session)


def _rescue(command: Rescue, common: dict[str, Any]) -> OverrideAction:
    target = command.target or rescue.NOBODY
    return OverrideAction(**common, target=target, send=command.text or None, purpose="rescue")


def _begin_rescue(
    state: State, action: OverrideAction, server: Server, session: Session
) -> Move[OverrideAction]:
    if action.target == rescue.NOBODY:
        found = stand_in(state, server, session)
        near = () if found else near_models(state, server, session)
        chosen = replace(action, target=found or rescue.NOBODY)
        return rescue.begin(chosen, server, session, near)
    return _begin_override(state, action, server, session)


def _stop_all(command: StopAll, common: dict[str, Any]) -> StopAllAction:
    return StopAllAction(**common, strength="tree", way="stop-all", confirmed=command.confirmed)


def _begin_stop_all(
    state: State, action: StopAllAction, server: Server, session: Session
) -> Move[StopAllAction]:
    return stop_all.begin(action, server, session)


def _delete(command: Delete, common: dict[str, Any]) -> DeleteAction:
    return DeleteAction(**common, strength="tree", way="delete", confirmed=command.confirmed)


def _begin_delete(
    state: State, action: DeleteAction, server: Server, session: Session
) -> Move[DeleteAction]:
    return delete.begin(action, server, session, _is_prompted(state, action))


def _is_prompted(state: State, action: Action) -> bool:
    """Tell whether a move of ours has prompted the session: it runs, or soon will."""
    moves = (older for older in state.actions.values() if isinstance(older, OverrideAction))
    return any(m.key == action.key and m.result is None and m.sent_ms > 0 for m in moves)


def _answer(command: Answer, common: dict[str, Any]) -> AnswerAction:
    return AnswerAction(
        **common,
        asked=command.ask,
        reply=command.reply,
        answers=command.answers,
        text=command.text or None,
    )


def _begin_answer(
    state: State, action: AnswerAction, server: Server, session: Session
) -> Move[AnswerAction]:
    if _is_being_answered(state, action):
        return unanswered.answered_already(action, action.started_ms)
    return answer.begin(action, server, session)


def _is_being_answered(state: State, action: AnswerAction) -> bool:
    others = (a for a in state.actions.values() if isinstance(a, AnswerAction))
    meant = (action.server, action.asked)
    return any(other.result is None and (other.server, other.asked) == meant for other in others)


BEGINNINGS: dict[type[Command], Beginning] = {
    Override: Beginning(_override, _begin_override),
    Cancel: Beginning(_cancel, _begin_cancel),
    Answer: Beginning(_answer, _begin_answer),
    ClearLease: Beginning(_clear, _begin_clear, at_server=True),
    RetryNow: Beginning(_retry, _begin_retry),
    Park: Beginning(_park, _begin_park),
    GiveUp: Beginning(_give_up, _begin_give_up),
    Undo: Beginning(_undo, _begin_undo),
    Rescue: Beginning(_rescue, _begin_rescue),
    StopAll: Beginning(_stop_all, _begin_stop_all),
    Delete: Beginning(_delete, _begin_delete),
    NewTask: Beginning(wish.blank_new, wish.begin_new),
    CancelTask: Beginning(wish.blank_cancel, begin_cancel, at_server=True),
    MoveUp: Beginning(wish.blank_up, wish.begin_up, at_server=True),
    SetLane: Beginning(wish.blank_lane, wish.begin_lane, at_server=True),
    WishModel: Beginning(wishing.blank, wishing.begin, at_server=True, local=True),
    ProbeModel: Beginning(probe.blank, probe.begin, at_server=True),
}
