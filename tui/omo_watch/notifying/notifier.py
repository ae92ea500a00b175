"""Tell a person away from the screen, by the rule, on the ways that were chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from omo_watch.notifying.notify_send import notify_send
from omo_watch.notifying.sequences import BELL, notification
from omo_watch.notifying.ways import NO_WAY, Way
from omo_watch.notifying.webhook import Webhook, body_of, post
from omo_watch_core.changes import Changes
from omo_watch_core.edge.clock import Clock
from omo_watch_core.events import NoticeSent
from omo_watch_core.notify.nouns import Memory, Notice, Occasion, Rules
from omo_watch_core.notify.standing import standing
from omo_watch_core.notify.turn import turn, unseen
from omo_watch_core.notify.words import headline, summary
from omo_watch_core.state import SessionKey, State
from omo_watch_core.value import Value

MOST_OPEN = 8
"""How many errands may run at once; a webhook that hangs must not pile them up."""
SECOND = 1_000


class Ways(Value):
    """Hold how a person is told."""

    bell: bool = False
    desktop: Way | None = None
    no_way: bool = False
    """The desktop was asked for, and there is no way to it."""
    webhook: Webhook | None = None
    webhook_fault: str = ""
    """Why there is no webhook although one was asked for."""
    in_tmux: bool = False


class Notifier:
    """Remember what was told, and tell what is new."""

    def __init__(
        self,
        rules: Rules,
        ways: Ways,
        clock: Clock,
        *,
        tell: Callable[[Sequence[NoticeSent]], None],
        write: Callable[[str], None],
        in_view: Callable[[], SessionKey | None],
    ) -> None:
        """Prepare; `tell` takes the lines of the Log, `write` goes to the terminal.

        `in_view` gives the session that a person looks at now.
        """
        self._rules, self._ways, self._clock = rules, ways, clock
        self._tell, self._write, self._in_view = tell, write, in_view
        self._memory = Memory()
        self._next_ms = 0
        self._errands: set[asyncio.Task[None]] = set()

    def take(self, state: State, changes: Changes) -> None:
        """Look at the newest state, at most once a second."""
        if state.now_ms < self._next_ms:
            return
        self._next_ms = state.now_ms + SECOND - state.now_ms % SECOND
        minute = minute_of_day(state.now_ms)
        self._memory, notice = turn(
            self._memory, standing(state), self._rules, state.now_ms, minute
        )
        if notice is not None:
            self._send(notice, state.owner)

    def _send(self, notice: Notice, owner: str) -> None:
        view = self._in_view() if self._rules.only_when_away else None
        near = unseen(notice, view)
        if near:
            self._send_near(notice, near)
        hook = self._ways.webhook
        if hook is not None:
            body = body_of(notice, owner, include_text=hook.include_text)
            errand = partial(post, hook, body, self._clock)
            text = summary(notice.occasions, at_start=notice.at_start)
            self._run(f"webhook {hook.host}", text, notice.occasions, errand)
        elif self._ways.webhook_fault:
            text = summary(notice.occasions, at_start=notice.at_start)
            self._note("webhook", text, notice.occasions, self._ways.webhook_fault)

    def _send_near(self, notice: Notice, near: tuple[Occasion, ...]) -> None:
        """Tell it at this machine."""
        ways, text = self._ways, headline(notice, near)
        said: list[str] = []
        if ways.bell:
            self._write(BELL)
            said.append("bell")
        if ways.desktop == "osc9" or ways.desktop == "osc777":
            self._write(notification(ways.desktop, text, in_tmux=ways.in_tmux))
            said.append(ways.desktop)
        if said:
            self._note(", ".join(said), text, near)
        if ways.desktop == "notify-send":
            self._run("notify-send", text, near, partial(notify_send, text))
        elif ways.no_way:
            self._note("desktop", text, near, NO_WAY)

    def _run(
        self, way: str, text: str, about: Sequence[Occasion], errand: Callable[[], Awaitable[str]]
    ) -> None:
        """Start what takes a while; the loop does not wait for it."""
        if len(self._errands) >= MOST_OPEN:
            self._note(way, text, about, f"{MOST_OPEN} earlier ones are still on their way")
            return
        task = asyncio.get_running_loop().create_task(self._follow(way, text, about, errand))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _follow(
        self, way: str, text: str, about: Sequence[Occasion], errand: Callable[[], Awaitable[str]]
    ) -> None:
        self._note(way, text, about, await errand())

    def _note(self, way: str, text: str, about: Sequence[Occasion], fault: str = "") -> None:
        """Have it stand in the Log; one about several sessions is about no single one."""
        keys = {found.about for found in about}
        server, session = keys.pop() if len(keys) == 1 else ("", "")
        now = self._clock.now_ms()
        self._tell([NoticeSent(
            server=server, at_ms=now, way=way, text=text, session=session, fault=fault,
        )])  # fmt: skip


def minute_of_day(at_ms: int) -> int:
    """Give the minute of the day by the clock on this machine's wall."""
    local = datetime.fromtimestamp(at_ms / SECOND).astimezone()
    return local.hour * 60 + local.minute
