"""What is known of a background task and of its attempts."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.model import ModelRef
from omo_watch_core.value import Value

Status = Literal["pending", "running", "completed", "error", "cancelled", "interrupt"]
TERMINAL: frozenset[str] = frozenset({"completed", "error", "cancelled", "interrupt"})


class Entry(Value):
    """Hold one entry of a task's own chain: a model that several providers may offer."""

    providers: tuple[str, ...]
    model: str
    variant: str | None = None


class Attempt(Value):
    """Hold one try of a task on one model."""

    number: int
    """From 1."""
    status: Status = "pending"
    model: ModelRef | None = None
    session: str | None = None
    error: str | None = None
    started_ms: float | None = None
    completed_ms: float | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more comes of it."""
        return self.status in TERMINAL


class Task(Value):
    """Hold one background task (background-tasks 1); it mirrors its newest attempt."""

    id: str
    parent: str
    """The session that launched it."""
    agent: str = ""
    description: str = ""
    prompt: str = ""
    status: Status = "pending"
    session: str | None = None
    """The child session of the newest attempt; none while it waits for a slot."""
    model: ModelRef | None = None
    chain: tuple[Entry, ...] = ()
    entries_used: int = 0
    """How many entries of the chain were tried or skipped."""
    attempts: tuple[Attempt, ...] = ()
    lane: str | None = None
    """The lane whose slot it holds."""
    queued_ms: float | None = None
    started_ms: float | None = None
    completed_ms: float | None = None
    updated_ms: float | None = None
    """When its child last showed a sign of work."""
    last_tool: str | None = None
    missed_polls: int | None = None
    """Polls in a row without its session in the status map; None before the first poll."""
    error: str | None = None
    is_announced: bool = False
    """A last notice named it, or nobody is to be told."""
    is_team: bool = False
    """A member of a team run: nothing ends it for being quiet."""

    @property
    def title(self) -> str:
        """Give its description, else its id."""
        return self.description or self.id

    @property
    def is_over(self) -> bool:
        """Tell whether its status is terminal."""
        return self.status in TERMINAL
