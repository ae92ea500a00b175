"""Small builders of sessions, servers and states, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from omo_watch_core.fallback.board import place
from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.growing import Text
from omo_watch_core.limited import AnswerKey, Limit, LimitKey
from omo_watch_core.link import Link
from omo_watch_core.model import (
    Ask,
    Message,
    ModelInfo,
    ModelRef,
    Part,
    Retry,
    SessionInfo,
    Setback,
    StatusKind,
    Todo,
    Tool,
)
from omo_watch_core.reduce.limits import met_by
from omo_watch_core.state import Directory, Entry, Mode, Server, Session, State, Transcript

NOW = 1_795_183_402_000
"""20 November 2026, 14:03:22 UTC, in milliseconds."""
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
PLACE = "/srv/dev/billing"


def ref(name: str) -> ModelRef:
    """Make a model of `provider/model`."""
    provider, _, model = name.partition("/")
    return ModelRef(provider=provider, model=model)


def info(name: str, context: int = 200_000) -> ModelInfo:
    """Make what a server offers."""
    return ModelInfo(ref=ref(name), context=context)


def session(
    name: str,
    title: str,
    model: str,
    *,
    status: StatusKind = "idle",
    since: int = HOUR,
    agent: str | None = "build",
    parent: str | None = None,
    used: int = 0,
    cost: float = 0.0,
    directory: str = PLACE,
) -> Session:
    """Make a session whose last turn was answered by `model`; `since` is milliseconds ago."""
    began = NOW - since
    prompt = Message(id="msg_1", session=name, role="user", agent=agent, created_ms=began)
    answer = Message(
        id="msg_2",
        session=name,
        role="assistant",
        parent="msg_1",
        model=ref(model),
        created_ms=began,
        completed_ms=None if status != "idle" else began,
        finish=None if status != "idle" else "stop",
    )
    return Session(
        info=SessionInfo(
            id=name,
            title=title,
            directory=directory,
            parent=parent,
            agent=agent,
            model=ref(model),
            created_ms=began - HOUR,
            updated_ms=began,
            cost=cost,
        ),
        status=status,
        status_ms=began,
        since_ms=began,
        prompt=prompt,
        answer=answer,
        answered=True,
        turn_ms=0 if status == "idle" else began,
        active_ms=0 if status == "idle" else NOW - min(since, SECOND),
        context_used=used,
        context_model=model if used else "",
    )


def retrying(
    made: Session, due: int, message: str, *, attempt: int = 1, began: int = 15 * SECOND
) -> Session:
    """Let a session wait for a limit for another `due` milliseconds."""
    wait = Retry(attempt=attempt, message=message, next_ms=float(NOW + due), since_ms=NOW - began)
    return replace(made, status="retry", since_ms=NOW - began, retry=wait, answered=False)


def failed_models(made: Session, *setbacks: tuple[str, str, int, int | None]) -> Session:
    """Let models fail: name, reason, how long ago, and when they come back."""
    known = tuple(
        Setback(
            model=ref(name),
            reason=reason,
            at_ms=NOW - ago,
            until_ms=None if back is None else float(NOW + back),
        )
        for name, reason, ago, back in setbacks
    )
    return replace(made, setbacks=known)


def ended(made: Session) -> Session:
    """Let the run of a session end now with an answer."""
    done = replace(made.answer, completed_ms=NOW, finish="stop") if made.answer else None
    return replace(made, status="idle", since_ms=NOW, ended_ms=NOW, answer=done, seen_ms=NOW)


def silent(made: Session, since: int) -> Session:
    """Let nothing be heard from a session."""
    return replace(made, active_ms=NOW - since)


def using(made: Session, name: str, title: str, since: int) -> Session:
    """Let a session run a tool."""
    tool = Tool(
        name=name, call=f"call_{name}", status="running", title=title, started_ms=NOW - since
    )
    return replace(made, tools=(tool,))


def ask(name: str, kind: str, title: str, since: int) -> Ask:
    """Let a session wait for a person."""
    if kind not in ("permission", "question"):
        raise ValueError(kind)
    return Ask(
        id=f"per_{name}",
        session=name,
        directory=PLACE,
        kind="permission" if kind == "permission" else "question",
        title=title,
        asked_ms=NOW - since,
    )


def server(
    name: str,
    sessions: Iterable[Session] = (),
    *,
    plugin: bool | None = True,
    link: Link | None = None,
    asks: Iterable[Ask] = (),
    models: Iterable[ModelInfo] = (),
    transcripts: dict[str, Transcript] | None = None,
    todos: dict[str, tuple[Todo, ...]] | None = None,
) -> Server:
    """Make a server; live since an hour if nothing else is said."""
    live = Link(phase="live", since_ms=NOW - HOUR, opened_ms=NOW - HOUR, heard_ms=NOW)
    return Server(
        name=name,
        url=f"http://127.0.0.1:{4096 + len(name)}",
        link=link or live,
        version="1.18.33",
        plugin=plugin,
        listed_ms=NOW - HOUR,
        sessions={made.id: made for made in sessions},
        asks={made.id: made for made in asks},
        models={made.ref.name: made for made in models},
        transcripts=transcripts or {},
        todos=todos or {},
        directories={PLACE: Directory(path=PLACE, heard=True)},
    )


def state(
    *servers: Server, mode: Mode = "assist", chains: dict[str, tuple[str, ...]] | None = None
) -> State:
    """Make a state of these servers."""
    known = {made.name: made for made in servers}
    made = State(now_ms=NOW, servers=known, mode=mode, chains=chains_of(chains or {}))
    return with_limits(made)


def with_limits(made: State) -> State:
    """Let a state know of limits and answers what its sessions tell of them."""
    answered = _answers(made.servers.values())
    return replace(made, limited=_limits(made), answered=answered)


def _answers(servers: Iterable[Server]) -> dict[AnswerKey, int]:
    """Give when the newest answer of each model began that came to its end."""
    found: dict[AnswerKey, int] = {}
    for one in servers:
        for each in one.sessions.values():
            answer = each.answer
            if answer and answer.model and answer.completed_ms and not answer.failure:
                key = (one.name, place(answer.model.name))
                found[key] = max(found.get(key, 0), answer.created_ms)
    return found


def _limits(made: State) -> dict[LimitKey, Limit]:
    """Give the limits that sessions have met and no answer has ended."""
    cooldown, over = made.policy.cooldown_ms, _answers(made.servers.values())
    found: dict[LimitKey, Limit] = {}
    for one in made.servers.values():
        for each in one.sessions.values():
            for limit in met_by(one, each, each.setbacks, cooldown):
                if over.get((one.name, place(limit.model)), 0) <= limit.met_ms:
                    found[limit.key] = limit
    return found


def chains_of(lists: dict[str, tuple[str, ...]]) -> Chains:
    """Make chains by agent name; `*` is the one for everybody."""
    agents = {name: AgentEntry(chain=chain) for name, chain in lists.items() if name != "*"}
    return Chains(agents=agents, everywhere=lists.get("*", ()))


def down(since: int, retry_in: int) -> Link:
    """Make a link that broke."""
    return Link(
        phase="waiting",
        since_ms=NOW - since,
        opened_ms=NOW - HOUR,
        heard_ms=NOW - since,
        lost_since_ms=NOW - since,
        retry_at_ms=NOW + retry_in,
        attempt=3,
        reason="nothing listens there",
    )


def part(name: str, message: str, kind: str, text: str = "", tool: Tool | None = None) -> Part:
    """Make one piece of a message."""
    return Part(id=name, message=message, session="", kind=kind, text=Text.of(text), tool=tool)


def tool(name: str, title: str, took: int, *, status: str = "completed", error: str = "") -> Tool:
    """Make a tool call that has ended, or runs since `took` milliseconds."""
    runs = status == "running"
    began = NOW - took if runs else NOW - HOUR
    return Tool(
        name=name,
        call=f"call_{name}",
        status=status,
        title=title,
        error=error,
        started_ms=began,
        ended_ms=None if runs else began + took,
    )


def said(name: str, role: str, ago: int, parts: Iterable[Part], **more: object) -> Entry:
    """Make one message of a transcript."""
    message = Message(id=name, session="", role=role, created_ms=NOW - ago)
    return Entry(message=replace(message, **more), parts={made.id: made for made in parts})
