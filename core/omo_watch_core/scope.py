"""Which directories and histories may be asked about unasked: those that live or lived just now."""

from __future__ import annotations

from collections.abc import Iterator

from omo_watch_core.clock import HOUR, SECOND
from omo_watch_core.effects import ReadMessages
from omo_watch_core.presence import plugin_in
from omo_watch_core.state import Server, Session

RECENT_MS = HOUR
TAIL_MS = 10 * SECOND
"""A session is still touched for so long after its last answer was complete."""
ENDS = 40
"""How many ends of idle sessions are asked for at most."""
END_LIMIT = 2
WORK_LIMIT = 10
FAMILY_LIMIT = 30
"""Of those with children: what became of a background task stands only in its parent's messages."""
NOWHERE = frozenset({"", "global"})
"""What events carry that belong to no directory."""


def directories(server: Server, now_ms: int) -> list[str]:
    """Give the directories that a snapshot of this server covers, in order.

    Naming a directory boots an instance there, plugins and all: so only its own one, those
    that spoke, those where something ran, and those of sessions updated within the hour.
    """
    names = {name for name, directory in server.directories.items() if directory.heard}
    names |= {ask.directory for ask in server.asks.values()}
    names |= {server.own_directory or ""}
    names |= {session.info.directory for session in _recent(server, now_ms)}
    names |= {s.info.directory for s in server.sessions.values() if s.status != "idle"}
    return sorted(names - NOWHERE)


def works_in(server: Server, directory: str) -> bool:
    """Tell whether something was last known to run in a directory."""
    return any(
        session.status != "idle" and session.info.directory == directory
        for session in server.sessions.values()
    )


def working_histories(server: Server, directory: str) -> list[ReadMessages]:
    """Ask for the newest messages of what runs in a directory."""
    parents = _parents(server)
    return [
        _history(server, session, FAMILY_LIMIT if session.id in parents else WORK_LIMIT)
        for session in server.sessions.values()
        if session.status != "idle" and session.info.directory == directory
    ]


def idle_ends(server: Server, directory: str, now_ms: int) -> list[ReadMessages]:
    """Ask how the idle sessions of a directory ended, the newest of the whole server only."""
    awaited, parents = _of_working(server), _parents(server)
    recent = {s.id: s for s in _recent(server, now_ms)}
    resting = {**awaited, **recent}.values()
    unknown = [s for s in resting if s.status == "idle" and not _end_is_known(s)]
    # What a working task was launched as stands in its parent alone, however long that rests.
    unknown.sort(key=lambda s: (s.id in awaited, s.info.updated_ms), reverse=True)
    return [
        _history(server, session, FAMILY_LIMIT if session.id in parents else END_LIMIT)
        for session in unknown[:ENDS]
        if session.info.directory == directory
    ]


def _history(server: Server, session: Session, limit: int) -> ReadMessages:
    return ReadMessages(server=server.name, session=session.id, limit=limit)


def _parents(server: Server) -> frozenset[str | None]:
    """Name the sessions with children where the plugin may be, or whose children work."""
    return frozenset(
        session.info.parent
        for session in server.sessions.values()
        if session.info.parent
        and (session.status != "idle" or plugin_in(server, session.info.directory) is not False)
    )


def _of_working(server: Server) -> dict[str, Session]:
    """Give the sessions whose children work."""
    names = {s.info.parent for s in server.sessions.values() if s.status != "idle"}
    sessions = server.sessions
    return {name: sessions[name] for name in names if name is not None and name in sessions}


def _recent(server: Server, now_ms: int) -> Iterator[Session]:
    since = now_ms - server.offset_ms - RECENT_MS
    for session in server.sessions.values():
        if session.info.updated_ms >= since and session.info.archived_ms is None:
            yield session


def _end_is_known(session: Session) -> bool:
    answer = session.answer
    # What became of its tasks may have been told while nobody listened.
    if any(not launch.ended for launch in session.launches):
        return False
    if answer is None or answer.completed_ms is None:
        return False
    return session.info.updated_ms - answer.completed_ms < TAIL_MS
