"""Which model could take over from one that is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from omo_watch_core.clock import due_ms
from omo_watch_core.fallback.models import parse
from omo_watch_core.model import ModelRef, Setback
from omo_watch_core.select.chain import chain_of
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server, Session, State

NEAREST = 3


def stand_in(state: State, server: Server, session: Session) -> ModelRef | None:
    """Give the first model of a session's chain that is offered, not its own and not cooling."""
    now = answering(session)
    for entry in chain_of(state, server, session).chain:
        ref = parse(entry)
        if ref is None or ref.name not in server.models or (now and ref.name == now.name):
            continue
        if not is_cooling(state, server, ref.name):
            return ref
    return None


def near_models(state: State, server: Server, session: Session) -> tuple[str, ...]:
    """Give models that a person may name, those nearest to the session's own first."""
    now = answering(session)
    own = now.name if now else ""
    free = [
        name for name in server.models if name != own and not is_cooling(state, server, name)
    ]
    near = get_close_matches(own, free, n=NEAREST, cutoff=0.3)
    return tuple(dict.fromkeys((*near, *free)))[:NEAREST]


def is_cooling(state: State, server: Server, model: str) -> bool:
    """Tell whether some session of the server knows that a model cannot answer now."""
    cooldown = state.policy.cooldown_ms
    return any(
        _until(server, setback, cooldown) > state.now_ms for setback in _setbacks(server, model)
    )


def _setbacks(server: Server, model: str) -> Iterator[Setback]:
    for session in server.sessions.values():
        yield from (setback for setback in session.setbacks if setback.model.name == model)


def _until(server: Server, setback: Setback, cooldown_ms: float) -> float:
    rests = setback.at_ms + cooldown_ms
    if setback.until_ms is None:
        return rests
    return max(rests, due_ms(setback.until_ms, setback.at_ms, server.offset_ms))
