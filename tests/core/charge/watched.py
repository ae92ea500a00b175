"""A program that looks after models, and what the stream of its one server says."""

from typing import Any, Self, TypeVar

import msgspec
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.prompt import fresh_id
from omo_watch_core.charge.duty import Duty
from omo_watch_core.effects import (
    Effect,
    ReadHistory,
    ReadJournal,
    ReadMessages,
    ReadStatus,
    Report,
    SendAbort,
    SendPrompt,
    ShowToast,
    SwitchModel,
    Wake,
    WriteMetadata,
)
from omo_watch_core.events import Event
from omo_watch_core.growing import Text
from omo_watch_core.mark import Mark
from omo_watch_core.model import Failure, Message, ModelRef, Part, SessionInfo
from omo_watch_core.state import Server, Session
from omo_watch_core.step import step
from tests.core.actions.stage import HOME, LAB, OPUS, START, A
from tests.core.charge.history import History
from tests.core.charge.setting import LIMITED, SPENT, starting

Request = ReadMessages | ReadStatus | ReadHistory | SendAbort | SendPrompt | SwitchModel
REQUESTS = (ReadMessages, ReadStatus, ReadHistory, SendAbort, SendPrompt, SwitchModel)
OF_INTEREST = (*REQUESTS, ShowToast, Report, Wake, WriteMetadata, ReadJournal)
CHANGING = (SendAbort, SendPrompt, SwitchModel)
"""What changes something at a server."""
E = TypeVar("E", bound=Effect)


