"""A lease begins with the end of the move that asked for it."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.prompt import fresh_id
from omo_watch_core.commands import LeaseWish
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.journal.place import place_of
from omo_watch_core.leases.recovery import free_ms, left_alone_ms, primary_of
from omo_watch_core.leases.scope import scope_name
from omo_watch_core.state import Server, Session, State

RECOVERED = LeaseWish(until="recovered")


def wish_fault(wish: LeaseWish | None, session: Session) -> str | None:
    """Say why a lease cannot be had at a session; None where it can, or none is wanted."""
    if wish is None or scope_name(wish.scope, session):
        return None
    return f"Nobody knows the {wish.scope} of {session.info.title or session.id}."


def prepared(
    state: State, action: OverrideAction, server: Server, session: Session
) -> OverrideAction:
    """Give the action with what is known of the model that it leaves: later it is forgotten."""
    primary = primary_of(session, action.source)
    if primary is None or primary.name == action.target.name:
        return replace(action, primary=None)
    free = free_ms(state, server, session, primary)
    if free is None and action.automatic:
        free = left_alone_ms(state, session, primary)
    return replace(action, primary=primary, free_ms=free)


def has_moved(action: OverrideAction) -> bool:
    """Tell whether an action that has ended may have moved its session."""
    return action.result in ("proved", "accepted", "set")


def is_begun(action: OverrideAction) -> bool:
    """Tell whether an action that has ended makes a lease; one by itself only where it answers."""
    if action.lease is None or not has_moved(action):
        return False
    return not action.automatic or action.result == "proved"


def lease_of(
    state: State, action: OverrideAction, wish: LeaseWish, server: Server, session: Session
) -> Lease:
    """Give the lease that an action makes."""
    nonce, now = action.id.removeprefix("act_"), state.now_ms
    free = action.free_ms if action.free_ms and action.free_ms > now else None
    return Lease(
        id=f"lea_{nonce}",
        place=place_of(server.url),
        scope=wish.scope,
        name=scope_name(wish.scope, session),
        target=action.target,
        owner=state.owner,
        since_ms=now,
        changed_ms=now,
        source=action.primary or action.source,
        until=wish.until,
        until_ms=free if wish.until == "recovered" else wish.until_ms,
        turns=wish.turns,
        strict=wish.strict,
        automatic=action.automatic,
        after=action.message or fresh_id("msg", nonce, now - server.offset_ms),
    )
