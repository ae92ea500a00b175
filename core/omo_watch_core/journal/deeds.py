"""An action as it is read back later: never with the words of a prompt."""

from __future__ import annotations

from typing import Any

from omo_watch_core.actions.action import (
    Action,
    AnswerAction,
    CancelAction,
    ClearLeaseAction,
    GiveUpAction,
    HandAction,
    OverrideAction,
    ParkAction,
    UndoAction,
)
from omo_watch_core.actions.models.nouns import ModelAction, ProbeAction
from omo_watch_core.actions.task.nouns import LaunchAction, TaskAction, TellAction
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.journal.stages import stage_of
from omo_watch_core.state import State

OF_TASKS = ("launch", "tell")
"""Kinds of deeds that whoever runs our tasks does, and does again where it died."""
PROBE = "probe"
GIVEN_UP = "giveup"
"""The kind of a deed that nobody waits for a session any more."""


def deed_of(state: State, action: Action, stage: str = "") -> Deed:
    """Give the deed that an action is, at a stage other than its own where one is named."""
    server = state.servers.get(action.server)
    common: dict[str, Any] = {
        "id": action.id,
        "place": place_of(server.url) if server else action.server,
        "session": action.session,
        "title": action.title,
        "owner": state.owner,
        "stage": stage or stage_of(action),
        "started_ms": action.started_ms,
        "changed_ms": max(state.now_ms, action.phase_ms),
        "evidence": action.evidence,
        "hint": action.hint,
        "ended_ms": action.ended_ms,
    }
    return Deed(**{**common, **_more(action)})


def _more(action: Action) -> dict[str, Any]:
    if isinstance(action, OverrideAction):
        return {
            "kind": action.purpose,
            "source": action.source,
            "target": action.target,
            "message": action.message,
            "automatic": action.automatic,
            "lease": action.lease_id,
        }
    if isinstance(action, ClearLeaseAction):
        return {"kind": "clear", "lease": action.lease}
    if isinstance(action, GiveUpAction | ParkAction | UndoAction):
        return _of_wait(action)
    if isinstance(action, CancelAction):
        named = action.strength if action.way == "abort" else action.way
        return {"kind": f"cancel {named}"}
    if isinstance(action, AnswerAction):
        return {"kind": f"answer {action.reply}", "asked": action.asked}
    if isinstance(action, ModelAction | ProbeAction):
        return _of_model(action)
    kind = type(action).__name__.removesuffix("Action").lower()
    if isinstance(action, HandAction | LaunchAction | TellAction):
        return {"kind": kind, "message": action.message}
    return {"kind": f"task {action.wants}" if isinstance(action, TaskAction) else kind}


def _of_model(action: ModelAction | ProbeAction) -> dict[str, Any]:
    if isinstance(action, ModelAction):
        return {"kind": f"{action.wants} model"}
    return {
        "kind": PROBE,
        "session": action.child,
        "target": action.target,
        "message": action.message,
    }


def _of_wait(action: GiveUpAction | ParkAction | UndoAction) -> dict[str, Any]:
    if isinstance(action, GiveUpAction):
        return {"kind": GIVEN_UP}
    if isinstance(action, ParkAction):
        return {"kind": "park", "target": action.model}
    return {
        "kind": "undo",
        "source": action.source,
        "target": action.target,
        "undoes": action.undoes,
        "lease": action.lease,
    }
