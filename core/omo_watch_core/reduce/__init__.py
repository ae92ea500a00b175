"""Events and the state make the next state."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.changes import Changes
from omo_watch_core.events import Event
from omo_watch_core.reduce.draft import Draft
from omo_watch_core.reduce.table import HANDLERS
from omo_watch_core.state import State


def reduce(state: State, batch: Sequence[Event]) -> tuple[State, Changes]:
    """Fold a batch of events; any batching of a stream gives the same state."""
    draft = Draft(state)
    desks = draft.desks
    now = state.now_ms
    for event in batch:
        if event.at_ms > now:
            now = event.at_ms
        desk = desks.get(event.server)
        if desk is None:
            if draft.is_about_nobody(event):
                continue
            desk = draft.desk(event.server)
        desk.events += 1
        desk.at_ms = event.at_ms
        handler = HANDLERS.get(type(event))
        if handler is not None:
            handler(desk, event)
    return draft.finished(now)
