"""One line of the session table, as values; the words and colours are the screen's."""

from __future__ import annotations

from omo_watch_core.model import Ask, Rung, SessionState, Verdict
from omo_watch_core.state import Server, Session, State
from omo_watch_core.value import Value


class RowKey(Value):
    """Name a row and its place in the tree."""

    server: str
    session: str
    """`""` on the line that stands for the folded older sessions."""
    branches: tuple[bool, ...] = ()
    """For each level above: True where that level has no more siblings; () is a root."""
    older: int = 0
    """How many sessions are folded into this line."""

    @property
    def depth(self) -> int:
        """Give the level in the tree; 0 is a root."""
        return len(self.branches)

    @property
    def key(self) -> tuple[str, str]:
        """Give (server, session id)."""
        return (self.server, self.session)


class Row(Value):
    """Hold what one line shows; times are local epoch milliseconds."""

    key: RowKey
    server: Server
    session: Session
    state: SessionState
    since_ms: int
    """Since when it is in this state; 0 is unknown."""
    due_ms: float | None
    """When a retry or a parked session is due, local clock."""
    stated_ms: float | None
    """The reset that the message itself states, local clock, where it says one."""
    ask: Ask | None
    """The oldest ask of this session."""
    badge: tuple[SessionState, int] | None
    """The worst state below that is neither idle nor done, and how many."""
    verdict: Verdict | None
    ladder: tuple[Rung, ...]
    context_limit: int
    """0 is unknown."""
    mismatch: str | None
    """What was claimed, where claim and fact differ."""
    held: bool
    silent_ms: int | None
    """How long nothing was heard from it; None when idle or unknown."""


def row(state: State, key: RowKey) -> Row | None:
    """Work out one line; None when the session is gone."""
    raise NotImplementedError
