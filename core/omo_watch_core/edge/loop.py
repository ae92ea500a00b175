"""The one queue and the one owner of the state: events in, effects out, changes shown."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from omo_watch_core.changes import NOTHING, Changes
from omo_watch_core.commands import Command
from omo_watch_core.decide import action_id, decide
from omo_watch_core.edge.backend import Backend
from omo_watch_core.edge.clock import AFTER_READERS_S, CALM_S, QUICK_S, Clock, Pace
from omo_watch_core.edge.errands import Errands
from omo_watch_core.edge.journaling import Journaling
from omo_watch_core.edge.keeper import Keeper, Unkept
from omo_watch_core.effects import Effect, Report, ShowToast, Wake
from omo_watch_core.events import Crashed, Event, ServerAdded, Ticked, Woken
from omo_watch_core.journal.sending import request_of
from omo_watch_core.state import State
from omo_watch_core.step import step

SLICE = 4_000
"""How many events are folded before keys get their turn, some milliseconds."""
FAULTS_IN_A_ROW = 3
FAULTS_KEPT = 100

Show = Callable[[State, Changes], None]
Join = Callable[[str, str], Backend]
"""Makes the backend of a server that is added while the loop runs, from its name and url."""


def _tell_nobody(report: Report) -> None:
    """Take no notice."""


class Loop:
    """Own the state while it runs.

    `show` is called with the newest state and what changed since the last call, at most once
    per frame, and once a second with empty changes when only time has passed.
    """

    def __init__(
        self,
        backends: Mapping[str, Backend],
        clock: Clock,
        state: State,
        show: Show,
        *,
        join: Join | None = None,
        pace: Pace | None = None,
        chance: Callable[[], float] = random.random,
        report: Callable[[Report], None] = _tell_nobody,
        keeper: Keeper | None = None,
    ) -> None:
        """Prepare; nothing is connected before `run`.

        `report` is told what those do who look after models; `keeper` keeps the journal, and
        without one nothing stays.
        """
        self.state = state
        self.faults: list[BaseException] = []
        self._clock = clock
        self._show = show
        self._join = join
        self._report = report
        self._pace = pace or Pace()
        self._errands = Errands(clock, self._put, self._fault, chance)
        self._errands.backends.update(backends)
        self._journaling = Journaling(
            keeper or Unkept(), clock, self._errands, self._put, lambda: self.state
        )
        self._inbox: list[Event] = []
        self._arrived = asyncio.Event()
        self._stopped = False
        self._changes = NOTHING
        self._ticked = False
        self._resting = False
        self._in_a_row: dict[str, int] = {}

    @property
    def exit_status(self) -> int:
        """Give 1 when something in the program itself failed, else 0."""
        return 1 if self.faults else 0

    def post(self, events: Sequence[Event]) -> None:
        """Take in what happened at this machine, in order; servers that it adds are joined."""
        for event in events:
            known = event.server in self._errands.backends
            if isinstance(event, ServerAdded) and not known and self._join is not None:
                self._errands.backends[event.server] = self._join(event.server, event.url)
        self._put(events)

    def submit(self, command: Command) -> str:
        """Decide about a command now, and give the id of the action that it became."""
        # A tick may be a second old; an action must not begin before the key was pressed.
        now = max(self.state.now_ms, self._clock.now_ms())
        before = self.state
        self.state, effects = decide(replace(before, now_ms=now), command)
        self._changes |= Changes(actions=True)
        self._perform(before, effects)
        self._present()
        return action_id(command)

    def hurry(self, on: bool) -> None:
        """Show 30 frames a second while a person reads along, else 10."""
        self._pace.frame_s = QUICK_S if on else CALM_S

    def stop(self) -> None:
        """Let `run` end."""
        self._stopped = True
        self._arrived.set()

    async def run(self) -> None:
        """Connect, fold and show until `stop`; leaves nothing running or open."""
        now = self._clock.now_ms()
        known = [s for name, s in self.state.servers.items() if name in self._errands.backends]
        self._put(
            [ServerAdded(server=s.name, at_ms=now, url=s.url, read_only=s.read_only) for s in known]
        )
        self._errands.start("", self._tick())
        self._errands.start("", self._journaling.follow())
        try:
            while not self._stopped:
                await self._arrived.wait()
                self._arrived.clear()
                await self._fold_all()
        finally:
            self._stopped = True
            await self._errands.close()
            await self._journaling.close()

    def _put(self, events: Sequence[Event]) -> None:
        self._inbox += events
        self._arrived.set()

    async def _fold_all(self) -> None:
        while self._inbox and not self._stopped:
            batch, self._inbox = self._inbox[:SLICE], self._inbox[SLICE:]
            self._guard("fold", partial(self._fold, batch))
            self._present()
            if self._inbox:
                await asyncio.sleep(0)

    def _fold(self, batch: list[Event]) -> None:
        before = self.state
        self.state, changes, effects = step(before, batch)
        self._changes |= changes
        self._perform(before, effects, batch)
        for server in before.servers.keys() - self.state.servers.keys():
            self._errands.leave(server)

    def _perform(
        self, before: State, effects: Sequence[Effect], batch: Sequence[Event] = ()
    ) -> None:
        """Have what was decided written down, and do it; what changes a server waits for that."""
        effects = [effect for effect in effects if self._may(effect)]
        kept = self._journaling.keep(before, self.state, effects, batch)
        for effect in effects:
            if isinstance(effect, Report):
                self._report(effect)
            elif isinstance(effect, Wake):
                self._errands.start("", self._wake(effect.at_ms))
            elif not self._journaling.perform(effect):
                self._errands.perform(effect, kept if request_of(effect) else None)

    def _may(self, effect: Effect) -> bool:
        """Tell whether an effect may be performed: the last gate before a read-only server."""
        server = self.state.servers.get(effect.server)
        changes = request_of(effect) is not None or isinstance(effect, ShowToast)
        if not changes or server is None or not server.read_only:
            return True
        what = type(effect).__name__
        self._fault(PermissionError(f"{what} was held back: {server.name} is read-only"))
        return False

    async def _wake(self, at_ms: int) -> None:
        await self._clock.sleep((at_ms - self._clock.now_ms()) / 1000)
        self._put([Woken(server="", at_ms=self._clock.now_ms())])

    def _present(self) -> None:
        """Show what changed, unless the screen still rests from the last time."""
        if self._resting or self._stopped or not (self._changes or self._ticked):
            return
        changes, self._changes, self._ticked = self._changes, NOTHING, False
        self._resting = True
        self._errands.start("", self._rest())
        self._guard("show", partial(self._show, self.state, changes))

    async def _rest(self) -> None:
        await self._clock.sleep(self._pace.left_s(self._clock.now_ms()) + AFTER_READERS_S)
        self._resting = False
        self._present()

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep((1000 - self._clock.now_ms() % 1000) / 1000)
            self._ticked = True
            self._put([Ticked(server="", at_ms=self._clock.now_ms())])

    def _guard(self, what: str, work: Callable[[], None]) -> None:
        """Keep the program on its feet when something in it fails; nowhere else is all caught."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - becomes a Crashed event and an exit status
            self._fault(error)
            self._in_a_row[what] = self._in_a_row.get(what, 0) + 1
            if self._in_a_row[what] >= FAULTS_IN_A_ROW:
                self.stop()
        else:
            self._in_a_row[what] = 0

    def _fault(self, error: BaseException) -> None:
        """Note a failure of the program itself, and have it shown."""
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(error)
        reason = f"{type(error).__name__}: {error}"
        self._put([Crashed(server="", at_ms=self._clock.now_ms(), reason=reason)])
