"""What each sort of the session table goes by; smaller ranks stand higher."""

from __future__ import annotations

from collections.abc import Callable

from omo_watch_core.model import SessionState
from omo_watch_core.select.condition import RANK, due, since_ms
from omo_watch_core.select.view import Sort
from omo_watch_core.state import Server, Session

QUIET: frozenset[SessionState] = frozenset({"idle", "done"})
Rank = tuple[float | str, ...]
"""Ends with the session's id, so that equal ones keep their order."""


def _attention(server: Server, session: Session, state: SessionState) -> Rank:
    """Worst first; then who waits longest, but of waits for a clock the next to end."""
    when = due(server, session) if state in ("retry", "parked") else None
    if when is None:
        when = float(since_ms(server, session, state))
    return (RANK[state], -when if state in QUIET else when, session.info.id)


def _time(server: Server, session: Session, state: SessionState) -> Rank:
    return (-max(session.active_ms, session.info.updated_ms + server.offset_ms), session.info.id)


def _name(server: Server, session: Session, state: SessionState) -> Rank:
    return (session.info.title.casefold(), session.info.id)


def _cost(server: Server, session: Session, state: SessionState) -> Rank:
    return (-session.info.cost, session.info.id)


def _context(server: Server, session: Session, state: SessionState) -> Rank:
    return (-session.context_used, session.info.id)


RANKS: dict[Sort, Callable[[Server, Session, SessionState], Rank]] = {
    "attention": _attention,
    "time": _time,
    "name": _name,
    "cost": _cost,
    "context": _context,
}
BY_TREE: frozenset[Sort] = frozenset({"attention", "time"})
"""Sorts by which a tree stands where its first member would; by the others each row does."""
