"""The signs by which the plugin is known to be there (background-tasks 15): any one is enough."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.value import Value

Sign = Literal[
    "config", "default-agent", "agents", "tools", "commands", "global-config", "toast", "message"
]
"""Where it was seen: the first six are answers of the server, the last two came by its stream."""
OF_STREAM: tuple[Sign, ...] = ("toast", "message")
OF_SERVER: tuple[Sign, ...] = ("global-config",)
"""What is asked of the whole server: it tells what new instances will load."""
TOASTS = frozenset({"Model Fallback", "New Background Task"})
"""Titles that only the plugin gives; a toast of ours has another one."""
OURS = "omo-watch"
"""The title of our own toasts, or its end."""


def is_of_omo_watch(title: str) -> bool:
    """Tell whether a toast is of a program like this one."""
    return title == OURS or title.endswith(f" by {OURS}")


class Look(Value):
    """Hold what the answers of a server say about the plugin in one directory."""

    seen: tuple[Sign, ...] = ()
    unanswered: tuple[Sign, ...] = ()
    """Asked for, and no answer came."""
    default_agent: str | None = None
    """The agent of prompts that name none, there."""

    @property
    def verdict(self) -> bool | None:
        """Tell whether it is there; None where an answer that is missing might have said so.

        What the whole server says is of instances that are yet to begin.
        """
        if any(sign not in OF_SERVER for sign in self.seen):
            return True
        missing = any(sign not in OF_SERVER for sign in self.unanswered)
        return None if missing else False
