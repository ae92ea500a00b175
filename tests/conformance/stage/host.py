"""The host that does what the engine wants, as the script says, and answers it."""

from collections import deque
from dataclasses import dataclass, field

from msgspec.structs import replace

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import (
    AbortRun,
    Announce,
    ReadHistory,
    ReadStatus,
    Resume,
    Want,
)
from omo_watch_core.fallback.engine.happenings import Happening
from omo_watch_core.fallback.history import Said
from omo_watch_core.fallback.reading import messages
from omo_watch_core.fallback.repost import may_have_arrived, repost_body
from tests.conformance.case import Json
from tests.conformance.stage.world import DIRECTORY, World

HANGS = "hang"


@dataclass
class Record:
    """What a scenario's host was asked to do, with times."""

    order: list[str] = field(default_factory=list[str])
    aborts: list[Json] = field(default_factory=list[Json])
    prompts: list[Json] = field(default_factory=list[Json])
    toasts: list[Json] = field(default_factory=list[Json])
    chat_outputs: list[Json] = field(default_factory=list[Json])


class Host:
    """Perform wants; answers are due at once, later, or never."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.record = Record()
        self.now = 0
        self.due_now: deque[Happening] = deque()
        self.due_later: list[tuple[int, Happening]] = []
        self._read: dict[str, tuple[Said, ...]] = {}

    def perform(self, want: Want) -> None:
        """Do what is wanted; what asks nothing of a host is only recorded."""
        match want:
            case AbortRun():
                self._abort(want)
            case ReadHistory(key=key, ask=ask):
                said = self._history(key[1])
                self._answer(OK, h.HistoryRead(key=key, at_ms=self.now, ask=ask, said=said))
            case ReadStatus(key=key, ask=ask):
                status = self.world.status(key[1])
                self._answer(OK, h.StatusRead(key=key, at_ms=self.now, ask=ask, status=status))
            case Resume():
                self._prompt(want)
            case Announce():
                self._toast(want)
            case _:
                pass

    def arrivals(self, until_ms: int) -> int | None:
        """Give when the next delayed answer comes, up to a moment."""
        times = [at for at, _ in self.due_later if at <= until_ms]
        return min(times, default=None)

    def arrive(self) -> None:
        """Hand over the delayed answers that are due."""
        come = [replace(late, at_ms=self.now) for at, late in self.due_later if at <= self.now]
        self.due_later = [late for late in self.due_later if late[0] > self.now]
        self.due_now.extend(come)

    def _history(self, session: str) -> tuple[Said, ...] | None:
        raw = self.world.history(session)
        if raw is None:
            return None
        shaped = raw if self.world.messages_shape == "array" else {"data": raw}
        self._read[session] = messages(shaped)
        return self._read[session]

    def _abort(self, want: AbortRun) -> None:
        self._note("abort", self.record.aborts, {"session": want.key[1]})
        behaviour = self.world.behaviour("abort")
        result = "failed" if _thrown(behaviour) is not None else "done"
        answer = h.AbortAnswered(key=want.key, at_ms=self.now, ask=want.ask, result=result)
        self._answer(behaviour, answer)

    def _prompt(self, want: Resume) -> None:
        model: Json = {"model": {"providerID": want.model.provider, "modelID": want.model.model}}
        if want.model.variant:
            model["variant"] = want.model.variant
        if want.effort:
            model["reasoningEffort"] = want.effort
        said = self._read.get(want.key[1], ())
        body = repost_body(said, model, want.agent, want.context)
        body = {"session": want.key[1], "agent": None, **body, "directory": DIRECTORY}
        self._note("prompt", self.record.prompts, body)
        behaviour = self.world.behaviour("promptAsync")
        thrown = _thrown(behaviour)
        result = "taken"
        if thrown is not None:
            result = "unclear" if may_have_arrived(True, thrown) else "refused"
        answer = h.PromptAnswered(
            key=want.key, at_ms=self.now, ask=want.ask, result=result, reason=thrown or ""
        )
        self._answer(behaviour, answer)

    def _toast(self, want: Announce) -> None:
        body = {
            "title": want.title,
            "message": want.message,
            "variant": want.variant,
            "duration": want.duration_ms,
        }
        self._note("toast", self.record.toasts, body)

    def _note(self, kind: str, where: list[Json], what: Json) -> None:
        self.record.order.append(f"{self.now}:{kind}")
        where.append({"at_ms": self.now, **what})

    def _answer(self, behaviour: Json, answer: Happening) -> None:
        if behaviour == HANGS:
            return
        delay = behaviour.get("delay_ms") if isinstance(behaviour, dict) else None
        if delay:
            self.due_later.append((self.now + delay, answer))
        else:
            self.due_now.append(answer)


OK: Json = "ok"


def _thrown(behaviour: Json) -> str | None:
    """Give the text of what a call throws; None where it does not."""
    if not isinstance(behaviour, dict):
        return None
    if "throw_string" in behaviour:
        return str(behaviour["throw_string"])
    return str((behaviour["throw"] or {}).get("message", "")) if "throw" in behaviour else None
