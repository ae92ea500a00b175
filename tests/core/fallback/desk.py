"""A desk to tell stories at: an engine, a host that follows a script, and a clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine import next_moment, react, tick
from omo_watch_core.fallback.engine.effects import (
    AbortRun,
    Announce,
    Exhausted,
    Noted,
    Resume,
    UseModel,
    Want,
)
from omo_watch_core.fallback.engine.happenings import Happening, SessionKey
from omo_watch_core.fallback.engine.session import Engine, SessionFallback
from omo_watch_core.fallback.engine.setup import Setup
from omo_watch_core.fallback.fault import Fault
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.state import FallbackState
from tests.core.fallback.host import Host, Reply, Result
from tests.core.fallback.names import AGENT, LIMITED, SESSION, WAITING, A

W = TypeVar("W", bound=Want)
START_MS = 1_700_000_000_000
SERVER = "laptop"


class Desk:
    """Sessions of one agent with one chain; each verb is something that happens."""

    def __init__(self, *chain: str, **settings: Any) -> None:
        self.host = Host()
        self.engine = Engine(swept_ms=START_MS)
        self.now = START_MS
        self.wants: list[Want] = []
        self.unusable: set[str] = set()
        self._together = False
        self.setup = Setup(
            policy=Policy(**{"enabled": True, **settings}),
            chains=Chains(agents={AGENT: AgentEntry(model=A, chain=chain)}),
            usable=lambda model: model not in self.unusable,
        )

    # --- what happens

    def begins(self, session: str = SESSION, model: str = A, agent: str | None = AGENT) -> None:
        self.feed(h.AgentKnown(**self._at(session), agent=agent))
        self.feed(h.SessionBegun(**self._at(session), model=model))

    def fails(
        self, model: str | None = None, fault: Fault = LIMITED, session: str = SESSION, **more: Any
    ) -> None:
        """Report an error of the session."""
        self.feed(h.SessionFailed(**self._at(session), fault=fault, model=model, **more))

    def answer_fails(
        self, model: str | None = None, fault: Fault = LIMITED, session: str = SESSION, **more: Any
    ) -> None:
        """Show an assistant message with an error."""
        at = self._at(session)
        self.feed(h.AnswerSeen(**at, fault=fault, model=model, is_live=True, **more))

    def answers(self, session: str = SESSION, *, output: bool | None = True) -> None:
        """Show an assistant message without an error."""
        self.feed(h.AnswerSeen(**self._at(session), has_output=output, is_live=bool(output)))

    def retries(self, message: str = WAITING, session: str = SESSION, **more: Any) -> None:
        """Have the server wait before it asks the same model again."""
        self.feed(h.RetryAnnounced(**self._at(session), message=message, **more))

    def idles(self, session: str = SESSION) -> None:
        """End the run."""
        self.feed(h.WentIdle(**self._at(session)))

    def asks(self, session: str = SESSION, **more: Any) -> None:
        """Show a user message."""
        self.feed(h.UserAsked(**self._at(session), **more))

    def prompts(self, model: str | None = None, session: str = SESSION, **more: Any) -> str | None:
        """Have a prompt about to run; give the model that it shall use, None for its own."""
        wanted = self.feed(h.PromptAsked(**self._at(session), model=model, **more))
        return next((want.model.name for want in wanted if isinstance(want, UseModel)), None)

    def happens(self, kind: type[Happening], session: str = SESSION, **more: Any) -> None:
        """Have anything else happen."""
        self.feed(kind(**self._at(session), **more))

    def waits(self, ms: int) -> None:
        """Let time pass, moment by moment."""
        end = self.now + ms
        while (moment := self._moment(end)) is not None:
            self.now = max(moment, self.now)
            self.engine, wants = tick(self.engine, self.now, lambda key: self.setup)
            self._perform(wants)
            self._hand_over()
        self.now = end

    # --- how the host goes about it

    def replies(self, kind: type[Want], result: Result | None = None, after_ms: int = 0) -> None:
        """Script how the next call of a kind that has no script yet goes."""
        self.host.script[kind].append(Reply(result, after_ms))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let all that happens inside come before any answer of the host."""
        self._together = True
        yield
        self._together = False
        self._hand_over()

    def feed(self, happening: Happening) -> tuple[Want, ...]:
        """Let the engine react, and the host do what it wants."""
        self.engine, wants = react(self.engine, happening, self.setup)
        self._perform(wants)
        if not self._together:
            self._hand_over()
        return wants

    # --- what came of it

    def wanted(self, kind: type[W], session: str | None = None) -> list[W]:
        """List the wants of a kind."""
        found = (want for want in self.wants if isinstance(want, kind))
        return [want for want in found if session in (None, want.key[1])]

    def resumed(self, session: str | None = None) -> list[str]:
        """List the models that were sent."""
        return [want.name for want in self.wanted(Resume, session)]

    def aborts(self, session: str | None = None) -> list[str]:
        """List the sources of the aborts."""
        return [want.source for want in self.wanted(AbortRun, session)]

    def toasts(self) -> list[str]:
        """List what the person was told."""
        return [want.message for want in self.wanted(Announce)]

    def exhausted(self) -> list[tuple[str, ...]]:
        """List what was tried each time that no model was left."""
        return [want.tried for want in self.wanted(Exhausted)]

    def notes(self) -> str:
        """Give the journal."""
        return "\n".join(want.cause for want in self.wanted(Noted))

    def session(self, session: str = SESSION) -> SessionFallback:
        """Give what the engine keeps of a session."""
        return self.engine.sessions.get(self._key(session), SessionFallback())

    def state(self, session: str = SESSION) -> FallbackState:
        """Give where a session stands."""
        state = self.session(session).state
        assert state is not None, f"{session} stands nowhere"
        return state

    def _perform(self, wants: tuple[Want, ...]) -> None:
        self.wants += wants
        for want in wants:
            self.host.perform(want, self.now)

    def _hand_over(self) -> None:
        while (answer := self.host.due(self.now)) is not None:
            self.engine, wants = react(self.engine, answer, self.setup)
            self._perform(wants)

    def _moment(self, end: int) -> int | None:
        known = (next_moment(self.engine), self.host.next_moment())
        return min((at for at in known if at is not None and at <= end), default=None)

    def _at(self, session: str) -> dict[str, Any]:
        return {"key": self._key(session), "at_ms": self.now}

    def _key(self, session: str) -> SessionKey:
        return (SERVER, session)
