"""A background task of the plugin, and the tools that start sessions."""

from __future__ import annotations

from omo_watch_core.value import Value

STARTERS = frozenset({"task", "call_omo_agent"})
"""Tools that start sessions; others name a session that was there before."""
ALL_TASKS = "*"
"""What a cancellation names that stops every task below its session."""


class TaskCall(Value):
    """Hold what a tool call has to do with tasks in the background."""

    launched: str = ""
    """The plugin's id of the task that it launched."""
    cancelled: str = ""
    """The id of the task that it cancelled, or `*` for all."""
    resumes: str = ""
    """The session or task that it goes on with, instead of one of its own."""


NO_TASK = TaskCall()


class Launch(Value):
    """Hold one background task of the plugin, as its parent's messages tell of it."""

    task: str
    call: str = ""
    """The tool call that launched it; "" while only a notice named it."""
    title: str = ""
    at_ms: int = 0
    """When it was launched, server clock; 0 is unknown."""
    child: str | None = None
    """Its session; None while it waits for one."""
    ended: bool = False
    """The plugin said that it counts it no longer."""
