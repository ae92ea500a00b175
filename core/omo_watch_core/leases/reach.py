"""What can mean something to a lease, and which sessions it is about: nothing else is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from omo_watch_core import events
from omo_watch_core.charge.duty import Duty
from omo_watch_core.events import Event
from omo_watch_core.journal.place import place_of
from omo_watch_core.state import Server, Session, SessionKey, State

_OF_SESSION: dict[type[Event], Callable[[Any], str]] = {
    events.AgentSwitched: lambda event: event.session,
    events.MessageSeen: lambda event: event.message.session,
    events.MessagesListed: lambda event: event.session,
    events.PartSeen: lambda event: event.part.session,
    events.SessionDeleted: lambda event: event.session,
    events.SessionSeen: lambda event: event.info.id,
    events.StatusHeard: lambda event: event.session,
}
_OF_SERVER = (events.DirectoryRead, events.InstanceDisposed, events.SessionsListed)
_OF_NONE = (events.JournalRead, events.Ticked, events.Woken)
_HELD = frozenset((*_OF_SESSION, *_OF_SERVER, *_OF_NONE))


class Subject(NamedTuple):
    """Hold a session that is looked at."""

    server: Server
    session: Session

    @property
    def key(self) -> SessionKey:
        """Give the key of the session."""
        return (self.server.name, self.session.id)


def concerns(state: State, event: Event) -> bool:
    """Tell whether an event can mean something to a lease: a batch is cut behind it."""
    if isinstance(event, events.MetadataWritten):
        return event.action in state.noting
    if state.duty is None:
        return False
    if isinstance(event, events.JournalRead):
        return bool(event.leases)
    if isinstance(event, events.SessionSeen):
        return event.info.lease is not None or bool(state.journal.leases)
    if not state.journal.leases:
        return False
    if isinstance(event, events.PartSeen):
        session = state.session((event.server, event.part.session))
        asked = session.prompt.id if session and session.prompt else ""
        return event.part.message == asked
    return type(event) in _HELD


def subjects(state: State, duty: Duty, batch: Sequence[Event]) -> list[Subject]:
    """Give the sessions that a batch is about, and those that a lease follows anyway.

    Where the leases themselves changed since the last look that is every session.
    """
    if duty.leases is not state.journal.leases:
        return list(every(state))
    keys = dict.fromkeys(sorted(duty.followed))
    for event in batch:
        if concerns(state, event):
            keys |= dict.fromkeys(_named(state, event))
    return [found for key in keys if (found := _subject(state, key)) is not None]


def every(state: State) -> Iterator[Subject]:
    """Give all sessions of the servers that have a lease."""
    places = {lease.place for lease in state.journal.leases.values() if lease.ended_ms is None}
    for server in state.servers.values():
        if place_of(server.url) in places and not server.read_only:
            for session in server.sessions.values():
                yield Subject(server, session)


def _named(state: State, event: Event) -> Iterator[SessionKey]:
    subject = _OF_SESSION.get(type(event))
    if subject is not None:
        yield (event.server, subject(event))
    elif isinstance(event, _OF_SERVER):
        server = state.servers.get(event.server)
        yield from ((event.server, name) for name in (server.sessions if server else ()))


def _subject(state: State, key: SessionKey) -> Subject | None:
    server, session = state.servers.get(key[0]), state.session(key)
    if server is None or session is None or server.read_only:
        return None
    return Subject(server, session)
