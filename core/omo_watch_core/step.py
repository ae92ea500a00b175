"""One turn of the loop: a batch of events and the state make the next state and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.actions.advance import advance
from omo_watch_core.actions.models.settling import settle
from omo_watch_core.actions.others_told import others_told
from omo_watch_core.actions.reach import reach
from omo_watch_core.changes import NOTHING, Changes
from omo_watch_core.charge.watch import concerns, watch
from omo_watch_core.effects import Effect, ReadSteps
from omo_watch_core.events import DeedLookedAt, Event
from omo_watch_core.journal.folding import fold
from omo_watch_core.leases.reach import concerns as leases_concern
from omo_watch_core.leases.tending import tend as tend_leases
from omo_watch_core.link import Link, wants
from omo_watch_core.parking.booking import book
from omo_watch_core.parking.showing import show
from omo_watch_core.parking.tending import concerns as parking_concerns
from omo_watch_core.parking.tending import tend
from omo_watch_core.plan import plan
from omo_watch_core.recalling import recall
from omo_watch_core.reduce import reduce
from omo_watch_core.requests_sent import noted
from omo_watch_core.state import Server, State
from omo_watch_core.tasks.run.tending import concerns as tasks_concern
from omo_watch_core.tasks.run.tending import has_open, run_tasks

_NO_LINK = Link()


def step(state: State, batch: Sequence[Event]) -> tuple[State, Changes, tuple[Effect, ...]]:
    """Fold a batch, let the connections and the running actions react, say what to do next.

    While actions run or models are looked after the batch is taken piece by piece, so that its
    size decides nothing.
    """
    changes, effects, place = NOTHING, list[Effect](), 0
    while True:
        watched = state.duty is not None or bool(state.noting) or has_open(state)
        end = reach(state, batch, place, _concerns) if watched else reach(state, batch, place)
        state, changed, wanted = _turn(state, batch[place:end])
        changes |= changed
        effects += wanted
        if end >= len(batch):
            return state, changes, tuple(effects)
        place = end


def _concerns(state: State, event: Event) -> bool:
    others = leases_concern(state, event) or parking_concerns(state, event)
    return concerns(state, event) or others or tasks_concern(state, event)


def _turn(state: State, batch: Sequence[Event]) -> tuple[State, Changes, tuple[Effect, ...]]:
    folded, changes = reduce(state, batch)
    folded = fold(folded, batch)
    planned, asked = plan(folded, batch)
    planned, recalled = recall(planned, batch)
    acting, acted = advance(planned, batch)
    acting = settle(state, acting)
    held, kept = tend_leases(state, acting, batch)
    watching, watched = watch(state, held, batch)
    booked, cleared = book(state, watching)
    tended, resumed = tend(booked, batch)
    ran, begun = run_tasks(state, tended, batch)
    after, shown = show(state, ran, batch)
    looked = [event for event in batch if isinstance(event, DeedLookedAt)]
    steps = [ReadSteps(server="", action=event.action) for event in looked]
    wanted = (*asked, *recalled, *acted, *kept, *watched, *cleared, *resumed, *begun, *steps)
    after = noted(state, after, wanted, batch)
    wanted = (*wanted, *others_told(state, after))
    changes |= _known_again(folded, planned) | shown
    if after.actions is not state.actions or after.journal is not state.journal:
        changes |= Changes(actions=True)
    return after, changes, (*_connections(state, folded), *wanted)


def _connections(before: State, after: State) -> list[Effect]:
    """Say what the links want done, of servers that came, stayed or went."""
    effects: list[Effect] = []
    for name in {**before.servers, **after.servers}:
        effects += wants(name, _link(before, name), _link(after, name))
    return effects


def _link(state: State, name: str) -> Link:
    server = state.servers.get(name)
    return server.link if server else _NO_LINK


def _known_again(before: State, after: State) -> Changes:
    """Name all rows of servers whose gap ended: none of them is unknown any more."""
    changes = NOTHING
    for name, server in after.servers.items():
        if _lost(before.servers[name]) and not _lost(server):
            keys = frozenset((name, session) for session in server.sessions)
            changes |= Changes(sessions=keys, order=True, servers=True)
    return changes


def _lost(server: Server) -> bool:
    return server.link.lost_since_ms is not None
