"""A server as its events and answers show it, and the state that the actions see of it."""

from collections.abc import Sequence
from typing import Any, Self, TypeVar

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.action import Action, CancelAction, OverrideAction
from omo_watch_core.actions.advance import advance
from omo_watch_core.actions.reach import reach
from omo_watch_core.commands import Cancel, Command, Override
from omo_watch_core.decide import action_id, decide
from omo_watch_core.effects import Effect
from omo_watch_core.events import Event, LastTurn
from omo_watch_core.growing import Text
from omo_watch_core.link import Link
from omo_watch_core.model import Failure, Message, ModelInfo, ModelRef, Part, SessionInfo
from omo_watch_core.reduce import reduce
from omo_watch_core.state import Server, Session, State

LAB = "lab"
HOME = "/srv/dev/project"
A = "ses_a"
START = 1_795_166_000_000
"""Local time at which every story begins."""
OPUS = ModelRef(provider="fake", model="limited-opus", variant="high")
GPT = ModelRef(provider="fake", model="ok-gpt")
KIMI = ModelRef(provider="fake", model="ok-kimi")
NONCE = "0123456789abcd"
OLD_PROMPT = "msg_00000000000000000000000001"
OLD_ANSWER = "msg_00000000000000000000000002"
MODELS = (
    ModelInfo(ref=ModelRef(provider="fake", model="limited-opus"), variants=("low", "high")),
    ModelInfo(ref=GPT, variants=("low", "high")),
    ModelInfo(ref=KIMI),
)
E = TypeVar("E", bound=Effect)


def info(name: str = A, **fields: Any) -> SessionInfo:
    """Describe a session."""
    title = fields.pop("title", "Refactor billing" if name == A else f"Task {name[4:]}")
    return SessionInfo(id=name, title=title, directory=HOME, agent="build", **fields)


def blank(*sessions: SessionInfo, **fields: Any) -> State:
    """Give a state with one live server and its sessions, none of which was heard of yet."""
    link = Link(phase="live", opened_ms=START - 60_000, heard_ms=START)
    server = Server(
        name=LAB,
        url="http://127.0.0.1:4096",
        link=link,
        models={known.ref.name: known for known in MODELS},
        sessions={one.id: Session(info=one) for one in sessions or (info(),)},
    )
    return State(now_ms=START, servers={LAB: server}, **fields)


def turn_of(state: State, batch: Sequence[Event]) -> tuple[State, list[Effect]]:
    """Fold a batch and let the actions react, piece by piece."""
    effects: list[Effect] = []
    place = 0
    while place < len(batch):
        end = reach(state, batch, place)
        state, _ = reduce(state, batch[place:end])
        state, wanted = advance(state, batch[place:end])
        effects += wanted
        place = end
    return state, effects


