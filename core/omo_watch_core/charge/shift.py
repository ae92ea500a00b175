"""One fold of events while omo-watch looks after models; private to that fold."""

from __future__ import annotations

from collections import deque

from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty, Errand
from omo_watch_core.charge.recalling import seeded
from omo_watch_core.charge.setups import setup_of
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect
from omo_watch_core.fallback.engine import react
from omo_watch_core.fallback.engine.effects import Want
from omo_watch_core.fallback.engine.happenings import (
    Happening,
    RetryAnnounced,
    SessionFailed,
)
from omo_watch_core.fallback.engine.session import SessionFallback
from omo_watch_core.leases.scope import holding
from omo_watch_core.state import Server, Session, SessionKey, State

AGAIN_MS = 10 * SECOND
"""After that long what was in the way may be over: another's mark is not fresh any more."""
_BLANK = SessionFallback()


class Shift:
    """Collect what a fold does to the duty, and what it wants done."""

    __slots__ = ("duty", "effects", "happenings", "now", "state", "wants")

    def __init__(self, state: State, duty: Duty) -> None:
        self.state = state
        self.duty = duty
        self.now = state.now_ms
        self.effects: list[Effect] = []
        self.happenings: deque[Happening] = deque()
        """What the engine has not reacted to yet."""
        self.wants: deque[Want] = deque()
        """What the engine wants and nobody has looked at yet."""

    def server(self, key: SessionKey) -> Server | None:
        """Give the server of a session."""
        return self.state.servers.get(key[0])

    def session(self, key: SessionKey) -> Session | None:
        """Give a session as it is by now."""
        return self.state.session(key)

    def record(self, key: SessionKey) -> SessionFallback:
        """Give what the engine keeps of a session."""
        return self.duty.engine.sessions.get(key, _BLANK)

    def react(self, happening: Happening) -> None:
        """Let the engine react."""
        setup, engine = setup_of(self.state, happening.key), self.duty.engine
        if setup.policy.enabled and isinstance(happening, RetryAnnounced | SessionFailed):
            engine = seeded(engine, self.state, happening.key)
        engine, wants = react(engine, happening, setup)
        self.duty = replace(self.duty, engine=engine)
        self.wants.extend(wants)

    def is_awaited(self, errand: Errand) -> bool:
        """Tell whether the engine still waits for the answer to a question."""
        record = self.record(errand.key)
        waiting = (record.step, record.queued)
        asks = [pending.ask for pending in waiting if pending is not None]
        return errand.ask in (*asks, record.looking)

    def is_held(self, key: SessionKey) -> bool:
        """Tell whether a lease holds a session."""
        server, session = self.server(key), self.session(key)
        if server is None or session is None:
            return False
        return holding(self.state, server, session) is not None

    def look_again(self, key: SessionKey) -> None:
        """Come back to a session for which nothing could be done now."""
        again = {**self.duty.again, key: self.now + AGAIN_MS}
        self.duty = replace(self.duty, again=again)

    def take(self, errand: Errand) -> None:
        """Note a question of the engine that is under way."""
        self.duty = replace(self.duty, errands={**self.duty.errands, errand.id: errand})

    def close(self, errand: Errand) -> None:
        """Cross a question out."""
        left = {name: one for name, one in self.duty.errands.items() if name != errand.id}
        self.duty = replace(self.duty, errands=left)
