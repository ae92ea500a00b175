"""When to ask for the plugin's own count of tasks: while some are open, and no oftener."""

from __future__ import annotations

from omo_watch_core.agenda import COUNT
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect, ReadCount
from omo_watch_core.presence import is_alive, plugin_in
from omo_watch_core.state import Server, Session

EVERY_MS = 5 * SECOND
MOST = 8
"""How many sessions are asked about at one moment."""


def due(server: Server, now_ms: int) -> list[Effect]:
    """Ask about the sessions whose tasks are open, where the plugin lives."""
    if server.link.phase != "live" or not server.plugin:
        return []
    asked = server.link.agenda.outstanding
    wanted = [
        session
        for session in server.sessions.values()
        if session.launches
        and _is_due(server, session, now_ms)
        and f"{COUNT} {session.id}" not in asked
    ]
    return [
        ReadCount(server=server.name, directory=session.info.directory, session=session.id)
        for session in wanted[:MOST]
    ]


def _is_due(server: Server, session: Session, now_ms: int) -> bool:
    known = server.counted.get(session.id)
    if known is not None and now_ms - known.read_ms < EVERY_MS:
        return False
    # Behind the last end it is read until it says so too, or that is long ago.
    is_open = any(launch.call and not launch.ended for launch in session.launches)
    if not is_open and (known is None or not (known.active or known.waking)):
        return False
    here = server.directories.get(session.info.directory)
    alive = here is not None and is_alive(server, here)
    return alive and plugin_in(server, session.info.directory) is True
