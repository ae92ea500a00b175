"""What a tool call has to do with background tasks, and the tools that start sessions."""

from __future__ import annotations

from omo_watch_core.value import Value

STARTERS = frozenset({"task", "call_omo_agent"})
"""Tools that start sessions; others name a session that was there before."""
ALL_TASKS = "*"
"""What a cancellation names that stops every task below its session."""


class TaskCall(Value):
    """Hold what a tool call has to do with tasks in the background."""

    launched: str = ""
    """The id of the task that it launched; of one of the server's own its session."""
    cancelled: str = ""
    """The id of the task that it cancelled, or `*` for all."""
    resumes: str = ""
    """The session or task that it goes on with, instead of one of its own."""
    background: bool = False
    """It asks for a task of the plugin in the background."""
    server: bool = False
    """The task is the server's own."""
    failed: str = ""
    """The plugin's word for what came instead of a start; "" where it started."""
    agent: str = ""
    model: tuple[str, str, str | None] | None = None
    """Provider, model and variant."""


NO_TASK = TaskCall()
