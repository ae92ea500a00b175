"""A witness of everything that the engine does: it knows what must never be seen."""

from collections import defaultdict

from omo_watch_core.fallback.board import cooling, is_shared
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import (
    AbortRun,
    Announce,
    Exhausted,
    Noted,
    Resume,
    Want,
)
from omo_watch_core.fallback.engine.happenings import Happening, SessionKey
from omo_watch_core.fallback.engine.session import Engine, SessionFallback
from omo_watch_core.fallback.engine.timers import due
from omo_watch_core.fallback.policy import Policy

SOURCES = (
    "session.error: ",
    "message.updated: ",
    "session.status: ",
    "session.timeout: ",
    "session.idle: ",
    "session.stop",
    "first-prompt-watchdog: ",
    "a child without a chain: ",
)
MAY_RESET = (
    h.AnswerSeen,  # a person's abort
    h.PromptAsked,
    h.SessionBegun,
    h.SessionEnded,
    h.SessionFailed,  # a person's abort
    h.StopAsked,
    h.WentIdle,  # after a stop
)


class Witness:
    """Compare the engine before and after each thing that happens."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.failed: dict[SessionKey, bool] = defaultdict(bool)
        """Something failed since the last model was sent."""
        self.awaited: dict[SessionKey, str | None] = defaultdict(lambda: None)
        self.taken: dict[SessionKey, int] = defaultdict(int)
        """Prompts that were not refused since the last reset."""
        self.planned_ms: dict[SessionKey, int] = defaultdict(int)

    def happened(
        self, what: Happening, before: Engine, after: Engine, wants: tuple[Want, ...]
    ) -> None:
        """Look at what one happening did."""
        self._others_are_untouched({what.key}, before, after)
        self._position(what, before, after)
        self._failure(what, after)
        self.wanted(after, wants, what.at_ms)
        stops = [want for want in wants if isinstance(want, AbortRun | Resume)]
        assert not stops or not [want for want in wants if isinstance(want, Exhausted)], wants

    def ticked(self, before: Engine, after: Engine, wants: tuple[Want, ...], now: int) -> None:
        """Look at what the clock did; an overdue answer is a failure of what was awaited."""
        late, overdue = _due(before, now), _overdue(before, now)
        gone = before.sessions.keys() - after.sessions.keys()
        self._others_are_untouched(late | gone, before, after)
        for key in overdue:
            self.failed[key] = True
        for key in gone:
            self.taken[key] = 0
        self.wanted(after, wants, now)
        # A late tick does several things of one session: the overdue answer may be the last.
        for key in overdue:
            self.failed[key] = True

    def wanted(self, after: Engine, wants: tuple[Want, ...], now: int) -> None:
        """Look at what the engine wants."""
        for want in wants:
            assert want.cause.strip(), want
            if isinstance(want, AbortRun | Announce | Exhausted | Resume):
                assert want.cause.startswith(SOURCES), want
            if isinstance(want, Noted) and " -> " in want.cause:
                self.planned_ms[want.key] = now
            if isinstance(want, Resume):
                self._resumed(want, after, now)

    def refused(self, key: SessionKey) -> None:
        """Take a prompt back that was not taken."""
        self.taken[key] -= 1
        self.awaited[key] = None

    def _resumed(self, want: Resume, after: Engine, now: int) -> None:
        session = after.sessions.get(want.key, SessionFallback())
        assert self.failed[want.key], f"nothing failed before {want}"
        assert now >= session.failures.get(want.name, 0), f"{want} failed and cools down"
        found = cooling(after.board, want.name, now)
        if found is not None and is_shared(found.reason, self.policy):
            # What another session met since may be sent where nothing else is left.
            assert found.since_ms >= self.planned_ms[want.key], (want, found)
        self.failed[want.key] = False
        self.awaited[want.key] = want.name
        self.taken[want.key] += 1
        assert self.taken[want.key] <= self.policy.max_fallback_attempts, f"too many: {want}"

    def _failure(self, what: Happening, after: Engine) -> None:
        """Note what may lead to the next model: errors of the awaited one, waits, silent ends."""
        awaited = self.awaited[what.key]
        is_signal = isinstance(what, h.AnswerSeen) and what.signal is not None
        if is_signal or isinstance(what, h.RetryAnnounced | h.WentIdle):
            self.failed[what.key] = True
        elif isinstance(what, h.SessionFailed | h.AnswerSeen):
            self.failed[what.key] |= awaited is None or what.model == awaited
        session = after.sessions.get(what.key, SessionFallback())
        if session.step is None and not session.awaiting:
            self.awaited[what.key] = None

    def _position(self, what: Happening, before: Engine, after: Engine) -> None:
        attempts = [
            session.state.attempts if session and session.state else 0
            for session in (before.sessions.get(what.key), after.sessions.get(what.key))
        ]
        if attempts[1] < attempts[0]:
            assert isinstance(what, MAY_RESET), what
        if isinstance(what, MAY_RESET) and attempts[1] == 0:
            self.taken[what.key] = 0

    def _others_are_untouched(self, mine: set[SessionKey], before: Engine, after: Engine) -> None:
        for key in (before.sessions.keys() | after.sessions.keys()) - mine:
            assert before.sessions.get(key) is after.sessions.get(key), key


def _due(engine: Engine, now: int) -> set[SessionKey]:
    moments = {key: due(session) for key, session in engine.sessions.items()}
    return {key for key, moment in moments.items() if moment and moment[0] <= now}


def _overdue(engine: Engine, now: int) -> set[SessionKey]:
    watched = {key: (s.timer_ms, s.watchdog_ms) for key, s in engine.sessions.items()}
    return {key for key, ends in watched.items() if any(end and end <= now for end in ends)}
