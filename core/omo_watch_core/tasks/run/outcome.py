"""What the session of a task shows of its end."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.clock import SECOND
from omo_watch_core.model import Failure
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.ending import (
    ended_well,
    has_failed,
    is_empty_end,
    is_interrupted,
    was_aborted,
    was_given_up,
)
from omo_watch_core.state import Server, Session
from omo_watch_core.tasks.lifecycle import CLOSED_TODOS, idle_counts_from_ms
from omo_watch_core.tasks.record import Task
from omo_watch_core.value import Value

SETTLES_MS = 2 * SECOND
"""How long an end may still be followed by more: another try of the server, or of a person."""
PLUGIN_MS = 5 * SECOND
"""So long the plugin may still move a session by itself."""
STOPPED_MS = 4 * SECOND
"""So long after an abort somebody who moves the session has prompted it again."""
SILENT_MS = 60 * SECOND
"""So long a session that was prompted may show nothing at all."""
NO_ANSWER = "it ended without an answer"
NEVER_BEGAN = "it was prompted and never began"

How = Literal["completed", "failed", "aborted"]


class End(Value):
    """Hold how the session of a task ended."""

    how: How
    failure: Failure | None = None
    words: str = ""


def end_of(server: Server, session: Session, task: Task, now_ms: int) -> End | None:
    """Tell how a session at rest ended; None while more may come."""
    rested = now_ms - _last_sign(session, task)
    if ended_well(session):
        todos = server.todos.get(session.id, ())
        is_done = CLOSED_TODOS.issuperset(todo.status for todo in todos)
        young = now_ms < idle_counts_from_ms(task)
        return End(how="completed") if is_done and not young else None
    moves = PLUGIN_MS if plugin_in(server, session.info.directory) else SETTLES_MS
    if has_failed(session):
        failure = session.failure or (session.answer.failure if session.answer else None)
        return End(how="failed", failure=failure) if rested >= moves else None
    if was_aborted(session) or is_interrupted(session, now_ms):
        return End(how="aborted") if rested >= max(moves, STOPPED_MS) else None
    if is_empty_end(session, now_ms) or was_given_up(server, session, now_ms):
        return End(how="failed", words=NO_ANSWER) if rested >= moves else None
    return _never_began(session, task, now_ms)


def _last_sign(session: Session, task: Task) -> int:
    """Give since when it can rest: who was prompted just now may be known before it is busy."""
    return max(session.since_ms, session.active_ms, int(task.started_ms or 0))


def _never_began(session: Session, task: Task, now_ms: int) -> End | None:
    if session.answer is None and now_ms - (task.started_ms or now_ms) >= SILENT_MS:
        return End(how="failed", words=NEVER_BEGAN)
    # A wait that somebody gave up leaves an answer that is complete and empty.
    if session.answer is not None and session.answer.completed_ms is not None:
        long_ago = now_ms - session.since_ms >= SILENT_MS
        return End(how="failed", words=NO_ANSWER) if long_ago else None
    return None
