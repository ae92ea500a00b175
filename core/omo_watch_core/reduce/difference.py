"""What a batch changed at one server, in terms of what screens show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omo_watch_core.changes import NOTHING, Changes
from omo_watch_core.link import Link
from omo_watch_core.select.condition import STUCK_AFTER_MS, condition, due, since_ms
from omo_watch_core.state import Server, Session, State

if TYPE_CHECKING:
    from omo_watch_core.reduce.desk import Desk

CLOCK_SHIFT_MS = 1_000
"""How far the server's clock may be found to be off before countdowns are shown anew."""


def difference(before: State, after: State, name: str, desk: Desk | None) -> Changes:
    """Give what is different at a server, named by its desk where it had events."""
    old, new = before.servers.get(name), after.servers.get(name)
    if old is None or new is None:
        known = new or old
        sessions = frozenset((name, session) for session in known.sessions) if known else ()
        return Changes(sessions=frozenset(sessions), order=True, servers=True)
    if desk is None or old is new:
        return NOTHING
    all_rows = _all_rows_differ(old, new)
    weighed = desk.marked | _awoken(before, old, desk.worked)
    marked = {*old.sessions, *new.sessions} if all_rows else weighed
    return Changes(
        sessions=frozenset((name, session) for session in marked),
        order=all_rows or any(_moved(before, after, old, new, session) for session in weighed),
        transcripts=frozenset((name, session) for session in desk.redrawn),
        servers=_header(old) != _header(new)
        or _clock_shifted(old, new)
        or _plugins_differ(old, new),
        notices=desk.notices,
    )


def _header(server: Server) -> tuple[object, ...]:
    return (server.version, server.plugin, server.own_directory, _shown(server.link))


def _shown(link: Link) -> tuple[object, ...]:
    return (
        link.phase,
        link.attempt,
        link.retry_at_ms,
        link.lost_since_ms,
        link.lost_ms,
        link.reason,
        link.status,
    )


def _clock_shifted(old: Server, new: Server) -> bool:
    return abs(new.offset_ms - old.offset_ms) >= CLOCK_SHIFT_MS


def _all_rows_differ(old: Server, new: Server) -> bool:
    """Tell whether something changed that every row is made of."""
    lost = old.link.lost_since_ms, new.link.lost_since_ms
    back = old.link.opened_ms != new.link.opened_ms and lost != (None, None)
    others = old.models is not new.models or _plugins_differ(old, new)
    return lost[0] != lost[1] or back or others or _clock_shifted(old, new)


def _plugins_differ(old: Server, new: Server) -> bool:
    return old.directories is not new.directories and _plugins(old) != _plugins(new)


def _plugins(server: Server) -> list[tuple[str, bool]]:
    """Give where somebody looked for the plugin, and what was found."""
    known = server.directories.values()
    return [(one.path, one.plugin) for one in known if one.plugin is not None]


def _awoken(before: State, old: Server, worked: set[str]) -> set[str]:
    """Give those that may have been stuck: work by itself moves no other session."""
    late = before.now_ms - STUCK_AFTER_MS
    known = old.sessions
    return {name for name in worked if name in known and known[name].active_ms <= late}


def _moved(before: State, after: State, old: Server, new: Server, name: str) -> bool:
    """Tell whether a session belongs elsewhere in the order than before."""
    was, now = old.sessions.get(name), new.sessions.get(name)
    if was is None or now is None:
        return was is not now
    return _place(old, was, before.now_ms) != _place(new, now, after.now_ms)


def _place(server: Server, session: Session, now_ms: int) -> tuple[object, ...]:
    word = condition(server, session, now_ms)
    info = session.info
    return (
        word,
        since_ms(server, session, word),
        due(server, session),
        session.ended_ms,
        info.title,
        info.parent,
        info.archived_ms,
    )
