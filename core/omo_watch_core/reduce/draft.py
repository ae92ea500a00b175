"""The whole state while a batch of events is folded; private to that fold."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.changes import Changes
from omo_watch_core.events import Event, ServerAdded
from omo_watch_core.link import Link
from omo_watch_core.logged import Logged
from omo_watch_core.model import Toast
from omo_watch_core.reduce import limits
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.reduce.difference import difference
from omo_watch_core.reduce.sheet import Sheet
from omo_watch_core.state import Server, State

MOST_TOASTS = 200
MOST_FAULTS = 50
_NOBODY = Link()


class Draft:
    """Collect what a batch does; each server is laid out when its first event comes."""

    __slots__ = (
        "answered", "base", "desks", "faults", "limited", "log", "open", "servers", "toasts",
    )  # fmt: skip

    def __init__(self, state: State) -> None:
        self.base = state
        self.servers = dict(state.servers)
        """The watched servers as they were; only those in it are kept."""
        self.open = set(state.open)
        self.toasts: list[Toast] = []
        self.faults: list[str] = []
        self.log: list[Logged] = []
        self.limited = Sheet(state.limited)
        self.answered = Sheet(state.answered)
        self.desks: dict[str, Desk] = {}

    def is_about_nobody(self, event: Event) -> bool:
        """Tell whether an event comes from a server that is not watched, or no longer."""
        name = event.server
        return bool(name) and name not in self.servers and not isinstance(event, ServerAdded)

    def desk(self, name: str) -> Desk:
        """Give the desk of a server; what is laid on that of no server is thrown away."""
        desk = self.desks.get(name)
        if desk is None:
            server = self.servers.get(name) or Server(name=name, url="", link=_NOBODY)
            desk = self.desks[name] = Desk(self, server)
        return desk

    def add(self, server: Server) -> Desk:
        """Watch a server from now on; what its desk held before is thrown away."""
        self.servers[server.name] = server
        desk = self.desks[server.name] = Desk(self, server)
        return desk

    def remove(self, name: str) -> None:
        """Watch a server no longer."""
        self.servers.pop(name, None)
        self.desks.pop(name, None)
        self.open = {key for key in self.open if key[0] != name}

    def finished(self, now: int) -> tuple[State, Changes]:
        """Give the state after the batch, and what is different."""
        before = self.base
        limits.forget_old(self.limited, max(before.now_ms, now))
        finished = {n: desk.finished() for n, desk in self.desks.items() if n in self.servers}
        state = replace(
            before,
            now_ms=max(before.now_ms, now),
            servers={**self.servers, **finished},
            open=frozenset(self.open),
            toasts=(*before.toasts, *self.toasts)[-MOST_TOASTS:],
            log=before.log.grown(self.log),
            limited=self.limited.map,
            answered=self.answered.map,
            faults=(*before.faults, *self.faults)[-MOST_FAULTS:],
        )
        changes = Changes(notices=bool(self.toasts or self.faults or self.log))
        for name in {**before.servers, **self.servers}:
            desk = self.desks.get(name)
            changes |= difference(before, state, name, desk)
        return state, changes
