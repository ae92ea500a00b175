"""What is done for background tasks of our own."""

from __future__ import annotations

from typing import Literal

import msgspec

from omo_watch_core.actions.action import Action
from omo_watch_core.model import ModelRef
from omo_watch_core.tasks.record import Entry


class TaskAction(Action, kw_only=True):
    """Carry out what a person wants of a task; `session` is its parent."""

    wants: Literal["new", "cancel", "up"]
    task: str
    """`bg_…`; a new one has its own from the beginning."""
    agent: str = ""
    prompt: str = ""
    description: str = ""
    target: ModelRef | None = None
    category: str = ""
    chain: tuple[Entry, ...] = ()


class LaneAction(Action, kw_only=True):
    """Change a lane."""

    lane: str
    width: int | None = None
    paused: bool | None = None


class LaunchAction(Action, kw_only=True):
    """Begin a task: creating its session, prompting it, seeing it run; `session` is its parent."""

    task: str
    child: str = ""
    """The task's session; "" before it exists."""
    directory: str
    creation: bytes
    """The body that creates it."""
    message: str
    """The id of its prompt."""
    body: bytes
    """The body that prompts it, byte for byte the same each time."""
    tries: int = 0
    """How often the prompt was sent."""
    sent_ms: int = 0
    """When the prompt was sent last."""


class TellAction(Action, kw_only=True):
    """Tell a parent what became of tasks: reading how it was prompted last, then one message."""

    tasks: tuple[str, ...]
    listed: tuple[str, ...] = ()
    """Tasks that its last list names: no later one does."""
    text: str
    """The notice; results are put into it once they are read."""
    unread: tuple[tuple[str, str], ...] = ()
    """Task and session of each result that is not read yet."""
    results: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    """By the id of the task."""
    reply: bool = False
    """A turn of the parent is to follow."""
    message: str
    part: str
    fallback: ModelRef | None = None
    """The model of the message where the parent never had one."""
    body: bytes = b""
    tries: int = 0
