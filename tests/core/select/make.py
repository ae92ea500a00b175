"""Sessions, servers and states by hand, at one moment."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.link import Link
from omo_watch_core.model import (
    Ask,
    Failure,
    Message,
    ModelInfo,
    ModelRef,
    Retry,
    SessionInfo,
    Setback,
    Tool,
)
from omo_watch_core.select.arrange import arrange
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import Server, Session, State

LAB = "lab"
HOME = "/srv/dev/project"
NOW = 1_795_166_000_000
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
OPUS = ModelRef(provider="fake", model="opus")
GPT = ModelRef(provider="fake", model="gpt")
KIMI = ModelRef(provider="fake", model="kimi")
GLM = ModelRef(provider="fake", model="glm")
ABORTED = Failure(name="MessageAbortedError", message="Aborted")
LIMITED = Failure(name="APIError", message="Rate limit reached", status=429)


def info(name: str = "ses_a", **fields: Any) -> SessionInfo:
    """Describe a session that was touched an hour ago."""
    base = {"title": name, "directory": HOME, "agent": "build", "model": OPUS}
    return SessionInfo(**{"id": name, "updated_ms": NOW - HOUR, **base, **fields})


def idle(name: str = "ses_a", ago: int = HOUR, **fields: Any) -> Session:
    """Give a session that answered normally so long ago, unseen by this process."""
    at = NOW - ago
    known = {key: fields.pop(key) for key in tuple(fields) if key in INFO}
    base: dict[str, Any] = {
        "info": info(name, updated_ms=known.pop("updated_ms", at), **known),
        "status_ms": at,
        "since_ms": at,
        "prompt": prompt(at - MINUTE),
        "answer": answer(at - MINUTE, completed_ms=at, finish="stop"),
        "answered": True,
    }
    return Session(**{**base, **fields})


def busy(name: str = "ses_a", ago: int = MINUTE, **fields: Any) -> Session:
    """Give a session that began to work so long ago and showed a sign a second ago."""
    at = NOW - ago
    base: dict[str, Any] = {
        "status": "busy",
        "status_ms": NOW,
        "since_ms": at,
        "turn_ms": at,
        "active_ms": NOW - SECOND,
        "answer": answer(at),
    }
    return idle(name, **{**base, **fields})


def retry(name: str = "ses_a", due: int = 476_000, ago: int = MINUTE, **fields: Any) -> Session:
    """Give a session that waits for a limit, for so long from now."""
    wait = Retry(
        attempt=1, message="Rate limit reached", next_ms=float(NOW + due), since_ms=NOW - ago
    )
    base = {"status": "retry", "since_ms": NOW - ago, "retry": wait, "answered": False}
    return busy(name, ago, **{**base, **fields})


INFO = {"title", "parent", "agent", "updated_ms", "archived_ms", "cost", "parked_until_ms",
        "parked_by", "directory", "model", "lease"}  # fmt: skip


def prompt(at: int = NOW - HOUR, name: str = "msg_1", **fields: Any) -> Message:
    """Give a user message."""
    return Message(id=name, session="ses_a", role="user", created_ms=at, **fields)


def answer(at: int = NOW - HOUR, name: str = "msg_2", **fields: Any) -> Message:
    """Give an assistant message to that prompt, unfinished unless told otherwise."""
    base: dict[str, Any] = {"parent": "msg_1", "model": OPUS, "created_ms": at}
    return Message(id=name, session="ses_a", role="assistant", **{**base, **fields})


def setback(model: ModelRef = OPUS, reason: str = "rate-limit", **fields: Any) -> Setback:
    """Give a model that failed a minute ago."""
    return Setback(model=model, reason=reason, **{"at_ms": NOW - MINUTE, **fields})


def tool(name: str = "bash", title: str = "pytest -q", **fields: Any) -> Tool:
    """Give a tool at work."""
    return Tool(name=name, call=f"call_{name}", status="running", title=title, **fields)


def ask(name: str = "ses_a", at: int = NOW - MINUTE, kind: Any = "permission") -> Ask:
    """Give what waits for a person."""
    return Ask(
        id=f"per_{name}_{at}",
        session=name,
        directory=HOME,
        kind=kind,
        title="touch marker",
        asked_ms=at,
    )


def server(*sessions: Session, name: str = LAB, **fields: Any) -> Server:
    """Give a live server with these sessions, each also under its own id as the parent of none."""
    base: dict[str, Any] = {
        "url": "http://127.0.0.1:4096",
        "link": Link(phase="live", opened_ms=NOW - DAY),
        "sessions": {session.id: session for session in sessions},
    }
    if "asks" in fields:
        fields["asks"] = {each.id: each for each in fields["asks"]}
    if "models" in fields:
        fields["models"] = models(fields["models"])
    return Server(name=name, **{**base, **fields})


def models(refs: Iterable[ModelRef]) -> dict[str, ModelInfo]:
    """Give what a server offers."""
    return {ref.name: ModelInfo(ref=ref, context=200_000) for ref in refs}


Lists = dict[str, tuple[str, ...]]


def state(*servers: Server, chains: Lists | None = None, **fields: Any) -> State:
    """Give a state of these servers, now; `*` is the chain for everybody."""
    known = {each.name: each for each in servers}
    return State(now_ms=NOW, servers=known, chains=chains_of(chains or {}), **fields)


def chains_of(lists: Lists) -> Chains:
    """Give chains by agent name; `*` is the one for everybody."""
    agents = {name: AgentEntry(chain=chain) for name, chain in lists.items() if name != "*"}
    return Chains(agents=agents, everywhere=lists.get("*", ()))


def lost(since: int = MINUTE, **fields: Any) -> Link:
    """Give a link whose stream broke."""
    base = {"phase": "waiting", "lost_since_ms": NOW - since}
    return replace(Link(), **{**base, **fields})


ALL = View(unfolded=True)


def drawn(found: Arrangement) -> str:
    """Write rows as words, children behind as many dots as they are deep."""
    return " ".join(
        f"older{row.older}" if row.older else "." * row.depth + row.session.removeprefix("ses_")
        for row in found.rows
    )


def order(*sessions: Session, view: View = ALL, **fields: Any) -> str:
    """Arrange the sessions of one server and write the rows as words."""
    return drawn(arrange(state(server(*sessions, **fields)), view))
