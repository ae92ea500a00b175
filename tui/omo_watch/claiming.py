"""See who holds the claims on servers, for those who only look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from omo_watch.places import journal_file, may_have_journal
from omo_watch_core.claim import Claim
from omo_watch_core.edge.clock import Clock
from omo_watch_core.events import ClaimHeard, Event
from omo_watch_core.state import State

LOOK_S = 5.0
Post = Callable[[Sequence[Event]], None]


def seen_claim(url: str, now_ms: int) -> Claim | None:
    """Give who holds the claim on a server; None where nobody does or nobody can tell."""
    if not may_have_journal():
        return None
    # The database's driver is not loaded where nobody ever claimed anything.
    from omo_watch_core.edge.claims import Claims
    from omo_watch_core.edge.database import DatabaseError

    try:
        return Claims(journal_file(), "").seen(url, now_ms)
    except DatabaseError:
        return None


async def follow_claims(state: Callable[[], State], post: Post, clock: Clock) -> None:
    """Tell who holds the claims, now and every few seconds, until it is cancelled."""
    while True:
        now = clock.now_ms()
        for server in tuple(state().servers.values()):
            claim = await asyncio.to_thread(seen_claim, server.url, now)
            if claim != server.claim:
                owner = claim.owner if claim else None
                post([ClaimHeard(server=server.name, at_ms=now, owner=owner)])
        await clock.sleep(LOOK_S)
