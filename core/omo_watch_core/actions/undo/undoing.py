"""What can be taken back of what was done to a session, newest first."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction, UndoAction
from omo_watch_core.actions.knowing import model_fault
from omo_watch_core.actions.moves import Move, end
from omo_watch_core.actions.undo import undo
from omo_watch_core.journal.deeds import deed_of
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Server, Session, State

MOVES = ("override", "fallback", "rescue", "lease")
"""Kinds of deeds that put a session on another model."""
NOTHING = "nothing was done to it that could be taken back; nothing was sent"

Step = Move[UndoAction]


def begin(state: State, action: UndoAction, server: Server, session: Session) -> Step:
    """Take back that it is parked, else its newest move, else the one that is named."""
    now = action.started_ms
    if session.parked is not None and not action.undoes:
        action = replace(action, source=session.parked.model)
        return undo.unpark(action, place_of(server.url), state.owner)
    deed = _wanted(state, server, action)
    if deed is None:
        return end(action, "refused", now, _none(action))
    if deed.source is None:
        why = "nobody knows which model it had before; nothing was sent"
        return end(action, "refused", now, why, "m moves it to one that you name")
    fault = model_fault(server, deed.source)
    if fault:
        return end(action, "refused", now, f"{fault} Nothing was sent.")
    action = replace(
        action, undoes=deed.id, source=deed.target, target=deed.source, lease=deed.lease
    )
    return undo.begin(action)


def undoable(state: State, server: Server, session: str = "") -> list[Deed]:
    """List the moves on a server, or of one session of it, that can be taken back, newest first."""
    taken_back = {deed.undoes for deed in _deeds(state, server) if deed.stage == "undone"}
    found = [
        deed
        for deed in _deeds(state, server)
        if is_move(deed) and deed.id not in taken_back and session in ("", deed.session)
    ]
    return sorted(found, key=lambda deed: deed.started_ms, reverse=True)


def is_move(deed: Deed) -> bool:
    """Tell whether a deed put a session on another model and stands."""
    done = deed.stage in ("proved", "not proved", "set")
    return deed.kind in MOVES and done and not _is_same(deed.source, deed.target)


def can_be_undone(action: OverrideAction) -> bool:
    """Tell whether a move of this run could be taken back."""
    done = action.result in ("proved", "accepted", "set") and action.source is not None
    return done and action.purpose in MOVES and not _is_same(action.source, action.target)


def _wanted(state: State, server: Server, action: UndoAction) -> Deed | None:
    found = undoable(state, server, action.session)
    if action.undoes:
        found = [deed for deed in found if deed.id == action.undoes]
    return next(iter(found), None)


def _none(action: UndoAction) -> str:
    if not action.undoes:
        return NOTHING
    return f"{action.undoes} cannot be taken back: it moved nothing, or was taken back before"


def _deeds(state: State, server: Server) -> Iterator[Deed]:
    """Give what the journal holds about a server, and what was done in this run."""
    place = place_of(server.url)
    for deed in state.journal.deeds.values():
        if deed.place == place and deed.id not in state.actions:
            yield deed
    for action in state.actions.values():
        if action.server == server.name:
            yield deed_of(state, action)


def _is_same(one: ModelRef | None, other: ModelRef | None) -> bool:
    return one is not None and other is not None and one.name == other.name
