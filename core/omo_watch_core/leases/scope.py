"""Which lease holds a session."""

from __future__ import annotations

from collections.abc import Callable

from omo_watch_core.journal.nouns import Lease, Scope
from omo_watch_core.journal.place import place_of
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.select.chain import agent_of
from omo_watch_core.state import Server, Session, State

NARROWEST = ("session", "agent", "category", "provider")
TIMED = ("time", "recovered")
"""What ends at a moment, where that is known."""


def stands(lease: Lease, now_ms: int) -> bool:
    """Tell whether a lease holds at a moment, also where nobody has noted its end yet."""
    if lease.ended_ms is not None:
        return False
    return lease.until not in TIMED or lease.until_ms is None or lease.until_ms > now_ms


def holding(state: State, server: Server, session: Session) -> Lease | None:
    """Give the lease that holds a session: the narrowest, and of those the newest."""
    known = state.journal.leases
    if not known:
        return None
    place, now = place_of(server.url), state.now_ms
    here = (one for one in known.values() if one.place == place and stands(one, now))
    return min((one for one in here if covers(one, session)), key=_rank, default=None)


def covers(lease: Lease, session: Session) -> bool:
    """Tell whether a lease of its server is for a session."""
    return _COVERS[lease.scope](session, lease.name)


def scope_name(scope: Scope, session: Session) -> str:
    """Give what a lease of a scope that is asked for at a session holds; `""` is unknown."""
    return _NAMES[scope](session)


def _rank(lease: Lease) -> tuple[int, int, str]:
    return NARROWEST.index(lease.scope), -lease.since_ms, lease.id


def _provider(session: Session) -> str:
    model = asked_model(session)
    return model.provider if model else ""


def _is_of_provider(session: Session, name: str) -> bool:
    """Tell whether a session asks a provider, or was moved away from it in this turn."""
    failed = any(setback.model.provider == name for setback in session.setbacks)
    return failed or _provider(session) == name


_NAMES: dict[Scope, Callable[[Session], str]] = {
    "session": lambda session: session.id,
    "agent": lambda session: agent_of(session) or "",
    "category": lambda session: session.category,
    "provider": _provider,
}
_COVERS: dict[Scope, Callable[[Session, str], bool]] = {
    "session": lambda session, name: session.id == name,
    "agent": lambda session, name: agent_of(session) == name,
    "category": lambda session, name: session.category == name,
    "provider": _is_of_provider,
}
