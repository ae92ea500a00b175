"""Ask how sessions ended that bad ends of the journal are about, where nobody has read it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core.effects import Effect
from omo_watch_core.events import Event, JournalRead, SessionsListed
from omo_watch_core.questions import key
from omo_watch_core.scope import ENDS
from omo_watch_core.select.deed_ends import end_of
from omo_watch_core.select.inbox_deeds import unread_deeds
from omo_watch_core.snapshot import note
from omo_watch_core.state import Server, State


def recall(state: State, batch: Sequence[Event]) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with its questions noted, and the questions: once on each connection."""
    if not any(isinstance(event, JournalRead | SessionsListed) for event in batch):
        return state, ()
    wanted: dict[str, dict[str, None]] = {}
    for deed, server in unread_deeds(state):
        wanted.setdefault(server.name, {})[deed.session] = None
    effects: list[Effect] = []
    servers = dict(state.servers)
    for name, sessions in wanted.items():
        servers[name], asked = _asked(servers[name], list(sessions))
        effects += asked
    return (replace(state, servers=servers) if effects else state), tuple(effects)


def _asked(server: Server, sessions: list[str]) -> tuple[Server, list[Effect]]:
    agenda = server.link.agenda
    new = [name for name in sessions if name not in agenda.recalled]
    new = new[: max(ENDS - len(agenda.recalled), 0)] if server.link.is_open else []
    effects: list[Effect] = [end_of(server, server.sessions[name]) for name in new]
    keys = {name for effect in effects if (name := key(effect)) is not None}
    agenda = replace(
        agenda, recalled=agenda.recalled | set(new), outstanding=agenda.outstanding | keys
    )
    return note(server, agenda), effects
