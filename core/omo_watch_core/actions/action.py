"""One thing that an operator asked for, from the request to its proof."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.commands import Strength
from omo_watch_core.model import ModelRef
from omo_watch_core.value import Value

Result = Literal[
    "proved", "accepted", "set", "refused", "sent", "stopped", "still alive", "came back"
]


class Action(Value):
    """Hold what every action has; `result` None while it runs."""

    id: str
    server: str
    session: str
    title: str
    """The session's title when the action began."""
    started_ms: int
    phase: str
    phase_ms: int
    """Local time when the phase began."""
    result: Result | None = None
    evidence: str = ""
    """One sentence: what was seen, or why it was refused."""
    hint: str = ""
    ended_ms: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Give (server, session)."""
        return (self.server, self.session)


class OverrideAction(Action, kw_only=True):
    """Move a session to another model: reading, aborting, settling, prompting, proving."""

    target: ModelRef
    source: ModelRef | None = None
    """The model before."""
    send: str | None = None
    message: str = ""
    """The id of our prompt; the answer that proves the move has it as its parent."""
    part: str = ""
    body: bytes = b""
    """What was sent, byte for byte: a second try must be the same."""
    was: str = "idle"
    """The session's status when the action began."""
    tries: int = 0


class CancelAction(Action, kw_only=True):
    """Stop a session: steering, or aborting and then watching for quiet."""

    strength: Strength
    targets: tuple[str, ...] = ()
    """The session and, with `tree`, all below it."""
    aborts: int = 0
    """Abort requests really sent."""
    quiet_ms: int | None = None
    """Since when all targets are quiet."""
    came_back: tuple[str, ...] = ()
    """Targets that were quiet and worked again."""
    reaborts: int = 0
    text: str | None = None
    unconfirmed: tuple[str, ...] = ()
    """Targets whose quiet the server has not yet confirmed."""
