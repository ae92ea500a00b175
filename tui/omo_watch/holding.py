"""Hold the claims on servers for a program that acts by itself."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

from omo_watch.places import journal_file
from omo_watch_core.claim import Claim
from omo_watch_core.edge.claims import BEAT_S, Claims, owner_name
from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.database import DatabaseError
from omo_watch_core.events import ClaimHeard, Event
from omo_watch_core.state import State

Heard = Callable[[str, str, bool, int], None]
"""Told of a server, who holds its claim in words, whether that is this program, and when."""


def _tell_nobody(server: str, words: str, own: bool, at_ms: int) -> None:
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
        self._told: dict[str, tuple[Claim | None, str]] = {}

    async def run(self) -> None:
        """Take and keep them until it is cancelled."""
        try:
            while True:
                now = self._clock.now_ms()
                for server in tuple(self._state().servers.values()):
                    # Who changes nothing at a server must not keep others from it.
                    find = self._look if server.read_only else self._take
                    claim, fault = await asyncio.to_thread(find, server.url, now)
                    self._hear(server.name, claim, fault, now)
                await self._clock.sleep(BEAT_S)
        finally:
            with suppress(DatabaseError):
                self._claims.release()

    def _take(self, url: str, now: int) -> tuple[Claim | None, str]:
        try:
            return self._claims.take(url, now), ""
        except DatabaseError as error:
            # Without a claim nothing is done by itself: two writers are worse than none.
            return None, str(error)

    def _look(self, url: str, now: int) -> tuple[Claim | None, str]:
        try:
            return self._claims.seen(url, now), "read-only here"
        except DatabaseError as error:
            return None, str(error)

    def _hear(self, server: str, claim: Claim | None, fault: str, now: int) -> None:
        if self._told.get(server) == (claim, fault):
            return
        self._told[server] = (claim, fault)
        owner, own = (claim.owner, claim.own) if claim else (None, False)
        self._post([ClaimHeard(server=server, at_ms=now, owner=owner, own=own)])
        self._heard(server, f"held by {owner}" if owner else f"held by nobody: {fault}", own, now)
