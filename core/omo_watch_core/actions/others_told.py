"""People at the screens of a directory are told, once, what an operator did there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omo_watch_core.actions.action import (
    Action,
    CancelAction,
    ClearLeaseAction,
    DeleteAction,
    GiveUpAction,
    OverrideAction,
    ParkAction,
    StopAllAction,
    UndoAction,
)
from omo_watch_core.actions.task.nouns import TaskAction
from omo_watch_core.effects import ShowToast
from omo_watch_core.signs import OURS
from omo_watch_core.state import State

SHOWN_MS = 5_000
NOBODY = "an operator"
TITLE_MOST = 60
_BY_HAND = {"override": "moved", "retry": "retried", "rescue": "rescued"}
"""What a person asks for; other purposes are a program's own, and say so themselves."""


def others_told(before: State, after: State) -> list[ShowToast]:
    """Tell of the actions that have ended just now and changed something."""
    if not after.tell_others or after.mode == "watch" or after.actions is before.actions:
        return []
    told: list[ShowToast] = []
    for name, action in after.actions.items():
        former = before.actions.get(name)
        if action is former or action.result is None or (former and former.result):
            continue
        said, place = _said(action), _directory(before, after, action)
        if said and place is not None:
            told.append(_toast(after, action, said, place))
    return told


def _toast(state: State, action: Action, said: str, place: str) -> ShowToast:
    who = action.by or state.owner or NOBODY
    return ShowToast(
        server=action.server, directory=place, title=OURS, message=f"{who} {said}",
        variant="info", duration_ms=SHOWN_MS,
    )  # fmt: skip


def _directory(before: State, after: State, action: Action) -> str | None:
    """Give where the session lives, or lived until now."""
    session = after.session(action.key) or before.session(action.key)
    if session is not None:
        return session.info.directory
    return action.directory or None if isinstance(action, CancelAction) else None


def _said(action: Action) -> str:
    """Say what was done; "" where nothing changed, or no person asked for it."""
    say = next((say for kind, say in _SAY if isinstance(action, kind)), None)
    return say(action) if say else ""


def _move(action: OverrideAction) -> str:
    did = _BY_HAND.get(action.purpose)
    if did is None or action.automatic:
        return ""
    way = "to" if did == "moved" else "on"
    what = f"{did} {_named(action)} {way} {action.target.model}"
    held = ", and holds it there" if action.lease is not None else ""
    if action.result == "proved":
        return what + held
    if action.result == "set":
        return f"set {_named(action)} to {action.target.model} for its next prompt{held}"
    return f"{what}; no answer was seen yet" if action.result == "accepted" else ""


def _stop(action: CancelAction) -> str:
    below = len(action.targets) - 1
    more = f" and {below} below" if below > 0 else ""
    # Where nothing ran nothing was sent, and nobody at a screen has seen anything change.
    if action.result == "stopped" and (action.aborts or isinstance(action, StopAllAction)):
        return f"stopped {_named(action)}{more}"
    if action.result in ("still alive", "came back") and action.aborts:
        return f"tried to stop {_named(action)}{more}; something still runs"
    return f"asked {_named(action)} to wrap up" if action.result == "sent" else ""


def _delete(action: DeleteAction) -> str:
    return f"deleted {_named(action)}" if action.result == "deleted" else ""


def _give_up(action: GiveUpAction) -> str:
    return f"gave {_named(action)} up" if action.result in ("given up", "stopped") else ""


def _park(action: ParkAction) -> str:
    return f"parked {_named(action)}: it goes on by itself" if action.result == "parked" else ""


def _undo(action: UndoAction) -> str:
    if action.result != "undone":
        return ""
    what = "that it is parked" if action.unparks else "where it was moved to"
    return f"took back for {_named(action)} {what}"


def _clear(action: ClearLeaseAction) -> str:
    held = f"no longer holds {_named(action)} on a model"
    return held if action.result == "cleared" else ""


def _task(action: TaskAction) -> str:
    if action.wants == "cancel":
        return f"cancelled {_named(action)}" if action.result == "stopped" else ""
    did = {"launched": "launched", "queued": "queued"}.get(action.result or "")
    if action.wants != "new" or did is None:
        return ""
    name = action.description or action.task
    return f"{did} “{name[:TITLE_MOST]}” in the background for {_named(action)}"


def _named(action: Action) -> str:
    title = action.title if len(action.title) <= TITLE_MOST else f"{action.title[:TITLE_MOST]}…"
    return f"“{title}”"


_SAY: tuple[tuple[type[Action], Callable[[Any], str]], ...] = (
    (OverrideAction, _move),
    (DeleteAction, _delete),
    (GiveUpAction, _give_up),
    (CancelAction, _stop),
    (ParkAction, _park),
    (UndoAction, _undo),
    (ClearLeaseAction, _clear),
    (TaskAction, _task),
)
"""Kinds of action and what is said of each; the more special kind comes first."""
