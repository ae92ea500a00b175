"""A host that does what the engine wants as a script says: at once, later, or never."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import AbortRun, ReadHistory, ReadStatus, Resume, Want
from omo_watch_core.fallback.engine.happenings import Happening
from omo_watch_core.fallback.history import Said
from tests.core.fallback.names import turn

Result = Literal["done", "failed", "held", "taken", "refused", "unclear", "unread"]
NEVER = -1


@dataclass(frozen=True)
class Reply:
    """How one call goes: its result (None is success) and when it is known."""

    result: Result | None = None
    after_ms: int = 0


@dataclass
class Host:
    """The server's side: what can be read of its sessions, and how calls go."""

    histories: dict[str, tuple[Said, ...]] = field(default_factory=dict[str, tuple[Said, ...]])
    statuses: dict[str, str] = field(default_factory=dict[str, str])
    script: defaultdict[type[Want], deque[Reply]] = field(
        default_factory=lambda: defaultdict[type[Want], deque[Reply]](deque)
    )
    answers: list[tuple[int, Happening]] = field(default_factory=list[tuple[int, Happening]])
    """What will be answered, with its moment; equal moments in order of asking."""

    def perform(self, want: Want, now_ms: int) -> None:
        """Do what is wanted; what asks nothing needs nothing."""
        if not isinstance(want, AbortRun | ReadHistory | ReadStatus | Resume):
            return
        waiting = self.script[type(want)]
        reply = waiting.popleft() if waiting else Reply()
        if reply.after_ms != NEVER:
            at_ms = now_ms + reply.after_ms
            self.answers.append((at_ms, self._answer(want, reply.result, at_ms)))

    def due(self, now_ms: int) -> Happening | None:
        """Take the first answer that is known by now."""
        known = [entry for entry in self.answers if entry[0] <= now_ms]
        if not known:
            return None
        first = min(known, key=lambda entry: entry[0])
        self.answers.remove(first)
        return first[1]

    def next_moment(self) -> int | None:
        """Give when the next answer will be known."""
        return min((at_ms for at_ms, _ in self.answers), default=None)

    def _answer(
        self,
        want: AbortRun | ReadHistory | ReadStatus | Resume,
        result: Result | None,
        at_ms: int,
    ) -> Happening:
        session, unread = want.key[1], result == "unread"
        if isinstance(want, ReadHistory):
            read = None if unread else self.histories.get(session, (turn(),))
            return h.HistoryRead(key=want.key, at_ms=at_ms, ask=want.ask, said=read)
        if isinstance(want, ReadStatus):
            status = None if unread else self.statuses.get(session, "idle")
            return h.StatusRead(key=want.key, at_ms=at_ms, ask=want.ask, status=status)
        if isinstance(want, AbortRun):
            stopped = result if result in ("failed", "held") else "done"
            return h.AbortAnswered(key=want.key, at_ms=at_ms, ask=want.ask, result=stopped)
        sent = result if result in ("refused", "unclear", "held") else "taken"
        return h.PromptAnswered(key=want.key, at_ms=at_ms, ask=want.ask, result=sent)
