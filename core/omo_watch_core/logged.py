"""What happened, as the log keeps it; what was done stands in the actions and the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from omo_watch_core.announced import Source
from omo_watch_core.model import Toast
from omo_watch_core.value import Value

LogKind = Literal["toast", "fact", "action", "ask", "link", "status", "notice"]
LogResult = Literal[
    "", "claim", "told", "agrees", "differs", "open", "down", "refused", "back", "sent", "not sent",
]  # fmt: skip
MOST = 1_000
"""How many entries are kept; the oldest go first."""


class Logged(Value):
    """Hold one thing that happened, as it was heard."""

    number: int
    """How many were logged before it: no other entry has it."""
    at_ms: int
    """Local time when it was heard."""
    kind: LogKind
    server: str
    result: LogResult = ""
    what: tuple[str, ...] = ()
    """What happened, in pieces that stand beside each other."""
    session: str = ""
    """The one session that can be meant; "" where there is none."""
    title: str = ""
    """The session's title when it happened."""
    ask: str = ""
    """The request that waits, by its id."""
    toast: Toast | None = None
    claimed: str = ""
    """Of a fact: the model that was announced."""
    source: Source | None = None
    """Of a fact: who announced it."""


class Log(Value):
    """Hold the newest entries, oldest first."""

    entries: tuple[Logged, ...] = ()
    count: int = 0
    """How many there were in all."""

    def grown(self, news: Sequence[Logged]) -> Log:
        """Give the log with these behind; nothing is copied where there is nothing new."""
        if not news:
            return self
        kept = (*self.entries, *news)[-MOST:]
        return Log(entries=kept, count=self.count + len(news))
