"""Which sessions use a model: it answers them, or their chain names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set

from omo_watch_core.clock import DAY
from omo_watch_core.fallback.board import place
from omo_watch_core.fallback.models import parse
from omo_watch_core.select.chain import agent_of, chain_of
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.probing import is_probing
from omo_watch_core.state import Server, Session, SessionKey, State


class Using:
    """Collect who uses what, over all servers; what rests for a day uses nothing."""

    __slots__ = ("missing", "on_it", "spelt", "users")

    def __init__(self, state: State) -> None:
        self.spelt: dict[str, str] = {}
        """How a model is written where it is used, by `board.place`, as are the other three."""
        self.users: dict[str, list[SessionKey]] = defaultdict(list)
        self.on_it: dict[str, list[SessionKey]] = defaultdict(list)
        self.missing: dict[str, dict[str, None]] = defaultdict(dict)
        """By model the servers that do not offer it although it is used there."""
        for server in state.servers.values():
            self._add(state, server)

    def place_of(self, name: str) -> str:
        """Give the key of a model, and remember how it is written."""
        key = place(name)
        self.spelt.setdefault(key, name)
        return key

    def _add(self, state: State, server: Server) -> None:
        chains: dict[tuple[str, str | None], tuple[str, ...]] = {}
        offered = {self.place_of(name) for name in server.models}
        for session in server.sessions.values():
            if not is_in_use(state, server, session):
                continue
            # Equal agents in one directory have one chain; a name of a session may tell another.
            alike = (session.info.directory, agent_of(session) or session.id)
            if alike not in chains:
                chains[alike] = _names(state, server, session)
            self._use(server, session, chains[alike], offered)

    def _use(
        self, server: Server, session: Session, chain: tuple[str, ...], offered: Set[str]
    ) -> None:
        key = (server.name, session.id)
        now = answering(session)
        # A first choice that failed is used as well: the session will be back on it.
        own = [one.model.name for one in session.setbacks]
        names: list[str] = [*([now.name] if now else []), *own, *chain]
        for name in dict.fromkeys(map(self.place_of, names)):
            self.users[name].append(key)
            if offered and name not in offered:
                self.missing[name][server.name] = None
        if now:
            self.on_it[self.place_of(now.name)].append(key)


def is_in_use(state: State, server: Server, session: Session) -> bool:
    """Tell whether a session works, or did so within a day."""
    if session.info.archived_ms is not None or is_probing(server, session, state.now_ms):
        return False
    since = state.now_ms - DAY - server.offset_ms
    return session.status != "idle" or session.info.updated_ms >= since


def _names(state: State, server: Server, session: Session) -> tuple[str, ...]:
    entries = chain_of(state, server, session).chain
    return tuple(ref.name for entry in entries if (ref := parse(entry)) is not None)
