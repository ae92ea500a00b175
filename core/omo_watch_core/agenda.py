"""What a server is still to be asked on this connection, and which answers are awaited."""

from __future__ import annotations

from omo_watch_core.value import Value

# What a question is about, as `ReadFailed.what` says it.
HEALTH = "health"
DESCRIPTION = "description"
LISTING = "sessions"
"""Also stands among the awaited directories."""
DIRECTORY = "directory"
MESSAGES = "messages"
TODOS = "todos"
DIFF = "diff"
MODELS = "models"
PLUGIN = "plugin"
PLUGIN_SETTINGS = "plugin settings"
COUNT = "count of tasks"


class Agenda(Value):
    """Hold what must still be asked and answered; a new connection begins with an empty one."""

    snapshot_ms: int = 0
    """When the newest snapshot of this connection began, local clock; 0 before the first."""
    awaited: frozenset[str] = frozenset()
    """Directories, and `LISTING`, whose answers make the rows known again."""
    outstanding: frozenset[str] = frozenset()
    """Keys of all questions that are not answered yet; empty when all is known that was asked."""
    looked: frozenset[str] = frozenset()
    """Directories in which the ends of idle sessions were asked for."""
    recalled: frozenset[str] = frozenset()
    """Sessions whose ends were asked for because the journal tells of a bad one."""
    retries: int = 0
    """Snapshots taken again because something in one failed."""
    models_ms: int | None = None
    """When the models are to be read again, local clock."""
