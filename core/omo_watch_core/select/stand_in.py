"""Which model could take over from one that is stuck."""

from __future__ import annotations

from difflib import get_close_matches

from omo_watch_core.clock import due_ms
from omo_watch_core.fallback.models import parse
from omo_watch_core.model import ModelRef, Setback
from omo_watch_core.reduce.setback import setbacks_of
from omo_watch_core.select.chain import chain_of
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server, Session, State

NEAREST = 3


def stand_in(state: State, server: Server, session: Session) -> ModelRef | None:
    """Give the first model of a session's chain that is offered, not its own and not cooling."""
    now, resting = answering(session), cooling(state, server)
    for entry in chain_of(state, server, session).chain:
        ref = parse(entry)
        if ref is None or ref.name not in server.models or (now and ref.name == now.name):
            continue
        if ref.name not in resting:
            return ref
    return None


def near_models(state: State, server: Server, session: Session) -> tuple[str, ...]:
    """Give models that a person may name, those nearest to the session's own first."""
    now, resting = answering(session), cooling(state, server)
    own = now.name if now else ""
    free = [name for name in server.models if name != own and name not in resting]
    near = get_close_matches(own, free, n=NEAREST, cutoff=0.3)
    return tuple(dict.fromkeys((*near, *free)))[:NEAREST]


def cooling(state: State, server: Server) -> frozenset[str]:
    """Name the models of which some session of the server knows that they cannot answer now."""
    known, now = setbacks_of(server), state.now_ms
    ends = ((one.model.name, _until(server, one, state.policy.cooldown_ms)) for one in known)
    return frozenset(name for name, until in ends if until > now)


def _until(server: Server, setback: Setback, cooldown_ms: float) -> float:
    rests = setback.at_ms + cooldown_ms
    if setback.until_ms is None:
        return rests
    return max(rests, due_ms(setback.until_ms, setback.at_ms, server.offset_ms))
