"""Hold the claims on servers for a program that acts by itself."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

from omo_watch.places import journal_file
from omo_watch_core.edge.claims import BEAT_S, Claims, owner_name
from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.database import DatabaseError
from omo_watch_core.events import ClaimHeard, Event
from omo_watch_core.state import Claim, Server, State

Heard = Callable[[str, Claim, int], None]


def _tell_nobody(server: str, claim: Claim, at_ms: int) -> None:
    """Take no notice."""


class Holding:
    """Take the claims, keep them while the program lives, and let them go."""

    def __init__(
        self,
        state: Callable[[], State],
        post: Callable[[Sequence[Event]], None],
        clock: Clock,
        what: str,
        heard: Heard = _tell_nobody,
    ) -> None:
        """Prepare; `what` names the program to others, `heard` is told of each change."""
        self._state = state
        self._post = post
        self._clock = clock
        self._heard = heard
        self._claims = Claims(journal_file(), owner_name(socket.gethostname(), what))
        self._holders: dict[str, Claim] = {}

    async def run(self) -> None:
        """Take and keep them until it is cancelled."""
        try:
            while True:
                now = self._clock.now_ms()
                for server in tuple(self._state().servers.values()):
                    self._hear(server, await asyncio.to_thread(self._take, server.url, now), now)
                await self._clock.sleep(BEAT_S)
        finally:
            with suppress(DatabaseError):
                self._claims.release()

    def _take(self, url: str, now: int) -> Claim:
        try:
            return self._claims.take(url, now)
        except DatabaseError as error:
            # Without a claim nothing is done by itself: two writers are worse than none.
            return Claim(owner=str(error))

    def _hear(self, server: Server, claim: Claim, now: int) -> None:
        if self._holders.get(server.name) == claim:
            return
        self._holders[server.name] = claim
        self._post(
            [ClaimHeard(server=server.name, at_ms=now, owner=claim.owner, own=claim.own)]
        )
        self._heard(server.name, claim, now)
