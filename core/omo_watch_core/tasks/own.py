"""What the journal keeps of our own background tasks, and of the lanes that they run in."""

from __future__ import annotations

import msgspec

from omo_watch_core.tasks.record import Task
from omo_watch_core.value import Value


class OwnTask(Value):
    """Hold one task that an operator launched; its times are local epoch milliseconds."""

    id: str
    place: str
    """The server, as `place_of` names it."""
    task: Task
    owner: str
    """Who launched it."""
    since_ms: int
    changed_ms: int
    category: str = ""
    rank: float = 0.0
    """Its place in the queue: the lowest starts first."""
    wish: str = ""
    """What an operator wants of whoever runs it: `cancel`, or nothing."""
    told: str = ""
    """The message by which its parent was told of its end."""
    is_told: bool = False
    """The server took that message, or nobody is left to be told."""
    message: str = ""
    """The prompt of its newest try."""
    why: str = ""
    """Why it is being stopped, while it is."""

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended and nothing of it is left to be done."""
        return self.task.is_over and self.is_told


class LaneSetting(Value):
    """Hold what an operator set of one lane of our own."""

    place: str
    key: str
    owner: str
    changed_ms: int
    width: int | None = None
    """How many tasks may run at once; None is what the settings say, 0 any number."""
    paused: bool = False
    """Nothing new starts in it; what runs goes on."""


class Keeping(Value):
    """Hold who runs our background tasks of one server."""

    owner: str = ""
    own: bool = False
    """It is this program."""
    at_ms: int = 0
    """When that was last sure."""
    asked_ms: int = 0
    """When it was last asked for."""
    read: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    """When the end of a session's history was last asked for, by session."""
    listed: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    """When that was asked for of which there is an answer, by session."""
