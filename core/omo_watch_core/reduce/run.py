"""The run of a session: it begins, waits, goes on and ends."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.events import StatusHeard
from omo_watch_core.fallback.reason import reason_of
from omo_watch_core.model import Retry
from omo_watch_core.reduce.setback import set_back
from omo_watch_core.state import Session


def hear(session: Session, word: StatusHeard, at: int, asked: int | None = None) -> Session:
    """Give the session after a word about its status.

    `at` is when it was heard, local clock; `asked` when it answers a question that was asked
    then, and is None on the stream. A word that repeats what is known changes only `status_ms`.
    """
    streamed = asked is None
    if word.status == "idle":
        session = end(session, at, streamed=streamed)
    else:
        if session.status == "idle":
            session = _begin(session, at, streamed=streamed)
        active = max(at, session.active_ms) if streamed else session.active_ms
        go_on = _wait if word.status == "retry" else _work
        session = go_on(session, word, at, active)
        if streamed and not session.ran:
            session = replace(session, ran=True)
    return replace(session, status_ms=at if asked is None else asked)


def end(session: Session, at: int, *, streamed: bool) -> Session:
    """Give the session at rest; it counts as seen when the stream told of the run or its end."""
    if session.status == "idle":
        return replace(session, tools=()) if session.tools else session
    return replace(
        session,
        status="idle",
        since_ms=at,
        ended_ms=at if streamed or session.ran else None,
        ran=False,
        retry=None,
        tools=(),
    )


def _begin(session: Session, at: int, *, streamed: bool) -> Session:
    # Signs of work since the last word about the status are the only ones of this run.
    worked = session.active_ms if session.active_ms > session.status_ms else 0
    return replace(
        session,
        status="busy",
        since_ms=at,
        turn_ms=at if streamed else 0,
        active_ms=max(at, session.active_ms) if streamed else worked,
        ended_ms=None,
        ran=streamed,
        failure=None,
    )


def _wait(session: Session, word: StatusHeard, at: int, active: int) -> Session:
    known = session.retry
    if known is not None and (known.attempt, known.next_ms) == (word.attempt, word.next_ms):
        return session
    retry = Retry(attempt=word.attempt, message=word.message, next_ms=word.next_ms, since_ms=at)
    session = replace(
        session,
        status="retry",
        since_ms=at if session.status != "retry" else session.since_ms,
        active_ms=active,
        retry=retry,
        waited=session.answer.id if session.answer else "",
    )
    return set_back(session, reason_of(word.message), at, until=word.next_ms or None)


def _work(session: Session, word: StatusHeard, at: int, active: int) -> Session:
    if session.status == "busy":
        return session
    return replace(session, status="busy", since_ms=at, active_ms=active, retry=None)
