"""What follows from an action on a model that has just ended: notes, and what is forgotten."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import Action
from omo_watch_core.actions.models.nouns import ModelAction, ProbeAction
from omo_watch_core.charge.forgetting import without_cooldown
from omo_watch_core.fallback.board import place
from omo_watch_core.journal.kept import Hold
from omo_watch_core.state import State


def settle(before: State, after: State) -> State:
    """Give the state with what these ends, and new notes of others, mean for the models."""
    if after.actions is not before.actions:
        after = _ended(before, after)
    if after.journal.holds is before.journal.holds:
        return after
    for key, note in after.journal.holds.items():
        known = before.journal.holds.get(key)
        if note.cleared_ms > (known.cleared_ms if known else 0):
            after = _forgotten(after, key, until_ms=note.cleared_ms)
    return after


def _ended(before: State, after: State) -> State:
    for name, action in after.actions.items():
        former = before.actions.get(name)
        if action.result is None or (former is not None and former.result is not None):
            continue
        after = _settled(after, action)
    return after


def _settled(state: State, action: Action) -> State:
    if isinstance(action, ModelAction) and action.result != "refused":
        return _noted(state, action)
    if isinstance(action, ProbeAction) and action.result == "proved":
        return _proved(state, action.target.name, action.server)
    return state


def _noted(state: State, action: ModelAction) -> State:
    """Write the wish down; what was never held ends as it begins."""
    key, now = place(action.model), state.now_ms
    known = state.journal.holds.get(key)
    # Two wishes in one millisecond: the later one must win where it is read again.
    changed = max(now, known.changed_ms + 1) if known else now
    blank = Hold(id=key, changed_ms=now, since_ms=now, owner=state.owner, ended_ms=now, wished_ms=0)
    note = known or blank
    if action.wants == "clear":
        # The hold stays as it is, and whose it is.
        note = replace(note, changed_ms=changed, cleared_ms=now, wished_ms=note.hold_ms)
    else:
        note = replace(note, changed_ms=changed, owner=state.owner, wished_ms=changed)
        held = action.wants == "hold"
        note = replace(note, since_ms=now, ended_ms=None) if held else replace(note, ended_ms=now)
    journal = replace(state.journal, holds={**state.journal.holds, key: note})
    return replace(state, journal=journal)


def _forgotten(state: State, model: str, *, until_ms: int, server: str | None = None) -> State:
    """Forget the limits that were met with a model up to then, on one server if one is named."""
    key = place(model)
    limited = {
        one: limit
        for one, limit in state.limited.items()
        if place(limit.model) != key
        or limit.met_ms > until_ms
        or (server is not None and limit.server != server)
    }
    later = {(one.server, one.session) for one in limited.values() if place(one.model) == key}
    duty = state.duty and without_cooldown(state.duty, model, until_ms, server, later)
    return replace(state, limited=limited, duty=duty)


def _proved(state: State, model: str, server: str) -> State:
    """Note that a model has answered by now, and forget what was met with it before."""
    answered = {**state.answered, (server, place(model)): state.now_ms}
    state = replace(state, answered=answered)
    return _forgotten(state, model, until_ms=state.now_ms, server=server)
