"""The demo's story as a program watches it, and what its operator does there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty
from omo_watch_core.commands import Command, Override
from omo_watch_core.edge.demo.cast import Role
from omo_watch_core.edge.demo.chains import DEMO_CHAINS
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.edge.demo.script import Script
from omo_watch_core.edge.demo.story import STORY, Story
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Mode, SessionKey, State

AT_MS = 12_000
"""When most scenes look: the plugin did not move what waits, and its toast has gone."""
OWNER = "ann@desk"
BILLING, SCHEDULER = "Refactor billing", "Port the scheduler"
PRO, GPT = "google/gemini-3-pro", "openai/gpt-5.4"


def watch(
    story: Story = STORY, *, owner: str = OWNER, mode: Mode = "assist", duty: Duty | None = None
) -> Rehearsal:
    """Raise the curtain before a program of this operator."""
    told = Rehearsal(story)
    told.begin(given(owner, mode, duty))
    return told


def given(owner: str = OWNER, mode: Mode = "assist", duty: Duty | None = None) -> State:
    """Give all that a program knows before it begins."""
    return State(chains=DEMO_CHAINS, owner=owner, mode=mode, duty=duty)


def key_of(state: State, title: str) -> SessionKey:
    """Find the session whose title begins like this."""
    return next(
        (server.name, session.id)
        for server in state.servers.values()
        for session in server.sessions.values()
        if session.info.title.startswith(title)
    )


def do(told: Rehearsal, kind: type[Command], title: str, **how: Any) -> str:
    """Let the operator do something with a session now; give the action's id."""
    server, session = key_of(told.state, title)
    name, _, _ = told.state.owner.partition("@")
    nonce = f"{name}{len(told.state.actions)}".ljust(14, "x")
    return told.submit(kind(nonce=nonce, server=server, session=session, **how))


def move(told: Rehearsal, title: str, model: str, **how: Any) -> str:
    """Let the operator move a session now; give the action's id."""
    provider, _, name = model.partition("/")
    return do(told, Override, title, target=ModelRef(provider=provider, model=name), **how)


def look(told: Rehearsal, title: str = BILLING) -> None:
    """Turn to a session."""
    told.look(*key_of(told.state, title))


def recast(script: Script, roles: Iterable[Role]) -> Script:
    """Let these roles be played in the place of those with their names."""
    others = {role.name: role for role in roles}
    return replace(script, cast=tuple(others.get(role.name, role) for role in script.cast))
