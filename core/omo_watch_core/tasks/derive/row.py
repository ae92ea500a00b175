"""One background task as it is seen from outside: what is claimed of it beside what it does."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.model import ModelRef, Tokens, Verdict
from omo_watch_core.value import Value

TaskState = Literal[
    "launching",
    "queued",
    "running",
    "waiting",
    "retry",
    "completed",
    "failed",
    "aborted",
    "cancelled",
    "stuck",
    "deleted",
]
TaskClaim = Literal["pending", "running", "completed", "error", "cancelled", "interrupted"]
"""What who runs the task said last; the plugin's own `interrupt` is `interrupted` here."""
TaskVerdict = Literal["ok", "failed", "aborted", "stuck", "deleted", "unknown"]
"""What is seen of its session."""
Origin = Literal["plugin", "server", "omo-watch"]
"""Who runs it: the plugin, the server's own background sub-agents, or our own lanes."""
FINISHED: frozenset[TaskState] = frozenset(
    {"completed", "failed", "aborted", "cancelled", "deleted"}
)


class TryRow(Value):
    """Hold one try of a task: its session and what became of it."""

    number: int
    """From 1."""
    session: str | None = None
    model: ModelRef | None = None
    error: str = ""
    """Why it was given up; "" for the newest one, and where nobody said."""


class TaskRow(Value):
    """Hold one task; times are local epoch milliseconds."""

    server: str
    id: str
    """`bg_…`; the tool call's id while nobody has named the task."""
    origin: Origin
    parent: str
    """The session that launched it."""
    parent_title: str
    session: str | None
    """The session of its newest try; None while it has none."""
    description: str
    agent: str
    model: ModelRef | None
    state: TaskState
    claim: TaskClaim | None
    verdict: TaskVerdict
    category: str = ""
    why: Verdict | None = None
    """The cause of an odd state, with its evidence."""
    lane: str = ""
    """The lane that it is in: `provider/model`, or a provider; "" is not known."""
    place: int | None = None
    """Of a queued task: its place in the lane, from 1."""
    paused: bool = False
    """Of a queued task: nothing starts in its lane until somebody lets it go on."""
    launched_ms: int = 0
    """When it was launched; 0 is unknown."""
    since_ms: int = 0
    """Since when it is in this state; 0 is unknown."""
    ended_ms: int | None = None
    """When it came to its end, as far as anybody saw."""
    due_ms: float | None = None
    """Of a task in `retry`: when its session tries again."""
    silent_ms: int | None = None
    """How long its running session showed no sign of work."""
    claimed_ms: int | None = None
    """When the claim was heard."""
    attempts: tuple[TryRow, ...] = ()
    """All tries, oldest first; the last one is the newest."""
    calls: int = 0
    """Tool calls of its newest try, as far as they were counted."""
    last_tool: str = ""
    """The newest tool of its session, with what it is about."""
    tokens: Tokens = Tokens()
    cost: float = 0.0
    stopped_by: str = ""
    """Which operator stopped it, where one did."""
    stopped_ms: int | None = None
    error: str = ""
    """What its runner, or the session itself, says went wrong."""
    counted: int | None = None
    """How many tasks of its parent the plugin itself counts as open; None where it does not say."""

    @property
    def key(self) -> tuple[str, str]:
        """Give (server, task id)."""
        return (self.server, self.id)

    @property
    def attempt(self) -> int:
        """Give the number of the newest try, from 1."""
        return max(len(self.attempts), 1)

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more comes of it."""
        return self.state in FINISHED

    @property
    def differs(self) -> bool:
        """Tell whether what is claimed is not what is seen."""
        said = _SAYS.get(self.claim or "", (self.verdict,))
        return self.verdict not in (*said, "unknown")


class LaneRow(Value):
    """Hold one lane with the tasks in it, those that run first, then the queue."""

    server: str
    key: str
    """`provider/model`, a provider, or "" for tasks whose lane nobody knows."""
    origin: Origin
    held: int
    """Slots in use, as far as they are seen."""
    width: int | None = None
    """How many slots it has; None is unlimited or unknown."""
    paused: bool = False
    tasks: tuple[TaskRow, ...] = ()

    @property
    def queued(self) -> int:
        """Count the tasks that wait for a slot."""
        return sum(task.state == "queued" for task in self.tasks)


_SAYS: dict[str, tuple[TaskVerdict, ...]] = {
    "pending": ("ok",),
    "running": ("ok",),
    "completed": ("ok",),
    "error": ("failed",),
    "cancelled": ("aborted", "deleted", "failed"),
    "interrupted": ("failed",),
}
"""What would be seen if a claim were true."""
