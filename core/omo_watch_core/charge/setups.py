"""What the engine is told about the server of a session."""

from __future__ import annotations

from omo_watch_core.fallback.engine.setup import Held, Setup
from omo_watch_core.fallback.models import parse, written
from omo_watch_core.journal.models import note_of
from omo_watch_core.leases.scope import holding
from omo_watch_core.leases.words import held_words
from omo_watch_core.select.chain import chains_of
from omo_watch_core.state import Server, Session, SessionKey, State


def setup_of(state: State, key: SessionKey) -> Setup:
    """Give settings, chains and usable models for one session."""
    server = state.servers.get(key[0])
    session = server.sessions.get(key[1]) if server else None
    if server is None:
        return Setup(policy=state.policy, chains=state.chains)
    directory = session.info.directory if session else ""
    here = server.directories.get(directory)
    return Setup(
        policy=state.policy,
        chains=chains_of(state, server, directory),
        default_agent=(here.default_agent if here else None) or server.default_agent,
        held=_held(state, server, session) if session else None,
        usable=lambda model: is_usable(server, model),
        barred=lambda model: _barred(state, model),
    )


def _barred(state: State, model: str) -> str | None:
    note = note_of(state.journal, model)
    if note is None or note.held_ms is None:
        return None
    return f"{note.owner or 'somebody'} holds it"


def _held(state: State, server: Server, session: Session) -> Held | None:
    lease = holding(state, server, session)
    if lease is None:
        return None
    whose = f"{held_words(lease, state.now_ms)}, by {lease.owner or 'somebody'}"
    return Held(model=written(lease.target), strict=lease.strict, words=whose)


def is_usable(server: Server, model: str) -> bool:
    """Tell whether a server lists a model; before its list is read every model may be."""
    ref = parse(model)
    return ref is not None and (not server.models or ref.name in server.models)