class Stage:
    """Tell one story: what the server says, what the operator wants, what is sent."""

    def __init__(self, *sessions: SessionInfo, **fields: Any) -> None:
        self.state = blank(*sessions, **fields)
        self.now = START
        self.sent: list[Effect] = []
        self.told: list[Event] = []
        self.name = ""

    def order(self, command: Command) -> list[Effect]:
        """Let the operator ask for something."""
        self.state = replace(self.state, now_ms=max(self.state.now_ms, self.now))
        self.state, effects = decide(self.state, command)
        self.name = action_id(command)
        self.sent += effects
        return list(effects)

    def tell(self, *told: Event) -> list[Effect]:
        """Let things happen, one after the other; gives what was sent in return."""
        sent: list[Effect] = []
        for event in told:
            self.told.append(event)
            self.state, effects = turn_of(self.state, [event])
            sent += effects
        self.sent += sent
        return sent

    def tick(self, seconds: int = 1) -> list[Effect]:
        """Let time pass."""
        sent: list[Effect] = []
        for _ in range(seconds):
            self.now += 1_000
            sent += self.heartbeat()
            sent += self.tell(ev.Ticked(server="", at_ms=self.now))
        return sent

    def heartbeat(self) -> list[Effect]:
        """Let the stream show that it lives."""
        return self.tell(ev.BytesHeard(server=LAB, at_ms=self.now))

    def later(self, ms: int) -> Self:
        """Let the next event come so much later."""
        self.now += ms
        return self

    def all_sent(self, kind: type[E]) -> list[E]:
        """Give all requests of a kind."""
        return [effect for effect in self.sent if isinstance(effect, kind)]

    @property
    def server(self) -> Server:
        """Give the server."""
        return self.state.servers[LAB]

    @property
    def action(self) -> Action:
        """Give the newest action."""
        return self.state.actions[self.name]

    @property
    def move(self) -> OverrideAction:
        """Give the newest action, a move."""
        assert isinstance(self.action, OverrideAction)
        return self.action

    @property
    def stop(self) -> CancelAction:
        """Give the newest action, a cancel."""
        assert isinstance(self.action, CancelAction)
        return self.action

    # --- what the server says on its stream

    def status(self, word: str, session: str = A, **fields: Any) -> list[Effect]:
        """Say what a session does."""
        return self.tell(
            ev.StatusHeard(
                server=LAB, at_ms=self.now, session=session, directory=HOME, status=word, **fields
            )
        )

    def retry(self, session: str = A, message: str = "Rate limit reached") -> list[Effect]:
        """Say that a session waits for its next try."""
        due = self.now + 476_000
        return self.status("retry", session, attempt=1, next_ms=due, message=message)

    def prompt(self, name: str = OLD_PROMPT, session: str = A, **fields: Any) -> list[Effect]:
        """Say that a user message is there."""
        message = Message(
            id=name, session=session, role="user", agent="build", model=OPUS, **fields
        )
        return self.tell(ev.MessageSeen(server=LAB, at_ms=self.now, message=message))

    def answer(
        self, name: str, parent: str, model: ModelRef = GPT, session: str = A, **fields: Any
    ) -> list[Effect]:
        """Say that an assistant message is there."""
        message = Message(
            id=name, session=session, role="assistant", parent=parent, model=model, **fields
        )
        return self.tell(ev.MessageSeen(server=LAB, at_ms=self.now, message=message))

    def text(self, message: str, words: str = "Well", session: str = A) -> list[Effect]:
        """Say that a message shows text."""
        part = Part(
            id=f"prt_{message[4:]}",
            message=message,
            session=session,
            kind="text",
            text=Text.of(words),
        )
        return self.tell(ev.PartSeen(server=LAB, at_ms=self.now, part=part))

    def delta(self, message: str, session: str = A) -> list[Effect]:
        """Say that a text grew."""
        return self.tell(
            ev.TextGrew(
                server=LAB,
                at_ms=self.now,
                session=session,
                message=message,
                part="prt_x",
                delta="W",
            )
        )

    def deleted(self, session: str = A) -> list[Effect]:
        """Say that a session is gone."""
        return self.tell(ev.SessionDeleted(server=LAB, at_ms=self.now, session=session))

    # --- what it answers

    def history(self, turn: LastTurn | None = None, failed: str | None = None) -> list[Effect]:
        """Answer the question for the history."""
        return self.tell(
            ev.HistoryRead(server=LAB, at_ms=self.now, action=self.name, turn=turn, failed=failed)
        )

    def abort_answered(self, session: str = A, ok: bool = True, reason: str = "") -> list[Effect]:
        """Answer an abort."""
        return self.tell(
            ev.AbortAnswered(
                server=LAB,
                at_ms=self.now,
                action=self.name,
                session=session,
                ok=ok,
                reason=reason,
            )
        )

    def prompt_answered(self, status: int = 204, reason: str = "") -> list[Effect]:
        """Answer a prompt or a model switch."""
        return self.tell(
            ev.PromptAnswered(
                server=LAB, at_ms=self.now, action=self.name, status=status, reason=reason
            )
        )

    def status_read(self, status: str | None, session: str = A) -> list[Effect]:
        """Answer the question for a status."""
        return self.tell(
            ev.StatusRead(
                server=LAB, at_ms=self.now, action=self.name, session=session, status=status
            )
        )

    def listed(
        self, *messages: tuple[Message, tuple[Part, ...]], asked_ms: int | None = None
    ) -> list[Effect]:
        """Answer the question for the newest messages."""
        asked = self.now if asked_ms is None else asked_ms
        return self.tell(
            ev.MessagesListed(
                server=LAB,
                at_ms=self.now,
                asked_ms=asked,
                session=A,
                messages=messages,
                complete=True,
            )
        )


def to(target: ModelRef = GPT, **fields: Any) -> Override:
    """Ask for a move."""
    return Override(**{"nonce": NONCE, "server": LAB, "session": A, "target": target, **fields})


def cancel(**fields: Any) -> Cancel:
    """Ask for a stop."""
    return Cancel(**{"nonce": NONCE, "server": LAB, "session": A, **fields})


def failure(message: str = "Incorrect API key", status: int | None = 401) -> Failure:
    """Make an error."""
    return Failure(name="APIError", message=message, status=status)


def running(*sessions: SessionInfo, word: str = "busy", **fields: Any) -> Stage:
    """Give a stage on which the first session runs and the others rest."""
    stage = Stage(*sessions, **fields)
    for name in stage.server.sessions:
        stage.status("idle", name)
    stage.later(1_000).prompt()
    if word == "retry":
        stage.retry()
    else:
        stage.status(word)
    stage.later(5_000)
    return stage
