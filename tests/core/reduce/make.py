"""Short ways to write events of one server, and a state that folds them."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.changes import Changes
from omo_watch_core.growing import Text
from omo_watch_core.link import Link
from omo_watch_core.model import (
    Ask,
    Failure,
    Message,
    ModelRef,
    Part,
    SessionInfo,
    Toast,
    Tokens,
    Tool,
)
from omo_watch_core.reduce import reduce
from omo_watch_core.state import Server, Session, State

LAB = "lab"
HOME = "/srv/dev/project"
A = "ses_a"
OPUS = ModelRef(provider="fake", model="limited-opus")
GPT = ModelRef(provider="fake", model="ok-gpt")


class Fold:
    """Hold a state with one server, and fold events into it one by one."""

    def __init__(self, *told: ev.Event) -> None:
        server = Server(name=LAB, url="http://127.0.0.1:4096", link=Link())
        self.state = State(servers={LAB: server})
        self.tell(*told)

    def tell(self, *told: ev.Event) -> Changes:
        """Fold events as one batch each; give the changes of the last one."""
        changes = Changes()
        for event in told:
            self.state, changes = reduce(self.state, [event])
        return changes

    @property
    def server(self) -> Server:
        """Give the server."""
        return self.state.servers[LAB]

    @property
    def a(self) -> Session:
        """Give the session that most tests are about."""
        return self.server.sessions[A]

    def put(self, session: str = A, **fields: Any) -> None:
        """Set fields of a session by hand."""
        sessions = self.server.sessions
        sessions = {**sessions, session: replace(sessions[session], **fields)}
        server = replace(self.server, sessions=sessions)
        self.state = replace(self.state, servers={LAB: server})


def info(session: str = A, **fields: Any) -> SessionInfo:
    """Describe a session."""
    return SessionInfo(**{"id": session, "title": "a title", "directory": HOME, **fields})


def born(at: int, session: str = A, **fields: Any) -> ev.SessionSeen:
    """Say that a session was created."""
    return ev.SessionSeen(server=LAB, at_ms=at, info=info(session, **fields), created=True)


def updated(at: int, session: str = A, **fields: Any) -> ev.SessionSeen:
    """Say that a session was updated."""
    return ev.SessionSeen(server=LAB, at_ms=at, info=info(session, **fields))


def deleted(at: int, session: str = A) -> ev.SessionDeleted:
    """Say that a session was deleted."""
    return ev.SessionDeleted(server=LAB, at_ms=at, session=session)


def status(at: int, word: str, session: str = A, **fields: Any) -> ev.StatusHeard:
    """Say what a session does."""
    return ev.StatusHeard(
        server=LAB, at_ms=at, session=session, directory=HOME, status=word, **fields
    )


def busy(at: int, session: str = A) -> ev.StatusHeard:
    """Say that a session works."""
    return status(at, "busy", session)


def idle(at: int, session: str = A) -> ev.StatusHeard:
    """Say that a session is at rest."""
    return status(at, "idle", session)


def retry(
    at: int, attempt: int = 1, next_ms: float = 90_000, message: str = "Rate limit reached"
) -> ev.StatusHeard:
    """Say that a session waits for its next try."""
    return status(at, "retry", attempt=attempt, next_ms=next_ms, message=message)


def message(name: str, role: str, session: str = A, **fields: Any) -> Message:
    """Make a message."""
    return Message(id=name, session=session, role=role, **fields)


def user(at: int, name: str, session: str = A, **fields: Any) -> ev.MessageSeen:
    """Say that a user message is there."""
    return ev.MessageSeen(server=LAB, at_ms=at, message=message(name, "user", session, **fields))


def answer(at: int, name: str, session: str = A, **fields: Any) -> ev.MessageSeen:
    """Say that an assistant message is there."""
    told = message(name, "assistant", session, **{"model": OPUS, **fields})
    return ev.MessageSeen(server=LAB, at_ms=at, message=told)


def text(name: str, of: str, words: str = "", session: str = A, **fields: Any) -> Part:
    """Make a text part."""
    kind = fields.pop("kind", "text")
    return Part(id=name, message=of, session=session, kind=kind, text=Text.of(words), **fields)


def tool(name: str, of: str, phase: str, call: str = "", session: str = A, **fields: Any) -> Part:
    """Make a tool part; its call is named after it."""
    fields = {"name": "bash", "status": phase, "call": call or f"call_{name}", **fields}
    return Part(
        id=name, message=of, session=session, kind="tool", text=Text.of(""), tool=Tool(**fields)
    )


def shown(at: int, part: Part) -> ev.PartSeen:
    """Say that a part is there."""
    return ev.PartSeen(server=LAB, at_ms=at, part=part)


def grew(at: int, of: str, name: str, delta: str, session: str = A) -> ev.TextGrew:
    """Say that a part grew."""
    return ev.TextGrew(server=LAB, at_ms=at, session=session, message=of, part=name, delta=delta)


def toasted(
    at: int, words: str, directory: str = HOME, title: str = "Model Fallback"
) -> ev.ToastShown:
    """Say what a program told the screens of a directory."""
    toast = Toast(
        server=LAB, directory=directory, title=title, message=words, variant="warning", at_ms=at
    )
    return ev.ToastShown(server=LAB, at_ms=at, toast=toast)


def erred(at: int, name: str, words: str = "", code: int | None = None) -> ev.SessionErred:
    """Say that a session failed."""
    failure = Failure(name=name, message=words, status=code)
    return ev.SessionErred(server=LAB, at_ms=at, session=A, failure=failure)


def ask(name: str, session: str = A, at: int = 0, directory: str = HOME) -> Ask:
    """Make an ask."""
    return Ask(
        id=name,
        session=session,
        directory=directory,
        kind="permission",
        title="bash",
        asked_ms=at,
    )


def raised(at: int, name: str, session: str = A) -> ev.AskRaised:
    """Say that an ask waits."""
    return ev.AskRaised(server=LAB, at_ms=at, ask=ask(name, session, at))


def listed(at: int, asked: int, *sessions: SessionInfo, complete: bool = True) -> ev.SessionsListed:
    """Answer with a list of sessions."""
    return ev.SessionsListed(
        server=LAB, at_ms=at, asked_ms=asked, sessions=sessions, complete=complete
    )


def read(
    at: int, asked: int, *words: ev.StatusHeard, asks: Sequence[Ask] = (), directory: str = HOME
) -> ev.DirectoryRead:
    """Answer with what runs and waits in a directory."""
    return ev.DirectoryRead(
        server=LAB,
        at_ms=at,
        asked_ms=asked,
        directory=directory,
        statuses=words,
        asks=tuple(asks),
    )


def history(
    at: int, asked: int, *messages: tuple[Message, tuple[Part, ...]], complete: bool = True
) -> ev.MessagesListed:
    """Answer with the newest messages of the session."""
    return ev.MessagesListed(
        server=LAB, at_ms=at, asked_ms=asked, session=A, messages=messages, complete=complete
    )


def opened(at: int, session: str = A) -> ev.SessionOpened:
    """Say that a person looks."""
    return ev.SessionOpened(server=LAB, at_ms=at, session=session)


def turn(at: int, prompt: str = "msg_1", words: str = "Fix it.") -> tuple[ev.Event, ...]:
    """Say that a person's prompt came and the run began."""
    return (user(at, prompt), shown(at, text(f"prt_{prompt}", prompt, words)), busy(at))


def tokens(count: int) -> Tokens:
    """Count tokens of one call."""
    return Tokens(input=count)


STARTED = (born(100), *turn(200), answer(300, "msg_2", parent="msg_1"))
"""A session whose first turn has begun to be answered."""
