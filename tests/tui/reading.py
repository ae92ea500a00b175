"""The demo's story, read closely: one session with all that its screen shows."""

from __future__ import annotations

from functools import cache

from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.events import DiffListed, MessagesListed, SessionOpened
from omo_watch_core.reduce import reduce
from omo_watch_core.state import SessionKey, State

SERVER, TITLE = "laptop", "Refactor billing"
AT_MS = 5_000
OPEN = ("slash", *"title:refactor", "enter", "g", "enter")
"""The keys that lead to it."""


def key_of(state: State, title: str = TITLE) -> SessionKey:
    """Find a session by its title."""
    sessions = state.servers[SERVER].sessions.values()
    return SERVER, next(one.id for one in sessions if one.info.title == title)


@cache
def read_closely() -> State:
    """Open Refactor billing with its diff, and watch for a while."""
    rehearsal = Rehearsal()
    key = key_of(rehearsal.run_to(1_000))
    rehearsal.look(*key)
    rehearsal.look_at_diff(*key)
    return rehearsal.run_to(AT_MS)


@cache
def opened_only() -> State:
    """Open it, before its server has answered."""
    state = Rehearsal().run_to(AT_MS)
    name, session = key_of(state)
    opened = SessionOpened(server=name, at_ms=state.now_ms, session=session)
    return reduce(state, [opened])[0]


@cache
def unchanged() -> State:
    """Read a session of which its server lists no message and no change."""
    state = opened_only()
    name, session = key_of(state)
    at = state.now_ms
    nothing = (
        MessagesListed(
            server=name, at_ms=at, asked_ms=at, session=session, messages=(), complete=True
        ),
        DiffListed(server=name, at_ms=at, asked_ms=at, session=session, files=()),
    )
    return reduce(state, nothing)[0]
