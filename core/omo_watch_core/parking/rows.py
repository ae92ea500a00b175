"""The row of a parked session in the journal, and how it ends."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.effects import Effect, Report, WriteMetadata
from omo_watch_core.journal.nouns import Parked, ParkedStage
from omo_watch_core.journal.place import place_of
from omo_watch_core.state import Server, State

OPEN: frozenset[ParkedStage] = frozenset({"parking", "parked", "resuming"})
UNPARK = b'{"parked":null}'


def row_of(state: State, server: Server, session: str) -> Parked | None:
    """Give the row of a session, also one that has ended."""
    return state.journal.parked.get((place_of(server.url), session))


def put(state: State, row: Parked) -> State:
    """Keep a row; it is newer than what was known, also within one millisecond."""
    key = (row.place, row.session)
    known = state.journal.parked.get(key)
    changed = max(state.now_ms, known.changed_ms + 1 if known else 0)
    parked = {**state.journal.parked, key: replace(row, changed_ms=changed)}
    return replace(state, journal=replace(state.journal, parked=parked))


def close(
    state: State, row: Parked, stage: ParkedStage, why: str
) -> tuple[State, tuple[Effect, ...]]:
    """End a row, tell of it, and take the mark out of the session's metadata."""
    state = put(state, replace(row, stage=stage, why=why))
    server = server_of(state, row)
    if server is None:
        return state, ()
    said = f"not parked any more ({stage}): {why}"
    told = Report(
        server=server.name, session=row.session, kind="parked", at_ms=state.now_ms, text=said,
        data={"stage": stage},
    )  # fmt: skip
    if row.session not in server.sessions or not server.link.is_open:
        return state, (told,)
    # The mark belongs to no action: one that has ended is not begun again by it.
    effect = WriteMetadata(server=server.name, action="", session=row.session, changes=UNPARK)
    return state, (effect, told)


def server_of(state: State, row: Parked) -> Server | None:
    """Give the server of a row, a connected one where it is watched under two names."""
    found = [server for server in state.servers.values() if place_of(server.url) == row.place]
    return next((server for server in found if server.link.is_open), found[0] if found else None)
