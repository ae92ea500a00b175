"""The loop without a screen: it looks after models and tells what it does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

from msgspec.structs import replace

from omo_watch.places import journal_file
from omo_watch_core.changes import Changes
from omo_watch_core.charge.duty import Duty
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.backend import Backend
from omo_watch_core.edge.claims import BEAT_S, Claims, ClaimsError, owner_name
from omo_watch_core.edge.clock import Pace, SystemClock
from omo_watch_core.edge.loop import Loop
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.effects import Report
from omo_watch_core.events import ClaimHeard
from omo_watch_core.state import Claim, State

Tell = Callable[[Report], None]


class Guard:
    """Look after the models of servers until it is stopped."""

    def __init__(self, addresses: Sequence[Address], state: State, tell: Tell) -> None:
        """Prepare; nothing is connected before `run`."""
        self._clock, pace = SystemClock(), Pace()
        self._tell = tell
        self._stopped = asyncio.Event()
        self._phases: dict[str, str] = {}
        self._claims = Claims(journal_file(), owner_name(socket.gethostname(), "guard"))
        backends: dict[str, Backend] = {
            address.name: OpenCode(address, self._clock, pace) for address in addresses
        }
        state = replace(state, duty=Duty())
        self.loop = Loop(backends, self._clock, state, self._show, pace=pace, report=tell)

    @property
    def state(self) -> State:
        """Give the newest state."""
        return self.loop.state

    def stop(self) -> None:
        """Let `run` end."""
        self._stopped.set()
        self.loop.stop()

    async def run(self) -> None:
        """Connect, decide and act until `stop`; releases its claims."""
        beating = asyncio.create_task(self._beat()) if self.state.mode == "auto" else None
        try:
            await self.loop.run()
        finally:
            if beating is not None:
                beating.cancel()
                with suppress(asyncio.CancelledError):
                    await beating
                self._release()

    async def _beat(self) -> None:
        """Take the claims, and keep them while this program lives."""
        while not self._stopped.is_set():
            now = self._clock.now_ms()
            for server in tuple(self.state.servers.values()):
                claim = await asyncio.to_thread(self._take, server.url, now)
                self._hear(server.name, server.claim, claim, now)
            await self._clock.sleep(BEAT_S)

    def _hear(self, server: str, former: Claim | None, claim: Claim | None, now: int) -> None:
        if claim == former:
            return
        owner, own = (claim.owner, claim.own) if claim else (None, False)
        self.loop.post([ClaimHeard(server=server, at_ms=now, owner=owner, own=own)])
        text = f"held by {owner}" if owner else "held by nobody"
        report = Report(
            server=server, session="", kind="claim", at_ms=now, text=text, data={"own": own}
        )
        self._tell(report)

    def _take(self, url: str, now: int) -> Claim | None:
        try:
            return self._claims.take(url, now)
        except ClaimsError as error:
            # Without a claim nothing is done by itself: two writers are worse than none.
            return Claim(owner=str(error))

    def _release(self) -> None:
        with suppress(ClaimsError):
            self._claims.release()

    def _show(self, state: State, changes: Changes) -> None:
        """Tell where the links stand, once per change."""
        if not changes.servers:
            return
        for server in state.servers.values():
            phase = server.link.phase
            if self._phases.get(server.name) != phase:
                self._phases[server.name] = phase
                text = f"{phase}: {server.link.reason}" if server.link.reason else phase
                self._tell(
                    Report(
                        server=server.name, session="", kind="server", at_ms=state.now_ms,
                        text=text, data={"url": server.url, "plugin": server.plugin},
                    )
                )  # fmt: skip
