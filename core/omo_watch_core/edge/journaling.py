"""The journal beside the loop: what is decided is written before it is done, and read again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.errands import Errands, Permit
from omo_watch_core.edge.keeper import Keeper
from omo_watch_core.effects import Effect, KeepLanes, ReadJournal, ReadSteps, TakeParked
from omo_watch_core.events import Event, JournalFailed, NeverSent
from omo_watch_core.journal.nouns import Entry, Step
from omo_watch_core.journal.sending import request_of
from omo_watch_core.journal.stages import SENT
from omo_watch_core.journal.writing import entries
from omo_watch_core.state import State

READ_S = 5.0
"""How often it is read what others wrote, whatever its file says."""
LOOK_S = 0.5
"""How often its file is looked at."""
Tell = Callable[[Sequence[Event]], None]


class Journaling:
    """Write and read the journal for a loop."""

    def __init__(
        self,
        keeper: Keeper,
        clock: Clock,
        errands: Errands,
        tell: Tell,
        state: Callable[[], State],
    ) -> None:
        """Prepare; nothing is read before `follow`. `state` gives the newest one."""
        self._keeper = keeper
        self._state = state
        self._clock = clock
        self._errands = errands
        self._tell = tell

    def keep(
        self, before: State, after: State, effects: Sequence[Effect], batch: Sequence[Event] = ()
    ) -> Permit | None:
        """Write down what a fold decided; gives what requests must wait for, None if nothing."""
        written = entries(before, after, effects, batch)
        if not written:
            return None
        requests = [request for effect in effects if (request := request_of(effect))]
        running = [name for name, _ in requests if _runs(after, name)]
        over: set[str] = set()
        keeping = self._keep(self._keeper.keep(written), requests, running, over)
        return Permit(self._errands.start("", keeping), over)

    def perform(self, effect: Effect) -> bool:
        """Do what an effect asks of the journal; False for all others."""
        if not isinstance(effect, KeepLanes | ReadJournal | ReadSteps | TakeParked):
            return False
        self._errands.start("", self._perform(effect))
        return True

    async def follow(self) -> None:
        """Read the journal now, every few seconds and with news, until it is cancelled."""
        while True:
            await self._perform(ReadJournal(server=""))
            for _ in range(round(READ_S / LOOK_S)):
                await self._clock.sleep(LOOK_S)
                if self._keeper.has_news():
                    break

    async def close(self) -> None:
        """Let what was given to it be written."""
        await self._keeper.close()

    async def _perform(self, effect: Effect) -> None:
        self._tell(await self._keeper.perform(effect, self._clock.now_ms()))

    async def _keep(
        self,
        kept: asyncio.Future[str],
        requests: Sequence[tuple[str, str]],
        running: Sequence[str],
        over: set[str],
    ) -> None:
        fault = await kept
        now = self._clock.now_ms()
        if fault:
            # What was decided is done all the same: a full disk must not leave a session stuck.
            self._tell([JournalFailed(server="", at_ms=now, reason=fault)])
        # Who stopped waiting meanwhile, or was replaced, must not act behind its end.
        over.update(name for name in running if not _runs(self._state(), name))
        if over:
            self._tell([NeverSent(server="", at_ms=now, action=name) for name in sorted(over)])
        sent: list[Entry] = [
            Step(action=action, at_ms=now, stage=SENT, what=what)
            for action, what in requests
            if action and action not in over
        ]
        if sent:
            self._keeper.keep(sent)


def _runs(state: State, name: str) -> bool:
    action = state.actions.get(name)
    return action is not None and action.result is None
