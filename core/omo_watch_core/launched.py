"""A background task of the plugin or of the server, as it is told of, and what is left of it."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.model import ModelRef, SessionInfo
from omo_watch_core.value import Value

Claim = Literal["pending", "running", "completed", "error", "cancelled", "interrupted"]
"""What who runs a task says of it."""


class Tally(Value):
    """Count the tool calls of a session."""

    calls: int = 0
    part: str = ""
    """The tool part that was counted last."""
    tool: str = ""
    """The newest tool, with what it is about."""


class Try(Value):
    """Hold one try of a task that was given up."""

    session: str | None = None
    model: ModelRef | None = None
    error: str = ""


class Remains(Value):
    """Hold what was last known of the session of a task before it was deleted."""

    info: SessionInfo
    gone_ms: int
    """When that was heard, local clock."""
    tally: Tally = Tally()


class Launch(Value):
    """Hold one background task, as its parent's messages tell of it; times are the server's."""

    task: str
    """"" while only its call is known."""
    call: str = ""
    """The tool call that launched it; "" while only a notice named it."""
    title: str = ""
    at_ms: int = 0
    """When it was launched; 0 is unknown."""
    child: str | None = None
    """Its session; None while it waits for one."""
    ended: bool = False
    """It is counted no longer, or not known to."""
    server: bool = False
    """It is one of the server's own, not of the plugin."""
    agent: str = ""
    category: str = ""
    model: ModelRef | None = None
    guessed: bool = False
    """The session was told by its title and age; its call did not name it yet."""
    claim: Claim | None = None
    """What was said of it last; None while nothing was."""
    said_ms: int = 0
    """When that was said."""
    heard: tuple[Claim, ...] = ()
    """All that notices said of it, each once: the same notice may come again."""
    error: str = ""
    cancelled: bool = False
    """The plugin was told to cancel it, or said that it did."""
    tries: tuple[Try, ...] = ()
    """Those that were given up, oldest first."""
    number: int = 1
    """Of the newest try."""
    remains: Remains | None = None
    """Of its session, once that is deleted."""

    @property
    def is_named(self) -> bool:
        """Tell whether the plugin or the server has named it."""
        return bool(self.task)


class Departed(Value):
    """Hold a task whose parent was deleted."""

    launch: Launch
    parent: str
    parent_title: str
    gone_ms: int
    """When that was heard, local clock."""
