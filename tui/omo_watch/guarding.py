"""The loop without a screen: it looks after models and tells what it does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

from msgspec.structs import replace

from omo_watch.keeping import keeper_of
from omo_watch.places import journal_file
from omo_watch_core.actions.action import HandAction
from omo_watch_core.changes import Changes
from omo_watch_core.charge import telling
from omo_watch_core.charge.duty import Duty
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.backend import Backend
from omo_watch_core.edge.claims import BEAT_S, Claims, owner_name
from omo_watch_core.edge.clock import Pace, SystemClock
from omo_watch_core.edge.database import DatabaseError
from omo_watch_core.edge.loop import Loop
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.effects import Report
from omo_watch_core.events import ClaimHeard
from omo_watch_core.state import Claim, State

Tell = Callable[[Report], None]
PATIENCE_S = 5.0
"""How long an ending guard waits for the prompt behind an abort of its own."""
LOOK_S = 0.05


class Guard:
    """Look after the models of servers until it is stopped."""

    def __init__(self, addresses: Sequence[Address], state: State, tell: Tell) -> None:
        """Prepare; nothing is connected before `run`."""
        self._clock, pace = SystemClock(), Pace()
        self._tell = tell
        self._stopped = asyncio.Event()
        self._links: dict[str, tuple[str, bool | None]] = {}
        self._holders: dict[str, Claim | None] = {}
        self._claims = Claims(journal_file(), owner_name(socket.gethostname(), "guard"))
        backends: dict[str, Backend] = {
            address.name: OpenCode(address, self._clock, pace) for address in addresses
        }
        state = replace(state, duty=Duty())
        self.loop = Loop(
            backends,
            self._clock,
            state,
            self._show,
            pace=pace,
            report=tell,
            keeper=keeper_of(state.mode),
        )

    @property
    def state(self) -> State:
        """Give the newest state."""
        return self.loop.state

    def stop(self) -> None:
        """Let `run` end, once no session that was stopped for a step waits for its prompt."""
        self._stopped.set()

    async def run(self) -> None:
        """Connect, decide and act until `stop`; releases its claims."""
        beside = [asyncio.create_task(self._end())]
        if self.state.mode == "auto":
            beside.append(asyncio.create_task(self._beat()))
        try:
            await self.loop.run()
        finally:
            for task in beside:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            self._release()
        self._tell_unfinished()

    async def _end(self) -> None:
        """Stop the loop when that is wanted and leaves nothing half done."""
        await self._stopped.wait()
        for _ in range(round(PATIENCE_S / LOOK_S)):
            if self.state.duty is None or not self.state.duty.is_halfway:
                break
            await self._clock.sleep(LOOK_S)
        self.loop.stop()

    async def _beat(self) -> None:
        """Take the claims, and keep them while this program lives."""
        while True:
            now = self._clock.now_ms()
            for server in tuple(self.state.servers.values()):
                claim = await asyncio.to_thread(self._take, server.url, now)
                self._hear(server.name, claim, now)
            await self._clock.sleep(BEAT_S)

    def _hear(self, server: str, claim: Claim | None, now: int) -> None:
        if server in self._holders and self._holders[server] == claim:
            return
        self._holders[server] = claim
        owner, own = (claim.owner, claim.own) if claim else (None, False)
        self.loop.post([ClaimHeard(server=server, at_ms=now, owner=owner, own=own)])
        text = f"held by {owner}" if owner else "held by nobody"
        self._tell(_of_server("claim", server, now, text, {"own": own}))

    def _take(self, url: str, now: int) -> Claim | None:
        try:
            return self._claims.take(url, now)
        except DatabaseError as error:
            # Without a claim nothing is done by itself: two writers are worse than none.
            return Claim(owner=str(error))

    def _release(self) -> None:
        with suppress(DatabaseError):
            self._claims.release()

    def _show(self, state: State, changes: Changes) -> None:
        """Tell where the links stand and who is in charge, once per change."""
        if not changes.servers:
            return
        for server in state.servers.values():
            phase, reason = server.link.phase, server.link.reason
            link = (phase, server.plugin)
            if self._links.get(server.name) != link:
                self._links[server.name] = link
                text = f"{phase}: {reason}" if reason else phase
                data: dict[str, object] = {"url": server.url, "plugin": server.plugin}
                self._tell(_of_server("server", server.name, state.now_ms, text, data))

    def _tell_unfinished(self) -> None:
        """Say what nobody will do once this guard has ended."""
        now = self._clock.now_ms()
        for action in self.state.actions.values():
            if isinstance(action, HandAction) and action.result is None:
                text = f"the guard ends: the result of {action.title} will not be handed over"
                self._tell(telling.told("result", action.key, now, text, result="refused"))


def _of_server(kind: str, server: str, now: int, text: str, data: dict[str, object]) -> Report:
    return Report(server=server, session="", kind=kind, at_ms=now, text=text, data=data)
