"""Which model could take over from one that is stuck."""

from __future__ import annotations

from difflib import get_close_matches

from omo_watch_core.fallback.models import parse
from omo_watch_core.journal.models import is_held
from omo_watch_core.limited import is_limit
from omo_watch_core.model import ModelRef
from omo_watch_core.reduce.setback import setbacks_of
from omo_watch_core.select.chain import chain_of
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.limits import is_over, standing_limits
from omo_watch_core.state import Server, Session, State

NEAREST = 3


def stand_in(state: State, server: Server, session: Session) -> ModelRef | None:
    """Give the first model of a session's chain that is offered, not its own and not cooling."""
    now, resting = answering(session), cooling(state, server)
    for entry in chain_of(state, server, session).chain:
        ref = parse(entry)
        if ref is None or ref.name not in server.models or (now and ref.name == now.name):
            continue
        if ref.name not in resting and not is_held(state.journal, ref.name):
            return ref
    return None


def near_models(state: State, server: Server, session: Session) -> tuple[str, ...]:
    """Give models that a person may name, those nearest to the session's own first."""
    now, resting = answering(session), cooling(state, server)
    own = now.name if now else ""
    resting |= {name for name in server.models if is_held(state.journal, name)}
    free = [name for name in server.models if name != own and name not in resting]
    near = get_close_matches(own, free, n=NEAREST, cutoff=0.3)
    return tuple(dict.fromkeys((*near, *free)))[:NEAREST]


def cooling(state: State, server: Server) -> frozenset[str]:
    """Name the models of a server that cannot answer now: they met a limit, or failed of late."""
    now, rests = state.now_ms, state.policy.cooldown_ms
    limited = (one for one in standing_limits(state).values() if one.server == server.name)
    failed = (one for one in setbacks_of(server) if not is_limit(one))
    return frozenset(
        (
            *(one.model for one in limited if max(one.until_ms, one.met_ms + rests) > now),
            *(
                one.model.name
                for one in failed
                if one.at_ms + rests > now
                and not is_over(state, server.name, one.model.name, one.at_ms)
            ),
        )
    )
