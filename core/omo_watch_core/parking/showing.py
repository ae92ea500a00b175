"""What the journal says of sessions, put to them: rows and verdicts look at sessions alone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core.changes import NOTHING, Changes
from omo_watch_core.events import DirectoryRead, Event, JournalRead, SessionsListed
from omo_watch_core.journal.deeds import GIVEN_UP, deed_of
from omo_watch_core.journal.nouns import Deed, GivenUp
from omo_watch_core.journal.place import place_of
from omo_watch_core.state import Server, Session, State

SHOWN = ("parked", "resuming")
_NEWS = (JournalRead, SessionsListed, DirectoryRead)


def show(before: State, state: State, batch: Sequence[Event] = ()) -> tuple[State, Changes]:
    """Give the state whose sessions know that they are parked or given up, and what changed."""
    same = before.journal is state.journal and before.actions is state.actions
    if same and not any(isinstance(event, _NEWS) for event in batch):
        return state, NOTHING
    changed: set[tuple[str, str]] = set()
    servers = dict(state.servers)
    for name, server in state.servers.items():
        sessions = _noted(state, server)
        if sessions:
            servers[name] = replace(server, sessions={**server.sessions, **sessions})
            changed |= {(name, session) for session in sessions}
    if not changed:
        return state, NOTHING
    return replace(state, servers=servers), Changes(sessions=frozenset(changed), order=True)


def _noted(state: State, server: Server) -> dict[str, Session]:
    """Give the sessions of a server of which the journal says something else by now."""
    place, found = place_of(server.url), dict[str, Session]()
    parked = {
        session: row
        for (where, session), row in state.journal.parked.items()
        if where == place and row.stage in SHOWN
    }
    given_up = _given_up(state, server, place)
    for name in {*parked, *given_up, *_known(server)}:
        session = server.sessions.get(name)
        row, mark = parked.get(name), given_up.get(name)
        if session is not None and (session.parked, session.given_up) != (row, mark):
            found[name] = replace(session, parked=row, given_up=mark)
    return found


def _known(server: Server) -> list[str]:
    return [s.id for s in server.sessions.values() if s.parked or s.given_up]


def _given_up(state: State, server: Server, place: str) -> dict[str, GivenUp]:
    deeds = [
        deed
        for deed in state.journal.deeds.values()
        if deed.kind == GIVEN_UP and deed.place == place
    ]
    deeds += [
        deed_of(state, action) for action in state.actions.values() if action.server == server.name
    ]
    return {deed.session: _mark(deed) for deed in deeds if _is_mark(deed)}


def _is_mark(deed: Deed) -> bool:
    return deed.kind == GIVEN_UP and deed.stage == "given up"


def _mark(deed: Deed) -> GivenUp:
    return GivenUp(by=deed.owner, at_ms=deed.ended_ms or deed.changed_ms)