class Watched:
    """Tell one story: what the server says, what is asked and sent, what is told."""

    def __init__(self, *sessions: SessionInfo, now: int = START, **setting: Any) -> None:
        self.state = starting(*sessions, **setting)
        self.now = now
        self.told: list[Event] = []
        self.sent: list[Effect] = []
        self.open: list[Request] = []
        """Requests that the server has not answered."""
        self.history = History()
        self._ids = 0

    # --- what comes of it

    @property
    def server(self) -> Server:
        """Give the server."""
        return self.state.servers[LAB]

    @property
    def duty(self) -> Duty:
        """Give what is kept."""
        assert self.state.duty is not None
        return self.state.duty

    def session(self, name: str = A) -> Session:
        """Give a session."""
        return self.server.sessions[name]

    def all(self, kind: type[E]) -> list[E]:
        """Give all that was sent of a kind."""
        return [effect for effect in self.sent if isinstance(effect, kind)]

    def changing(self) -> list[Effect]:
        """Give what was sent that changes something."""
        return [effect for effect in self.sent if isinstance(effect, CHANGING)]

    def lines(self, kind: str) -> list[Report]:
        """Give the lines of a kind."""
        return [line for line in self.all(Report) if line.kind == kind]

    def texts(self, kind: str) -> list[str]:
        """Give the texts of the lines of a kind."""
        return [line.text for line in self.lines(kind)]

    def bodies(self) -> list[dict[str, Any]]:
        """Give the prompts that were sent."""
        return [msgspec.json.decode(prompt.body) for prompt in self.all(SendPrompt)]

    def models(self) -> list[str]:
        """Give the models that were prompted."""
        return [body["model"]["modelID"] for body in self.bodies()]

    def held(self) -> list[str]:
        """Give why steps were held back."""
        texts = self.texts("decision")
        return [text.removeprefix("held: ") for text in texts if text.startswith("held: ")]

    def kinds(self) -> list[type[Effect]]:
        """Give the kinds of the requests in the order in which they were sent."""
        return [type(effect) for effect in self.sent if isinstance(effect, REQUESTS)]

    # --- what happens

    def tell(self, *told: Event) -> list[Effect]:
        """Let things happen, one after the other; gives what was sent in return."""
        sent: list[Effect] = []
        for event in told:
            self.told.append(event)
            self.history.note(event)
            self.state, _, effects = step(self.state, [event])
            sent += [effect for effect in effects if isinstance(effect, OF_INTEREST)]
        self.sent += sent
        self.open += [effect for effect in sent if isinstance(effect, REQUESTS)]
        return sent

    def tick(self, seconds: int = 1) -> list[Effect]:
        """Let time pass, with an answering server."""
        sent: list[Effect] = []
        for _ in range(seconds):
            self.now += 1_000
            sent += self.tell(
                ev.BytesHeard(server=LAB, at_ms=self.now), ev.Ticked(server="", at_ms=self.now)
            )
        return sent

    def later(self, ms: int) -> Self:
        """Let the next event come so much later."""
        self.now += ms
        return self

    def status(self, word: str, session: str = A, **fields: Any) -> list[Effect]:
        """Say what a session does."""
        heard = ev.StatusHeard(
            server=LAB, at_ms=self.now, session=session, directory=HOME, status=word, **fields
        )
        return self.tell(heard)

    def waits(
        self, session: str = A, attempt: int = 1, message: str = LIMITED, ms: int = 476_000
    ) -> list[Effect]:
        """Say that a session waits for its next try."""
        due = float(self.now + ms)
        return self.status("retry", session, attempt=attempt, next_ms=due, message=message)

    def asks(
        self, session: str = A, model: ModelRef | None = OPUS, *, marked: bool = False,
        name: str = "", agent: str | None = "build", **fields: Any,
    ) -> str:  # fmt: skip
        """Have a user message; a marked one is from another omo-watch."""
        name = name or self.fresh()
        base = {"created_ms": self.now, **fields}
        message = Message(id=name, session=session, role="user", agent=agent, model=model, **base)
        self.tell(ev.MessageSeen(server=LAB, at_ms=self.now, message=message))
        words = "" if marked else "Do it"
        mark = Mark() if marked else None
        self.part(name, words, session, synthetic=marked, ignored=marked, mark=mark)
        return name

    def answers(
        self, model: ModelRef = OPUS, session: str = A, parent: str = "", name: str = "",
        **fields: Any,
    ) -> str:  # fmt: skip
        """Have an assistant message, empty as yet; it answers the newest prompt."""
        name, known = name or self.fresh(), self.session(session).prompt
        parent = parent or (known.id if known else "")
        message = Message(
            id=name, session=session, role="assistant", parent=parent or None, model=model,
            agent="build", **{"created_ms": self.now, **fields},
        )  # fmt: skip
        self.tell(ev.MessageSeen(server=LAB, at_ms=self.now, message=message))
        return name

    def changes(self, session: str = A, **fields: Any) -> list[Effect]:
        """Change the newest assistant message."""
        answer = self.session(session).answer
        assert answer is not None
        message = replace(answer, **fields)
        return self.tell(ev.MessageSeen(server=LAB, at_ms=self.now, message=message))

    def part(
        self, message: str, words: str = "Well", session: str = A, **fields: Any
    ) -> list[Effect]:
        """Show a text."""
        text = Text.of(words)
        part = Part(
            id=f"prt_{message[4:]}", message=message, session=session, kind="text", text=text,
            **fields,
        )  # fmt: skip
        return self.tell(ev.PartSeen(server=LAB, at_ms=self.now, part=part))

    def errs(self, failure: Failure = SPENT, session: str = A) -> list[Effect]:
        """Report an error of a session."""
        erred = ev.SessionErred(server=LAB, at_ms=self.now, session=session, failure=failure)
        return self.tell(erred)

    def tell_deleted(self, session: str = A) -> list[Effect]:
        """Say that a session is gone."""
        return self.tell(ev.SessionDeleted(server=LAB, at_ms=self.now, session=session))

    def fresh(self) -> str:
        """Make an id as the server makes them."""
        self._ids += 1
        return fresh_id("msg", f"s{self._ids:013d}", self.now, self._ids % 4096)
