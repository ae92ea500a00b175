"""What a person may have meant where a name is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from omo_watch_core.leases.scope import stands
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Server, State

NEAREST = 3


def model_fault(server: Server, target: ModelRef) -> str | None:
    """Say in one sentence why a server cannot use a model; None when it can."""
    known = server.models.get(target.name)
    if known is None:
        if not server.models:
            return f"The models of {server.name} are not known yet."
        near = get_close_matches(target.name, server.models, n=NEAREST, cutoff=0.3)
        return f"{server.name} has no model `{target.name.lstrip('/')}`.{nearest(near)}"
    if target.variant and target.variant not in known.variants:
        have = ", ".join(known.variants) or "none"
        return f"{target.name} has no variant `{target.variant}`; it has {have}."
    return None


def server_fault(known: Iterable[str], name: str) -> str:
    """Say that there is no server of this name."""
    near = get_close_matches(name, list(known), n=NEAREST)
    return f"There is no server `{name}`.{nearest(near)}"


def session_fault(server: Server, name: str) -> str:
    """Say that a server has no session of this id."""
    begun = sorted(known for known in server.sessions if name and known.startswith(name))
    near = begun[:NEAREST] or get_close_matches(name, server.sessions, n=NEAREST, cutoff=0.8)
    return f"{server.name} has no session `{name}`.{nearest(near)}"


def lease_fault(state: State, name: str) -> str | None:
    """Say that there is no lease of this id that holds; None where there is."""
    known = [lease.id for lease in state.journal.leases.values() if stands(lease, state.now_ms)]
    if name in known:
        return None
    near = get_close_matches(name, known, n=NEAREST)
    return f"There is no lease `{name}` that holds.{nearest(near)}"


def nearest(names: Iterable[str]) -> str:
    """Name what is near, where anything is; begins with a blank."""
    listed = ", ".join(names)
    return f" Nearest: {listed}." if listed else ""
