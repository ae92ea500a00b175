"""The loop without a screen: it looks after models and tells what it does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from msgspec.structs import replace

from omo_watch.desk import Show
from omo_watch.halfway import stop_whole
from omo_watch.holding import Holding
from omo_watch.keeping import keeper_of
from omo_watch_core.actions.action import HandAction
from omo_watch_core.changes import Changes
from omo_watch_core.charge import telling
from omo_watch_core.charge.duty import Duty
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.backend import Backend
from omo_watch_core.edge.clock import Pace, SystemClock
from omo_watch_core.edge.loop import Loop
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.effects import Report
from omo_watch_core.events import NoticeSent
from omo_watch_core.journal.cut_off import cut_off, sentence, way_out
from omo_watch_core.journal.place import place_of
from omo_watch_core.presence import signs_of
from omo_watch_core.state import State

Tell = Callable[[Report], None]


class Guard:
    """Look after the models of servers until it is stopped."""

    def __init__(self, addresses: Sequence[Address], state: State, tell: Tell) -> None:
        """Prepare; nothing is connected before `run`."""
        self._clock, pace = SystemClock(), Pace()
        self._shows: list[Show] = []
        self._tell = tell
        self._stopped = asyncio.Event()
        self._cut_off: set[str] = set()
        self._links: dict[str, tuple[str, bool | None]] = {}
        backends: dict[str, Backend] = {
            address.name: OpenCode(address, self._clock, pace) for address in addresses
        }
        state = replace(state, duty=Duty(), runs_tasks=True)
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

    def attend(self, show: Show) -> None:
        """Call `show` after every batch, and each second for the time."""
        self._shows.append(show)

    def hear_notices(self, notices: Sequence[NoticeSent]) -> None:
        """Take in that a person was told of sessions, and tell it."""
        self.loop.post(notices)
        for sent in notices:
            data: dict[str, object] = {"way": sent.way, "error": sent.fault or None}
            self._tell(Report(
                server=sent.server, session=sent.session, kind="notice", at_ms=sent.at_ms,
                text=sent.text, data=data,
            ))  # fmt: skip

    def stop(self) -> None:
        """Let `run` end, once no session that was stopped for a step waits for its prompt."""
        self._stopped.set()

    async def run(self) -> None:
        """Connect, decide and act until `stop`; releases its claims."""
        beside = [asyncio.create_task(self._end())]
        if self.state.mode == "auto":
            holding = Holding(lambda: self.state, self.loop.post, self._clock, "guard", self._hear)
            beside.append(asyncio.create_task(holding.run()))
        try:
            await self.loop.run()
        finally:
            for task in beside:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self._tell_unfinished()

    async def _end(self) -> None:
        """Stop the loop when that is wanted and leaves nothing half done."""
        await self._stopped.wait()
        await stop_whole(self.loop, self._clock)

    def _hear(self, server: str, words: str, own: bool, at_ms: int) -> None:
        self._tell(_of_server("claim", server, at_ms, words, {"own": own}))

    def _show(self, state: State, changes: Changes) -> None:
        """Tell where the links stand and who is in charge, once per change."""
        self._tell_cut_off(state)
        for show in self._shows:
            show(state, changes)
        if not changes.servers:
            return
        for server in state.servers.values():
            phase, reason = server.link.phase, server.link.reason
            link = (phase, server.plugin)
            if self._links.get(server.name) != link:
                self._links[server.name] = link
                text = f"{phase}: {reason}" if reason else phase
                signs = list(signs_of(server))
                data: dict[str, object] = {
                    "url": server.url, "plugin": server.plugin, "plugin_signs": signs,
                }  # fmt: skip
                self._tell(_of_server("server", server.name, state.now_ms, text, data))

    def _tell_cut_off(self, state: State) -> None:
        """Tell once what a program that is gone left half done; it is left to a person."""
        names = {place_of(server.url): name for name, server in state.servers.items()}
        for deed in cut_off(state):
            if deed.id not in self._cut_off:
                self._cut_off.add(deed.id)
                key, hint = (names[deed.place], deed.session), way_out(deed) or None
                text = sentence(deed)
                self._tell(telling.told("cut off", key, state.now_ms, text, hint=hint))

    def _tell_unfinished(self) -> None:
        """Say what nobody will do once this guard has ended."""
        now = self._clock.now_ms()
        for action in self.state.actions.values():
            if isinstance(action, HandAction) and action.result is None:
                text = f"the guard ends: the result of {action.title} will not be handed over"
                self._tell(telling.told("result", action.key, now, text, result="refused"))


def _of_server(kind: str, server: str, now: int, text: str, data: dict[str, object]) -> Report:
    return Report(server=server, session="", kind=kind, at_ms=now, text=text, data=data)
