"""What the server's list of sessions says, as of the time it was asked for."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.events import SessionsListed
from omo_watch_core.model import SessionInfo
from omo_watch_core.reduce import departing, launches
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.state import Session


def listed(desk: Desk, event: SessionsListed) -> None:
    """Fold a list of sessions in; what was heard since it was asked for wins."""
    for info in event.sessions:
        if info.id not in desk.gone.map:
            _take(desk, info, event.asked_ms)
    for session in tuple(desk.sessions.map.values()):
        if session.launches:
            launches.child_came(desk, session.id)
    if event.complete:
        _drop_absent(desk, event)
        desk.server = replace(desk.server, listed_ms=event.at_ms)


def _take(desk: Desk, info: SessionInfo, asked: int) -> None:
    session = desk.session(info.id)
    if session is None:
        desk.put(Session(info=info, info_ms=asked))
    elif session.info_ms < asked:
        write = desk.keep if info == session.info else desk.put
        write(replace(session, info=info, info_ms=asked))


def _drop_absent(desk: Desk, event: SessionsListed) -> None:
    names = {info.id for info in event.sessions}
    for name in desk.sessions.map.keys() - names:
        session = desk.session(name)
        if session is not None and not _is_newer(session, event.asked_ms):
            departing.departed(desk, session, event.at_ms)
            desk.drop(name)


def _is_newer(session: Session, asked: int) -> bool:
    """Tell whether a session came or began to run after the question, or is never listed."""
    if session.info.archived_ms is not None:
        return True
    return session.info_ms >= asked or session.turn_ms >= asked
