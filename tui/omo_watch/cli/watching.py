"""A short look at servers: connect, wait for something, leave nothing behind."""

from __future__ import annotations

import asyncio
import secrets
import string
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager

from omo_watch.claiming import seen_claim
from omo_watch.cli.failing import NO_CONNECTION, NOT_AUTHORISED, CommandError
from omo_watch.keeping import keeper_of
from omo_watch.owner import owner_here
from omo_watch_core.changes import Changes
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.backend import Backend, Emit
from omo_watch_core.edge.clock import Pace, SystemClock
from omo_watch_core.edge.keeper import Keeper
from omo_watch_core.edge.loop import Loop
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.events import Event
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.link import Link
from omo_watch_core.state import Mode, Server, State

NO_CHAINS = Chains()
FALLS_BACK = Policy(enabled=True)
Tap = Callable[[Sequence[Event]], None]
LETTERS = string.ascii_letters + string.digits


def nonce() -> str:
    """Give 14 letters or digits that no other command has."""
    return "".join(secrets.choice(LETTERS) for _ in range(14))


def blank_state(
    addresses: Sequence[Address],
    mode: Mode = "assist",
    chains: Chains = NO_CHAINS,
    policy: Policy = FALLS_BACK,
    owner: str | None = None,
) -> State:
    """Give the state before anything is known; `owner` is the name from the settings."""
    now = SystemClock().now_ms()
    servers = {
        a.name: Server(
            name=a.name,
            url=a.url,
            link=Link(),
            claim=seen_claim(a.url, now),
            read_only=a.read_only,
        )
        for a in addresses
    }
    return State(
        now_ms=now,
        servers=servers,
        mode=mode,
        chains=chains,
        policy=policy,
        owner=owner_here(owner),
    )


class Tapped:
    """A backend whose stream somebody else sees too."""

    def __init__(self, backend: Backend, tap: Tap) -> None:
        """Put `tap` between a backend and the loop."""
        self._backend = backend
        self._tap = tap
        self.perform = backend.perform
        self.close = backend.close

    async def stream(self, emit: Emit) -> None:
        """Read the stream and show each batch to both."""

        def both(events: Sequence[Event]) -> None:
            self._tap(events)
            emit(events)

        await self._backend.stream(both)


class Watching:
    """A running loop that a command waits on."""

    def __init__(
        self, addresses: Sequence[Address], state: State, tap: Tap | None, keeper: Keeper
    ) -> None:
        """Prepare; nothing is connected before `watching` runs it."""
        clock, pace = SystemClock(), Pace()
        backends: dict[str, Backend] = {a.name: OpenCode(a, clock, pace) for a in addresses}
        if tap:
            backends = {name: Tapped(backend, tap) for name, backend in backends.items()}
        self.loop = Loop(backends, clock, state, self._show, pace=pace, keeper=keeper)
        self._changed = asyncio.Event()

    @property
    def state(self) -> State:
        """Give the newest state."""
        return self.loop.state

    async def until(self, wanted: Callable[[State], bool], timeout: float) -> bool:
        """Wait until the state is as wanted; False when the time is over first."""
        try:
            async with asyncio.timeout(timeout):
                while not wanted(self.state):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def _show(self, state: State, changes: Changes) -> None:
        self._changed.set()


@asynccontextmanager
async def watching(
    addresses: Sequence[Address],
    state: State,
    tap: Tap | None = None,
    keeper: Keeper | None = None,
) -> AsyncGenerator[Watching]:
    """Run a loop over servers while a command looks at them; `tap` sees what streams.

    `keeper` keeps the journal of a command that acts; the others only read it.
    """
    view = Watching(addresses, state, tap, keeper or keeper_of("watch"))
    task = asyncio.create_task(view.loop.run())
    try:
        yield view
    finally:
        view.loop.stop()
        await task


def knows_journal(state: State) -> bool:
    """Tell whether the journal was read, or cannot be."""
    return state.journal.read or bool(state.journal.fault)


def is_settled(server: Server) -> bool:
    """Tell whether all that a first look asks was answered, or the server cannot be reached."""
    link = server.link
    if link.phase in ("waiting", "refused"):
        return True
    return link.phase == "live" and server.listed_ms is not None and not link.agenda.outstanding


def all_settled(state: State) -> bool:
    """Tell whether nothing more is to come from any server at once."""
    return all(is_settled(server) for server in state.servers.values())


def require_one(state: State) -> None:
    """Raise CommandError unless at least one server answered."""
    servers = state.servers.values()
    if any(server.listed_ms is not None for server in servers):
        return
    reasons = "; ".join(f"{s.name}: {s.link.reason or 'no answer'}" for s in servers)
    if any(server.link.status in (401, 403) for server in servers):
        raise CommandError(
            reasons,
            code=NOT_AUTHORISED,
            hint="set OPENCODE_SERVER_PASSWORD, or password_env in the server's settings",
        )
    raise CommandError(reasons, code=NO_CONNECTION, hint="is `opencode serve` running there?")
