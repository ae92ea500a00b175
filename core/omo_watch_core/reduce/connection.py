"""The connection to a server: its link moves on, and what that means for what is known."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core import link
from omo_watch_core.events import BytesHeard, Event, StreamOpened, Ticked
from omo_watch_core.reduce import logs, plugin
from omo_watch_core.reduce.desk import Desk

LAGS = 16
"""How many of the newest lags the offset is taken from; a heartbeat comes every 10 s."""


def moved(desk: Desk, event: Event) -> None:
    """Let the link of one server move on."""
    after = link.advance(desk.server.link, event, event.at_ms)
    if after is not desk.server.link:
        logs.link(desk, desk.server.link, after, event.at_ms)
        desk.server = replace(desk.server, link=after)


def opened(desk: Desk, event: StreamOpened) -> None:
    """Let the link move on; how long a session was silent is unknown after a gap."""
    moved(desk, event)
    plugin.reconnected(desk, event.at_ms)
    for name, session in tuple(desk.sessions.map.items()):
        if session.status != "idle":
            known = desk.session(name)
            if known is not None:
                desk.keep(replace(known, active_ms=0))


def heard(desk: Desk, event: BytesHeard) -> None:
    """Let the link move on, count what was unreadable, and compare the clocks."""
    moved(desk, event)
    server = desk.server
    if event.garbage or event.dropped:
        counts = server.counts
        counts = replace(
            counts,
            malformed=counts.malformed + event.garbage,
            dropped=counts.dropped + event.dropped,
        )
        server = replace(server, counts=counts)
    if event.clock_ms is not None:
        lags = (*server.lags, event.at_ms - event.clock_ms)[-LAGS:]
        server = replace(server, lags=lags, offset_ms=float(min(lags)))
    desk.server = server


def ticked(desk: Desk, event: Ticked) -> None:
    """Let all links move on, or that of the one server that is named."""
    if event.server:
        moved(desk, event)
        return
    for name in tuple(desk.draft.servers):
        moved(desk.draft.desk(name), event)
