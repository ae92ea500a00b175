"""One session while something that happened to it is worked through; private to that."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.board import Board
from omo_watch_core.fallback.engine.effects import Noted, SessionKey, Want
from omo_watch_core.fallback.engine.session import Engine, SessionFallback
from omo_watch_core.fallback.engine.setup import Setup
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.state import FallbackState

_BLANK = SessionFallback()


class Bench:
    """Collect what one happening does to one session; handlers write to `session` and `board`."""

    __slots__ = ("asked", "board", "engine", "key", "now", "session", "setup", "wants")

    def __init__(self, engine: Engine, setup: Setup, key: SessionKey, now_ms: int) -> None:
        self.engine = engine
        self.setup = setup
        self.key = key
        self.now = now_ms
        self.session = engine.sessions.get(key, _BLANK)
        self.board: Board = engine.board
        self.asked = engine.asked
        self.wants: list[Want] = []

    @property
    def policy(self) -> Policy:
        """Give the settings of the session's server."""
        return self.setup.policy

    @property
    def answer_ms(self) -> int:
        """Give how long a fallback may show nothing."""
        own = self.setup.answer_ms
        return int(self.policy.timeout_seconds * 1_000) if own is None else own

    def ask(self) -> int:
        """Give the number of a new question."""
        self.asked += 1
        return self.asked

    def want(self, want: Want) -> None:
        """Have something done."""
        self.wants.append(want)

    def note(self, cause: str) -> None:
        """Say what was seen, skipped or decided, and by which rule."""
        self.want(Noted(key=self.key, cause=cause))

    def touch(self) -> None:
        """Note that the session is in use: it is not swept out for half an hour."""
        self.session = replace(self.session, touched_ms=self.now)

    def put(self, state: FallbackState | None) -> None:
        """Write the position on the chain down."""
        self.session = replace(self.session, state=state)

    def forget(self) -> None:
        """Drop all that is known of the session."""
        self.session = _BLANK

    def done(self) -> tuple[Engine, tuple[Want, ...]]:
        """Give the engine after the happening, and what it wants done."""
        sessions = self.engine.sessions
        if self.session == _BLANK:
            if self.key in sessions:
                sessions = {key: one for key, one in sessions.items() if key != self.key}
        elif self.key not in sessions:
            sessions = {**sessions, self.key: replace(self.session, begun_ms=self.now)}
        elif sessions.get(self.key) is not self.session:
            sessions = {**sessions, self.key: self.session}
        engine = replace(self.engine, sessions=sessions, board=self.board, asked=self.asked)
        return engine, tuple(self.wants)
