"""One look at the leases; private to that."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from omo_watch_core.actions.action import Action
from omo_watch_core.charge import telling
from omo_watch_core.effects import Effect, WriteMetadata
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.journal.place import place_of
from omo_watch_core.leases.note import no_note, note
from omo_watch_core.leases.scope import stands
from omo_watch_core.leases.words import held_words, whom_words
from omo_watch_core.state import Server, State


class Round:
    """Collect what a look does to the leases, and what it wants done."""

    __slots__ = ("_servers", "effects", "leases", "now", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self.now = state.now_ms
        self.leases = state.journal.leases
        self.effects: list[Effect] = []
        self._servers: dict[str, Server] = {}
        """The watched servers by place, those that may be changed."""
        for server in state.servers.values():
            if server.read_only:
                continue
            self._servers.setdefault(place_of(server.url), server)

    def server_of(self, lease: Lease) -> Server | None:
        """Give the server that a lease is of, where it is watched."""
        return self._servers.get(lease.place)

    def put(self, lease: Lease) -> None:
        """Write a lease down."""
        if self.leases.get(lease.id) is not lease:
            self.leases = {**self.leases, lease.id: lease}

    def learn(self, before: Mapping[str, Lease]) -> None:
        """Tell of the leases that others made."""
        if self.leases is before:
            return
        for name, lease in self.leases.items():
            if name not in before and stands(lease, self.now):
                whose = f", by {lease.owner}" if lease.owner else ""
                self._tell(lease, f"{held_words(lease, self.now)}{whose}")

    def begin(self, lease: Lease, server: Server) -> None:
        """Let a lease begin: those in its place end, and its session tells of it."""
        why = "a newer lease took its place"
        for older in tuple(self.leases.values()):
            same = (older.place, older.scope, older.name) == (lease.place, lease.scope, lease.name)
            if same and older.ended_ms is None and older.id != lease.id:
                self.put(replace(older, ended=why, ended_ms=self.now, changed_ms=self.now))
        self.put(lease)
        self._tell(lease, held_words(lease, self.now))
        if lease.scope == "session":
            self._send(note(server, lease))

    def end(self, lease: Lease) -> None:
        """Write down a lease that has ended; its session tells of it no more."""
        self.put(lease)
        self._tell(lease, f"not held on {lease.target.model} any more: {lease.ended}")
        server = self.server_of(lease)
        if server is not None and lease.scope == "session" and lease.name in server.sessions:
            self._send(no_note(server, lease))

    def act(self, action: Action) -> None:
        """Write an action down."""
        actions = {**self.state.actions, action.id: action}
        self.state = replace(self.state, actions=actions)

    def done(self) -> State:
        """Give the state after the look."""
        journal = self.state.journal
        if self.leases is not journal.leases:
            return replace(self.state, journal=replace(journal, leases=self.leases))
        return self.state

    def _send(self, effect: WriteMetadata) -> None:
        self.effects.append(effect)
        self.state = replace(self.state, noting=self.state.noting | {effect.action})

    def _tell(self, lease: Lease, text: str) -> None:
        server = self.server_of(lease)
        key = (server.name if server else "", lease.name if lease.scope == "session" else "")
        said = text if lease.scope == "session" else f"{whom_words(lease)}: {text}"
        self.effects.append(telling.told("lease", key, self.now, said, lease=lease.id))
