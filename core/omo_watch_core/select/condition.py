"""The state of a session in the screen's words."""

from __future__ import annotations

from collections.abc import Container

from omo_watch_core.clock import due_ms
from omo_watch_core.model import SessionState
from omo_watch_core.select.asking import ask_of
from omo_watch_core.select.deaf import is_deaf
from omo_watch_core.select.ending import (
    ended_well,
    given_up_by_hand,
    has_failed,
    is_empty_end,
    is_interrupted,
    was_given_up,
)
from omo_watch_core.select.launched import Lasting, orphaned, untold
from omo_watch_core.state import Server, Session

RANK: dict[SessionState, int] = {
    "asking": 0,
    "stuck": 1,
    "failed": 2,
    "retry": 3,
    "parked": 4,
    "unknown": 5,
    "busy": 6,
    "done": 7,
    "idle": 8,
}
"""The order of the screen: what waits for a person, for a clock, for a machine, for nobody."""

STUCK_AFTER_MS = 120_000
"""A busy session that shows nothing for so long is stuck."""
LOOP_FINISHES = 3
LOOP_COMPACTIONS = 3
LOOP_CALLS = 20
"""Equal calls in a row; the plugin's own circuit breaker takes the same number."""


def asking_in(server: Server) -> frozenset[str]:
    """Give the sessions of a server that wait for a person."""
    return frozenset(ask.session for ask in server.asks.values())


def is_heard(server: Server, session: Session) -> bool:
    """Tell whether the server said on the present connection what a session does."""
    opened = server.link.opened_ms
    return opened is not None and session.status_ms >= max(opened, 1)


def is_unknown(server: Server, session: Session) -> bool:
    """Tell whether the stream broke since the last word about this session."""
    link = server.link
    if link.lost_since_ms is None:
        return False
    return link.phase != "live" or link.opened_ms is None or session.status_ms < link.opened_ms


def is_looping(session: Session) -> bool:
    """Tell whether a busy session repeats itself without getting on."""
    return (
        session.unfinished >= LOOP_FINISHES
        or session.compactions >= LOOP_COMPACTIONS
        or session.repeats >= LOOP_CALLS
    )


def silent_ms(session: Session, now_ms: int) -> int | None:
    """Give how long a running session showed no sign of work; None when it does not run."""
    if session.status == "idle":
        return None
    newest = _last_sign(session)
    return max(now_ms - newest, 0) if newest else None


def is_stuck(session: Session, now_ms: int) -> bool:
    """Tell whether a busy session will not get on by itself."""
    if is_looping(session):
        return True
    silent = silent_ms(session, now_ms)
    return not session.tools and silent is not None and silent >= STUCK_AFTER_MS


def condition(server: Server, session: Session, now_ms: int) -> SessionState:
    """Give the one state that a session's row shows; the state below it is a badge."""
    return condition_among(asking_in(server) if server.asks else (), server, session, now_ms)


def condition_among(
    asking: Container[str], server: Server, session: Session, now_ms: int
) -> SessionState:
    """Give the same where it is known already which sessions wait for a person."""
    if server.link.lost_since_ms is not None and is_unknown(server, session):
        return "unknown"
    if asking and session.info.id in asking:
        return "asking"
    if session.status == "idle":
        return _at_rest(server, session, now_ms)
    if session.status == "retry":
        return "stuck" if is_deaf(server, session, now_ms) else "retry"
    return "stuck" if is_stuck(session, now_ms) else "busy"


def since_ms(server: Server, session: Session, state: SessionState) -> int:
    """Give since when it is so, local epoch milliseconds; 0 is unknown."""
    if state == "unknown":
        return server.link.lost_since_ms or 0
    if state == "asking":
        ask = ask_of(server, session.info.id)
        return ask.asked_ms if ask else session.since_ms
    if state == "retry" or (state == "stuck" and session.status == "retry"):
        return session.retry.since_ms if session.retry else session.since_ms
    if state == "stuck" and session.status != "idle":
        began = session.turn_ms if is_looping(session) else 0
        return began or _last_sign(session)
    if state == "busy":
        return session.turn_ms or session.since_ms
    return session.ended_ms or int(session.info.updated_ms + server.offset_ms)


def due(server: Server, session: Session) -> float | None:
    """Give when a waiting session goes on by itself, local epoch milliseconds."""
    if session.status == "retry" and session.retry:
        return due_ms(session.retry.next_ms, session.retry.since_ms, server.offset_ms)
    if session.status == "idle" and session.parked is not None:
        return session.parked.due_ms
    if session.status == "idle" and session.info.parked_until_ms is not None:
        return session.info.parked_until_ms + server.offset_ms
    return None


def is_parked(session: Session) -> bool:
    """Tell whether a session waits, stopped by an operator, for its time; by whichever word."""
    return session.parked is not None or session.info.parked_until_ms is not None


def left_alone(server: Server, session: Session, now_ms: int) -> Lasting | None:
    """Tell since when a session at rest waits for a plugin that will not come back to it.

    It is a dead task that the plugin counts as running, or a parent that nobody told of an end.
    """
    if not session.launches and session.info.parent is None:
        return None
    return orphaned(server, session, now_ms) or untold(server, session, now_ms)


def _at_rest(server: Server, session: Session, now_ms: int) -> SessionState:
    if is_parked(session):
        return "parked"
    if given_up_by_hand(server, session) is not None:
        return "failed"
    well = ended_well(session)
    if not well and _has_no_answer(server, session, now_ms):
        return "failed"
    if left_alone(server, session, now_ms) is not None:
        return "stuck"
    if well:
        ended = session.ended_ms
        return "done" if ended is not None and session.seen_ms < ended else "idle"
    return "failed" if is_interrupted(session, now_ms) else "idle"


def _has_no_answer(server: Server, session: Session, now_ms: int) -> bool:
    if has_failed(session) or is_empty_end(session, now_ms):
        return True
    return was_given_up(server, session, now_ms)


def _last_sign(session: Session) -> int:
    """Give the newest sign of work, else since when it runs; 0 is unknown."""
    return max(session.active_ms, session.turn_ms) or session.since_ms
