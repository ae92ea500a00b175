"""What each sort of the session table goes by; smaller ranks stand higher."""

from __future__ import annotations

from collections.abc import Callable

from omo_watch_core.model import SessionState
from omo_watch_core.select.condition import RANK, due, since_ms
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.view import Sort, View
from omo_watch_core.state import Server, Session

QUIET: frozenset[SessionState] = frozenset({"idle", "done"})
Rank = tuple[float | str | tuple[int, ...], ...]
"""Ends with the session's id, so that equal ones keep their order."""
Ranker = Callable[[Server, Session, SessionState], Rank]
LAST = "\U0010ffff"
"""Stands behind all names, where there is none."""


def _attention(server: Server, session: Session, state: SessionState) -> Rank:
    """Worst first; then who waits longest, but of waits for a clock the next to end."""
    when = due(server, session) if state in ("retry", "parked") else None
    if when is None:
        when = float(since_ms(server, session, state))
    return (RANK[state], -when if state in QUIET else when)


def _state(server: Server, session: Session, state: SessionState) -> Rank:
    return (RANK[state],)


def _time(server: Server, session: Session, state: SessionState) -> Rank:
    return (-max(session.active_ms, session.info.updated_ms + server.offset_ms),)


def _title(server: Server, session: Session, state: SessionState) -> Rank:
    return (session.info.title.casefold(),)


def _cost(server: Server, session: Session, state: SessionState) -> Rank:
    return (-session.info.cost,)


def _context(server: Server, session: Session, state: SessionState) -> Rank:
    return (-session.context_used,)


def _model(server: Server, session: Session, state: SessionState) -> Rank:
    model = answering(session)
    return (model.model.casefold() if model else LAST,)


def _server(server: Server, session: Session, state: SessionState) -> Rank:
    return (server.name.casefold(),)


def _agent(server: Server, session: Session, state: SessionState) -> Rank:
    return ((session.info.agent or LAST).casefold(),)


RANKS: dict[Sort, Ranker] = {
    "attention": _attention,
    "title": _title,
    "state": _state,
    "time": _time,
    "model": _model,
    "cost": _cost,
    "context": _context,
    "server": _server,
    "agent": _agent,
}
BY_TREE: frozenset[Sort] = frozenset({"attention", "state", "time"})
"""Sorts by which a tree stands where its first member would; by the others each row does."""


def ranker(view: View) -> Ranker:
    """Make what ranks sessions by both levels of a view, and by id."""
    first = RANKS[view.sort]
    second = RANKS[view.then] if view.then else None
    if second is None and not view.reverse:
        return lambda server, session, state: (*first(server, session, state), session.info.id)

    def rank(server: Server, session: Session, state: SessionState) -> Rank:
        top = first(server, session, state)
        if view.reverse:
            top = tuple(_turned(each) for each in top)
        below = second(server, session, state) if second else ()
        return (*top, *below, session.info.id)

    return rank


def _turned(value: float | str | tuple[int, ...]) -> float | tuple[int, ...]:
    """Give what stands the other way round; a longer word then stands before its beginning."""
    if isinstance(value, str):
        return (*(-ord(letter) for letter in value), 1)
    return -value if not isinstance(value, tuple) else value
