"""Which sessions belong to tasks of our own."""

from __future__ import annotations

from omo_watch_core.clock import SECOND
from omo_watch_core.journal.place import place_of
from omo_watch_core.state import Server, Session, State

READ_MS = 15 * SECOND
"""So soon the journal tells a program of a task that another one has launched."""


def is_ours(state: State, server: Server, session: Session) -> bool:
    """Tell whether a session does a task of our own, and nobody has prompted it since its end."""
    if session.info.task is None:
        return False
    own = state.journal.tasks.get(session.info.task)
    if own is None or own.place != place_of(server.url):
        return state.now_ms - session.info.created_ms - server.offset_ms < READ_MS
    tried = (own.task.session, *(attempt.session for attempt in own.task.attempts))
    over = own.task.completed_ms if own.task.is_over else None
    return session.id in tried and (over is None or session.turn_ms <= over)
