"""The world of a scenario: what a client would read, and how its calls behave."""

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from omo_watch_core.fallback.delegation import ChildContext
from omo_watch_core.fallback.engine.setup import Setup
from omo_watch_core.fallback.settings import chains, policy
from tests.conformance.case import Json

DIRECTORY = "/project"
OK: Json = "ok"
Call = Literal["promptAsync", "abort", "showToast"]


@dataclass
class World:
    """What the steps of a scenario change and the host reads."""

    setup: Setup
    messages: dict[str, Json]
    messages_shape: str
    agents: dict[str, str]
    children: set[str]
    categories: dict[str, str]
    contexts: dict[str, ChildContext]
    statuses: dict[str, Json]
    behaviours: dict[str, deque[Json]] = field(default_factory=dict[str, deque[Json]])

    def behaviour(self, call: Call) -> Json:
        """Give how the next call of that kind goes; each scripted one is used once."""
        waiting = self.behaviours.get(call)
        return waiting.popleft() if waiting else OK

    def history(self, session: str) -> Json:
        """Give the raw messages of a session; None where reading them raises."""
        return None if self.messages_shape == "throws" else self.messages.get(session, [])

    def status(self, session: str) -> str:
        """Give the type of a session's status."""
        return self.statuses.get(session, {}).get("type", "idle")

    def sessions(self) -> list[str]:
        """Name all sessions of the scenario."""
        return list(self.messages)


def world_of(given: Json) -> World:
    """Read a scenario's input."""
    client = given.get("client") or {}
    config = given["config"]
    return World(
        setup=Setup(
            policy=policy(config),
            chains=chains(given.get("plugin_config") or {}),
            agents=tuple(given.get("registered_agents") or ()),
            answer_ms=given.get("session_timeout_ms"),
        ),
        messages=dict(given["messages"]),
        messages_shape=given.get("messages_shape") or "data",
        agents=dict(given.get("session_agents") or {}),
        children=set(given.get("subagent_sessions") or ()),
        categories=dict(given.get("session_categories") or {}),
        contexts={entry["sessionID"]: _context(entry) for entry in given.get("bootstraps") or ()},
        statuses=dict(client.get("status") or {}),
        behaviours={key: deque(value) for key, value in client.items() if isinstance(value, list)},
    )


def _context(entry: Json) -> ChildContext:
    return ChildContext(
        prompt=entry.get("promptText") or "", system=entry.get("system"), tools=entry.get("tools")
    )
