"""The lease that holds a session, as a person is told it."""

from __future__ import annotations

from omo_watch_core.clock import SECOND
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.journal.place import place_of
from omo_watch_core.leases.note import from_note
from omo_watch_core.leases.scope import holding, stands
from omo_watch_core.state import Server, Session, State


def held_by(state: State, server: Server, session: Session) -> Lease | None:
    """Give the lease of a session: by the journal, else by the note of another machine's program.

    A note that the journal knows better may linger: its lease has just ended.
    """
    lease = holding(state, server, session)
    if lease is not None or session.info.lease is None:
        return lease
    noted = from_note(server, session, session.info.lease)
    known = (one for one in state.journal.leases.values() if one.name == session.id)
    newer = any(one.since_ms >= noted.since_ms - SECOND for one in known if _is_of(one, server))
    return noted if stands(noted, state.now_ms) and not newer else None


def _is_of(lease: Lease, server: Server) -> bool:
    return lease.scope == "session" and lease.place == place_of(server.url)
