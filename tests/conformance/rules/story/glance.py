"""A scenario's steps with their times, and what each of them is."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.conformance.case import Json
from tests.conformance.rules.story import failure
from tests.conformance.rules.story.chain import agent_of, canonical, chain_of, is_same, parts_of


@dataclass(frozen=True)
class Moment:
    """One event or prompt."""

    at: int
    kind: str
    """The event's type, or `chat`."""
    session: Json
    properties: Json
    said: list[Json] = field(default_factory=list[Json])
    """The session's messages at that time."""
    remembered: Json = None
    """The session's agent at that time."""
    is_joined: bool = False
    """The next step came before anything else could happen."""
    place: int = 0
    """Its number among all steps."""

    @property
    def info(self) -> Json:
        """Give the message of the event."""
        return self.properties.get("info") or {}

    @property
    def model(self) -> str | None:
        """Give the model that it names."""
        return canonical(self.properties.get("model") or self.info.get("model"))

    @property
    def error(self) -> Json:
        """Give the error that it tells of; a retry status and a signal are none."""
        if self.kind == "session.error":
            return self.properties.get("error")
        if not self.is_answer:
            return None
        listed = self.properties.get("parts", self.info.get("parts")) or []
        broken = [part.get("text") or "" for part in listed if part.get("type") == "error"]
        return self.info.get("error") or "\n".join(broken) or None

    @property
    def is_answer(self) -> bool:
        """Tell whether it is an assistant's message."""
        return self.kind == "message.updated" and self.info.get("role") == "assistant"

    @property
    def is_user_turn(self) -> bool:
        """Tell whether it is a person's message."""
        return self.kind == "message.updated" and self.info.get("role") == "user"

    @property
    def is_retry(self) -> bool:
        """Tell whether a wait of the provider is announced."""
        status = self.properties.get("status") or {}
        return self.kind == "session.status" and status.get("type") == "retry"

    @property
    def text(self) -> str:
        """Give the words by which a retry may be announced."""
        if self.kind == "session.status":
            return (self.properties.get("status") or {}).get("message") or ""
        listed = self.properties.get("parts", self.info.get("parts")) or []
        fields = (self.info.get(name) for name in ("status", "summary", "message", "details"))
        texts = [p.get("text") or "" for p in listed if p.get("type") == "text"]
        return "\n".join([field for field in fields if isinstance(field, str)] + texts)

    @property
    def is_cancelling(self) -> bool:
        """Tell whether its error says that the turn was stopped."""
        return failure.cancels(self.error)


def moments(given: Json) -> list[Moment]:
    """Give all events and prompts of a scenario in order."""
    return list(_moments(given))


def named_sessions(given: Json) -> set[Json]:
    """Give the sessions that events or prompts name."""
    return {moment.session for moment in moments(given) if moment.session}


def end(given: Json) -> int:
    """Give when a scenario ends."""
    return sum(step.get("advance_ms", 0) for step in given["steps"])


def messages_at(given: Json, session: str, at: int) -> list[Json]:
    """Give the messages of a session at a time."""
    now, said = 0, given["messages"].get(session) or []
    for step in given["steps"]:
        now += step.get("advance_ms", 0)
        if now > at:
            break
        said = (step.get("set_messages") or {}).get(session, said)
    return said


def config(given: Json, name: str, default: Json) -> Json:
    """Give a setting; the defaults are those of 1.1."""
    stated = given["config"]
    return stated.get(name, default) if isinstance(stated, dict) else default


def agent_at(given: Json, moment: Moment) -> str | None:
    """Give the agent that counts at a moment."""
    event = moment.properties.get("agent") or moment.info.get("agent")
    return agent_of(given, moment.session, event, moment.remembered, moment.said)


def chain_at(given: Json, moment: Moment) -> list[str]:
    """Give the chain that counts at a moment."""
    category = (given.get("session_categories") or {}).get(moment.session)
    return chain_of(given, moment.session, agent_at(given, moment), category)


def next_of(given: Json, state: Json, chain: list[str], at: int) -> tuple[str, int] | None:
    """Give the next model and its place: parsable, another one, and not cooling (3, 7.2)."""
    if state["attemptCount"] >= config(given, "max_fallback_attempts", 3):
        return None
    cooldown, failed = config(given, "cooldown_seconds", 60) * 1_000, state["failedModels"]
    for place, model in enumerate(chain):
        cools = model in failed and at - failed[model] < cooldown
        same = is_same(model, state["currentModel"])
        if place > state["fallbackIndex"] and parts_of(model) and not (same or cools):
            return model, chain.index(model)
    return None


def _moments(given: Json) -> Iterator[Moment]:
    at, messages, agents = 0, dict(given["messages"]), dict(given.get("session_agents") or {})
    for place, step in enumerate(given["steps"]):
        at += step.get("advance_ms", 0)
        messages.update(step.get("set_messages") or {})
        agents.update(step.get("set_agent") or {})
        event, chat = step.get("event") or {}, step.get("chat_message")
        properties = chat or event.get("properties")
        if not isinstance(properties, dict):
            continue
        kind = "chat" if chat else event["type"]
        session = session_of(kind, properties)
        if (properties.get("info") or {}).get("role") == "user":
            agents[session] = properties["info"].get("agent") or agents.get(session)
        said, joined = messages.get(session) or [], bool(step.get("no_flush"))
        yield Moment(at, kind, session, properties, said, agents.get(session), joined, place)


def session_of(kind: str, properties: Json) -> Json:
    """Give the session of an event (9)."""
    info, part = properties.get("info") or {}, properties.get("part") or {}
    last = part.get("sessionID") if kind.startswith("message.") else info.get("id")
    return properties.get("sessionID") or info.get("sessionID") or last
