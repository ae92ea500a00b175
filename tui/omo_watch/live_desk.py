"""The loop behind the screen: real servers, commands, what was looked for."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from omo_watch.children import Children
from omo_watch.claiming import follow_claims
from omo_watch.cli.watching import nonce
from omo_watch.desk import Show
from omo_watch.finding import find, has_opencode
from omo_watch.halfway import stop_whole
from omo_watch.reaching import attach_environment
from omo_watch_core.changes import NOTHING, Changes
from omo_watch_core.commands import Command
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.backend import Backend
from omo_watch_core.edge.clock import Pace, SystemClock
from omo_watch_core.edge.discover import Look
from omo_watch_core.edge.keeper import Keeper
from omo_watch_core.edge.loop import Loop
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.events import (
    CutOffTold,
    DeedLookedAt,
    DiffOpened,
    Event,
    NewsClosed,
    RetryAsked,
    ServerAdded,
    SessionClosed,
    SessionOpened,
)
from omo_watch_core.select.inbox_put_away import closed_of
from omo_watch_core.select.inbox_rows import InboxRow
from omo_watch_core.state import SessionKey, State

Read = Callable[[str], Address]
"""Makes an address of what a person typed; raises ValueError with a sentence."""


class LiveDesk:
    """Own the loop while the screen is open."""

    def __init__(
        self,
        addresses: Sequence[Address],
        state: State,
        looks: Sequence[Look],
        read: Read,
        children: Children,
        keeper: Keeper,
    ) -> None:
        """Prepare; nothing is connected before `run`."""
        self.looks = looks
        self.has_opencode = has_opencode()
        self._read = read
        self._addresses = {address.name: address for address in addresses}
        self._clock, self._pace = SystemClock(), Pace()
        self._shows: list[Show] = []
        self._looked_at: SessionKey | None = None
        self._children = children
        self._search: asyncio.Task[None] | None = None
        self._starting: asyncio.Task[None] | None = None
        backends: dict[str, Backend] = {a.name: self._backend(a) for a in addresses}
        self._loop = Loop(
            backends,
            self._clock,
            state,
            self._show,
            join=self._join,
            pace=self._pace,
            keeper=keeper,
        )

    @property
    def state(self) -> State:
        """Give the newest state."""
        return self._loop.state

    @property
    def exit_status(self) -> int:
        """Give 1 when the program itself failed somewhere, else 0."""
        return self._loop.exit_status

    @property
    def faults(self) -> Sequence[BaseException]:
        """Give what failed in the program itself, for the last words after the screen."""
        return self._loop.faults

    def attend(self, show: Show) -> None:
        """Call `show` after every batch, and each second for the time."""
        self._shows.append(show)

    def submit(self, command: Command) -> None:
        """Do what the operator asks for; what becomes of it is told by the state."""
        self._loop.submit(command)

    def post(self, events: Sequence[Event]) -> None:
        """Take in what happened at this machine."""
        self._loop.post(events)

    def look(self, key: SessionKey | None, *, closely: bool = False) -> None:
        """Turn to the one session that a person looks at, or to none."""
        self._loop.hurry(closely)
        if key == self._looked_at:
            return
        now, before = self._clock.now_ms(), self._looked_at
        self._looked_at = key
        if before:
            self._loop.post([SessionClosed(server=before[0], at_ms=now, session=before[1])])
        if key:
            self._loop.post([SessionOpened(server=key[0], at_ms=now, session=key[1])])

    def look_at_diff(self, key: SessionKey) -> None:
        """Ask what a session changed in its files."""
        now = self._clock.now_ms()
        self._loop.post([DiffOpened(server=key[0], at_ms=now, session=key[1])])

    def add_server(self, url: str) -> None:
        """Watch one more server; raises ValueError with a sentence where this is no address."""
        self._add(self._read(url))

    def look_again(self) -> None:
        """Look for servers now, and try those again that refused."""
        now = self._clock.now_ms()
        self._loop.post([RetryAsked(server=name, at_ms=now) for name in self.state.servers])
        if not self.state.servers and (self._search is None or self._search.done()):
            self._search = asyncio.get_running_loop().create_task(self._look_around())

    async def _look_around(self) -> None:
        search = await find()
        self.looks = search.looks
        if search.joined:
            self._add(search.joined.address)
        self._show(self.state, NOTHING)

    def start_demo(self) -> None:
        """Start the demo servers and watch them."""
        self._start(self._children.start_demo)

    def start_server(self) -> None:
        """Start `opencode serve` as a child and watch it."""
        self._start(self._children.start_opencode)

    def told(self, deeds: Sequence[str]) -> None:
        """Note that a person has read of deeds that were cut off: they are not told again."""
        now = self._clock.now_ms()
        self._loop.post([CutOffTold(server="", at_ms=now, deeds=tuple(deeds))])

    def close_news(self, rows: Sequence[InboxRow]) -> None:
        """Put news of the Inbox away; they stay away over a restart."""
        now = self._clock.now_ms()
        servers = self.state.servers
        closed = tuple(closed_of(self.state, row, now) for row in rows if row.server in servers)
        self._loop.post([NewsClosed(server="", at_ms=now, closed=closed)])

    def look_at_deed(self, deed: str) -> None:
        """Turn to a deed of the journal: its steps are read."""
        self._loop.post([DeedLookedAt(server="", at_ms=self._clock.now_ms(), action=deed)])

    def environment(self, server: str) -> dict[str, str]:
        """Give the environment of a program here that is to speak to a server."""
        return attach_environment(os.environ, self._addresses.get(server))

    def nonce(self) -> str:
        """Give 14 letters or digits that no other command has."""
        return nonce()

    async def run(self) -> None:
        """Read, fold and act until stopped."""
        claims = asyncio.create_task(self._see_claims())
        try:
            await self._loop.run()
        finally:
            claims.cancel()
            with suppress(asyncio.CancelledError):
                await claims

    async def stop(self) -> None:
        """End all connections, once no session that was stopped for a step waits for it."""
        for task in (self._search, self._starting):
            if task is not None:
                task.cancel()
        await stop_whole(self._loop, self._clock)

    async def _see_claims(self) -> None:
        """Hold the claims where this program acts by itself, else look who does."""
        if self.state.mode == "auto":
            # The database's driver is not loaded where nobody ever claims anything.
            from omo_watch.holding import Holding

            await Holding(lambda: self.state, self._loop.post, self._clock, "screen").run()
        else:
            await follow_claims(lambda: self.state, self._loop.post, self._clock)

    def _start(self, begin: Callable[[], Sequence[Address]]) -> None:
        if self._starting is None or self._starting.done():
            self._starting = asyncio.get_running_loop().create_task(self._join_new(begin))

    async def _join_new(self, begin: Callable[[], Sequence[Address]]) -> None:
        try:
            addresses = await asyncio.to_thread(begin)
        except OSError as error:
            self.looks = (*self.looks, Look(place="start", what="a server here", result=str(error)))
            addresses = ()
        for address in addresses:
            self._add(address)
        self._show(self.state, NOTHING)

    def _add(self, address: Address) -> None:
        self._addresses[address.name] = address
        now = self._clock.now_ms()
        added = ServerAdded(
            server=address.name, at_ms=now, url=address.url, read_only=address.read_only
        )
        self._loop.post([added])

    def _join(self, name: str, url: str) -> Backend:
        return self._backend(self._addresses.get(name) or Address.of(name, url))

    def _backend(self, address: Address) -> Backend:
        return OpenCode(address, self._clock, self._pace)

    def _show(self, state: State, changes: Changes) -> None:
        for show in self._shows:
            show(state, changes)
