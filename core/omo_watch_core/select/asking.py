"""Which requests wait for a person, which are left over, and which one a row stands for."""

from __future__ import annotations

from collections.abc import Iterable

from omo_watch_core.family import descendants
from omo_watch_core.model import Ask
from omo_watch_core.state import Server


def asks_of(server: Server, session: str) -> tuple[Ask, ...]:
    """Give what a session asks, oldest first."""
    return _of(server.asks.values(), session) if server.asks else ()


def dead_asks_of(server: Server, session: str) -> tuple[Ask, ...]:
    """Give what a session asked in a run that is over, oldest first: nobody waits for it."""
    return _of(server.dead.values(), session) if server.dead else ()


def ask_of(server: Server, session: str) -> Ask | None:
    """Give the oldest request of a session."""
    return next(iter(asks_of(server, session)), None)


def ask_under(server: Server, session: str) -> Ask | None:
    """Give what a session asks, else the oldest request below it, else a dead one of its own."""
    own = ask_of(server, session)
    if own is not None:
        return own
    if server.asks:
        below = set(descendants(server, session))
        found = _oldest_first(ask for ask in server.asks.values() if ask.session in below)
        if found:
            return found[0]
    dead = dead_asks_of(server, session)
    return dead[0] if dead else None


def _of(asks: Iterable[Ask], session: str) -> tuple[Ask, ...]:
    return _oldest_first(ask for ask in asks if ask.session == session)


def _oldest_first(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    return tuple(sorted(asks, key=lambda ask: (ask.asked_ms, ask.id)))
