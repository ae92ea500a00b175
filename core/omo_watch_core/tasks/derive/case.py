"""All background tasks of one server as they are told of, each with the sessions around it."""

from __future__ import annotations

from collections.abc import Iterator

from omo_watch_core.journal.place import place_of
from omo_watch_core.launched import Departed, Launch
from omo_watch_core.state import Server, Session, State
from omo_watch_core.tasks.derive.ours import launch_of
from omo_watch_core.tasks.derive.row import Origin
from omo_watch_core.tasks.run.queue import lane_key
from omo_watch_core.value import Value


class Case(Value):
    """Hold one task as it is told of; what it does is seen of its session."""

    server: Server
    launch: Launch
    origin: Origin
    parent: str
    parent_title: str
    above: Session | None
    """Its parent, while that is there."""
    child: Session | None
    """Its session, while that is there."""
    gone_ms: int | None = None
    """When its session was deleted, or its parent before it had one; local clock."""
    rank: float = 0.0
    """Of our own: its place in the queue."""
    lane: str = ""
    """Of our own."""

    def local(self, moment_ms: int) -> int:
        """Give a moment of the server's clock on the local one; 0 stays unknown."""
        return int(moment_ms + self.server.offset_ms) if moment_ms else 0


def cases(state: State, server: Server) -> list[Case]:
    """Give the tasks of a server, each once: our own, those of sessions, those of deleted ones.

    What a fork repeats of a task, and what is only heard of it, is less than its own call.
    """
    found: dict[str, Case] = {}
    for case in (*_ours(state, server), *_of_sessions(server), *_of_departed(server)):
        name = case.launch.task or case.launch.call
        known = found.get(name)
        if known is None or (case.launch.call and not known.launch.call):
            found[name] = case
    return list(found.values())


def _of_sessions(server: Server) -> Iterator[Case]:
    for session in server.sessions.values():
        for launch in session.launches:
            yield _told(server, session, launch)


def _of_departed(server: Server) -> Iterator[Case]:
    for departed in server.departed:
        if departed.parent not in server.sessions:
            yield _left(server, departed)


def _told(server: Server, session: Session, launch: Launch) -> Case:
    return Case(
        server=server,
        launch=launch,
        origin="server" if launch.server else "plugin",
        parent=session.id,
        parent_title=session.info.title,
        above=session,
        child=server.sessions.get(launch.child or ""),
        gone_ms=_gone_ms(server, launch),
    )


def _left(server: Server, departed: Departed) -> Case:
    launch = departed.launch
    child = server.sessions.get(launch.child or "")
    gone = _gone_ms(server, launch)
    return Case(
        server=server,
        launch=launch,
        origin="server" if launch.server else "plugin",
        parent=departed.parent,
        parent_title=departed.parent_title,
        above=None,
        child=child,
        gone_ms=departed.gone_ms if gone is None and child is None else gone,
    )


def _ours(state: State, server: Server) -> list[Case]:
    place = place_of(server.url) if state.journal.tasks else ""
    return [
        Case(
            server=server,
            launch=launch,
            origin="omo-watch",
            parent=own.task.parent,
            parent_title=above.info.title if above is not None else "",
            above=above,
            child=server.sessions.get(launch.child or ""),
            gone_ms=_gone_ms(server, launch),
            rank=own.rank,
            lane=lane_key(state, own),
        )
        for own in state.journal.tasks.values()
        if own.place == place
        for launch in (launch_of(own, server.offset_ms),)
        for above in (server.sessions.get(own.task.parent),)
    ]


def _gone_ms(server: Server, launch: Launch) -> int | None:
    if launch.child is None or launch.child in server.sessions:
        return None
    gone = server.gone.ids.get(launch.child)
    return launch.remains.gone_ms if gone is None and launch.remains is not None else gone
