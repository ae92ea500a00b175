"""What one server of the demo is: its models, agents, folders, limits, and who plays on it."""

from __future__ import annotations

from omo_watch_core.edge.demo.beats import Beat
from omo_watch_core.edge.demo.cast import Role
from omo_watch_core.edge.demo.ids import make_id
from omo_watch_core.edge.demo.models import Model, providers_body
from omo_watch_core.edge.demo.nouns import Json, Toast
from omo_watch_core.value import Value

MOST_TRIES = 5
"""Retries of a call before it fails."""


class Limit(Value):
    """Hold how a model refuses for a while."""

    message: str
    wait_ms: int
    lifts: bool = False
    """It answers after one wait; else it refuses again, until the call fails."""


class Agent(Value):
    """Hold one agent of a server."""

    name: str
    mode: str = "primary"
    model: str = ""
    """`provider/model` of its own, if it has one."""


class Script(Value):
    """Hold all of one server that does not change."""

    name: str
    directory: str
    """Its own directory."""
    home: str
    projects: tuple[str, ...]
    agents: tuple[Agent, ...]
    models: tuple[Model, ...]
    limits: dict[str, Limit]
    """By `provider/model`."""
    cast: tuple[Role, ...]
    plugins: tuple[str, ...] = ()
    toasts: tuple[Toast, ...] = ()
    """Toasts of its plugin that appear now and then."""
    falls_ms: int | None = None
    """How long after its stream was first opened it goes away for good; None is never."""

    def agent(self, name: str) -> Agent | None:
        """Give an agent by name."""
        return next((agent for agent in self.agents if agent.name == name), None)

    def knows(self, model: str) -> bool:
        """Tell whether a `provider/model` is offered."""
        return any(known.name == model for known in self.models)

    def project(self, directory: str) -> str:
        """Give the id of the project that a directory belongs to."""
        inside = [root for root in self.projects if f"{directory}/".startswith(f"{root}/")]
        return f"{inside[0].strip('/').replace('/', '-')}-0001" if inside else "global"

    def config_body(self) -> Json:
        """Give what the configuration route answers."""
        return {
            "$schema": "https://opencode.ai/config.json",
            "model": self.models[0].name,
            "plugin": list(self.plugins),
            "agent": {a.name: {"model": a.model} for a in self.agents if a.model},
            "command": {},
            "mode": {},
            "username": "demo",
        }

    def providers_body(self) -> Json:
        """Give what the provider route answers."""
        return providers_body(self.models)


def role_id(script: Script, name: str, now_ms: int) -> str:
    """Give the session id of a role, when the curtain rises at `now_ms`."""
    role = next(role for role in script.cast if role.name == name)
    return make_id("ses", now_ms - role.born_ms, f"{script.name}/{name}")


class Reaction(Value):
    """Hold what somebody's deed changes: beats that no longer come, and beats that now come."""

    drop: frozenset[str] = frozenset()
    """Sessions whose beats are dropped."""
    beats: tuple[Beat, ...] = ()
