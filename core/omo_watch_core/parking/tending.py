"""Let parked sessions go on when their time has come: once, staggered, and only as they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from omo_watch_core import events
from omo_watch_core.actions.cancel.park import note
from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.effects import Effect, TakeParked, WriteMetadata
from omo_watch_core.events import Event
from omo_watch_core.journal.nouns import Parked
from omo_watch_core.parking.resuming import is_under_way, resume
from omo_watch_core.parking.rows import OPEN, UNPARK, close, put, server_of
from omo_watch_core.parking.standing import Standing, standing
from omo_watch_core.state import State

APART_MS = 2 * SECOND
"""How far apart sessions of one provider at one server go on."""
ASK_AGAIN_MS = 10 * SECOND
"""How long after asking for a session it is asked for again."""
DIED_AFTER_MS = MINUTE
"""A program that took or stopped a session and is not heard of for so long has died."""
ENDED = "its program ended while it was stopped"
_OF_SESSION = (events.StatusHeard, events.SessionDeleted, events.MessagesListed)
_OF_MANY = (
    events.Ticked,
    events.Woken,
    events.JournalRead,
    events.ParkedTaken,
    events.SessionsListed,
    events.DirectoryRead,
)


def concerns(state: State, event: Event) -> bool:
    """Tell whether an event can make a parked session go on or fall away."""
    if state.duty is None or not state.journal.parked:
        return False
    if isinstance(event, _OF_MANY):
        return True
    if isinstance(event, events.MessageSeen):
        return _is_parked(state, event.message.session)
    return isinstance(event, _OF_SESSION) and _is_parked(state, event.session)


def tend(state: State, batch: Sequence[Event]) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with its parked sessions moved on, and what that needs done."""
    if state.mode == "watch" or not any(concerns(state, event) for event in batch):
        return state, ()
    effects: list[Effect] = []
    for event in batch:
        if isinstance(event, events.ParkedTaken) and event.taken and not event.action:
            state, wanted = resume(state, (event.place, event.session))
            effects += wanted
    for key in _in_order(state.journal.parked.values()):
        state, wanted = _tend(state, state.journal.parked[key])
        effects += wanted
    return state, tuple(effects)


def _in_order(rows: Iterable[Parked]) -> list[tuple[str, str]]:
    """Give the rows, what is due longest first."""
    found = sorted(rows, key=lambda row: (row.due_ms, row.session))
    return [(row.place, row.session) for row in found]


def _is_parked(state: State, session: str) -> bool:
    return any(name == session for _, name in state.journal.parked)


def _tend(state: State, row: Parked) -> tuple[State, tuple[Effect, ...]]:
    server = server_of(state, row)
    if server is None or server.read_only or not server.link.is_open:
        return state, ()
    if is_under_way(state, server.name, row.session):
        return state, ()
    if row.stage not in OPEN:
        return _clear(state, row)
    died = state.now_ms - row.changed_ms >= DIED_AFTER_MS
    if row.stage != "parked" and not died:
        return state, ()
    found = standing(server, row)
    if found.over:
        return close(state, row, found.stage, found.over)
    if found.taken or row.session not in server.sessions:
        return state, ()  # a connection begins without any; who takes a row must be able to act
    if row.stage == "parking":
        return _settle(state, row, found)
    return _ask(state, row) if row.due_ms <= state.now_ms else (state, ())


def _settle(state: State, row: Parked, found: Standing) -> tuple[State, tuple[Effect, ...]]:
    """Find out what became of an abort whose program died."""
    if not found.rests:
        return _ask(state, row) if row.due_ms <= state.now_ms else (state, ())
    server = server_of(state, row)
    assert server is not None
    until = round(row.due_ms - server.offset_ms)
    effect = WriteMetadata(
        server=server.name, action="", session=row.session, changes=note(until, row.owner)
    )
    return put(state, replace(row, stage="parked", why=ENDED)), (effect,)


def _ask(state: State, row: Parked) -> tuple[State, tuple[Effect, ...]]:
    """Ask for a session, unless another one of its provider just went on."""
    key, provider = (row.place, row.session), (row.place, row.model.provider)
    tending, now = state.tending, state.now_ms
    last = max(tending.started.get(provider, 0), _last_taken(state, row))
    if now - last < APART_MS or now - tending.asked.get(key, 0) < ASK_AGAIN_MS:
        return state, ()
    tending = replace(
        tending,
        asked={**tending.asked, key: now},
        started={**tending.started, provider: now},
    )
    effect = TakeParked(
        server="", place=row.place, session=row.session, resumer=state.owner, at_ms=now
    )
    return replace(state, tending=tending), (effect,)


def _last_taken(state: State, row: Parked) -> int:
    """Give when any program last let a session of the same provider go on there."""
    provider = row.model.provider
    alike = (
        known.taken_ms
        for known in state.journal.parked.values()
        if known.place == row.place and known.model.provider == provider
    )
    return max(alike, default=0)


def _clear(state: State, row: Parked) -> tuple[State, tuple[Effect, ...]]:
    """Take a mark out of the metadata that still tells of a row that has ended."""
    server = server_of(state, row)
    session = server.sessions.get(row.session) if server else None
    key, now = (row.place, row.session), state.now_ms
    if server is None or session is None or session.info.parked_until_ms is None:
        return state, ()
    ours = session.info.parked_by == row.owner and row.changed_ms <= now - ASK_AGAIN_MS
    until = session.info.parked_until_ms + server.offset_ms
    if not ours or abs(until - row.due_ms) > SECOND:
        return state, ()
    if now - state.tending.asked.get(key, 0) < ASK_AGAIN_MS:
        return state, ()
    asked = {**state.tending.asked, key: now}
    effect = WriteMetadata(server=server.name, action="", session=row.session, changes=UNPARK)
    return replace(state, tending=replace(state.tending, asked=asked)), (effect,)
