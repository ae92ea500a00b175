"""Keys take turns: each is done with, and what it opened has the focus, before the next one acts.

Textual hands a key to the widget that has the focus, and reads the next one before the first has
come up to the app again, where its action runs. Of `/retry`, sent in one go, the letters would
act as keys. A message that is posted behind a key takes the same way through the same queues;
once it has come up the key has been dealt with.
"""

from __future__ import annotations

import asyncio
from collections import deque

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget

ROUNDS = 3
"""Ways up to go until nothing changes: the key's own, what it posted, and what that posted."""
MOST_ROUNDS = 12
LOST = 0.5
"""Seconds after which a message counts as lost with a screen that was closed."""

Typed = events.Key | events.Paste


class Behind(Message, bubble=True):
    """Go up behind a key."""

    def __init__(self, turn: int, round_: int) -> None:
        super().__init__()
        self.turn = turn
        self.round = round_


class Turns:
    """Hold back what is typed while an earlier key is still under way."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._waiting: deque[Typed] = deque()
        self._turn = 0
        self._round = 0
        self._calm = 0
        self._place: tuple[MessagePump, Widget | None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self.open = False
        """A key is under way."""

    def hold(self, event: Typed) -> bool:
        """Keep an event for later where an earlier key is still under way."""
        if self.open:
            self._waiting.append(event)
        return self.open

    def begin(self) -> None:
        """Follow a key that has just been handed on."""
        self.open = True
        self._turn += 1
        self._round = self._calm = 0
        self._follow()

    def came(self, message: Behind) -> Typed | None:
        """Go another round, or end the turn: then give what was typed next."""
        if not self.open or (message.turn, message.round) != (self._turn, self._round):
            return None
        if self._alarm is not None:
            self._alarm.cancel()
        self._calm = self._calm + 1 if self._here() == self._place else 0
        if self._calm < ROUNDS and self._round < MOST_ROUNDS:
            self._follow()
            return None
        self.open = False
        return self._waiting.popleft() if self._waiting else None

    def _follow(self) -> None:
        """Send a message the way that keys go; one that is lost is sent anew."""
        self._round += 1
        self._place = screen, focused = self._here()
        behind = Behind(self._turn, self._round)
        start: MessagePump = focused or screen
        loop = asyncio.get_running_loop()
        wait = LOST if start.post_message(behind) else 0
        self._alarm = loop.call_later(wait, self._app.post_message, behind)

    def _here(self) -> tuple[MessagePump, Widget | None]:
        screen = self._app.screen
        return screen, screen.focused
