"""What a server answered to questions of ours; `asked_ms` is when the request was sent."""

from __future__ import annotations

from omo_watch_core.events.base import Event
from omo_watch_core.events.stream import StatusHeard
from omo_watch_core.fallback.plugin_settings import PluginSettings
from omo_watch_core.given import FileChange
from omo_watch_core.model import (
    Ask,
    Message,
    ModelInfo,
    Part,
    SessionInfo,
    Todo,
)
from omo_watch_core.signs import Look, Sign
from omo_watch_core.tasks.marker import PluginCount


class HealthRead(Event):
    """The server said that it is well, and its version."""

    version: str


class SessionsListed(Event):
    """The server listed its sessions; `complete` when no page was left out."""

    asked_ms: int
    sessions: tuple[SessionInfo, ...]
    complete: bool


class DirectoryRead(Event):
    """The server said what runs and what waits in one directory."""

    asked_ms: int
    directory: str
    statuses: tuple[StatusHeard, ...]
    asks: tuple[Ask, ...]


class MessagesListed(Event):
    """The server listed the newest messages of a session, oldest first, with their parts."""

    asked_ms: int
    session: str
    messages: tuple[tuple[Message, tuple[Part, ...]], ...]
    complete: bool
    """True when there are no older messages."""


class TodosListed(Event):
    """The server listed a session's plan."""

    asked_ms: int
    session: str
    todos: tuple[Todo, ...]


class DiffListed(Event):
    """The server listed what a session changed in its files."""

    asked_ms: int
    session: str
    files: tuple[FileChange, ...]
    more: int = 0
    """How many files changed beside these."""


class ModelsListed(Event):
    """The server listed the models it can use."""

    models: tuple[ModelInfo, ...]


class ServerDescribed(Event):
    """The server told its own directory and whether the plugin is there."""

    own_directory: str | None
    plugin: bool | None
    """Whether it is in the server's own directory; None where nobody could tell."""
    default_agent: str | None = None
    """The agent of prompts that name none."""
    signs: tuple[Sign, ...] = ()
    """By which signs it was seen there, and in the global settings."""
    unanswered: tuple[Sign, ...] = ()
    """Asked for, and no answer came: what was known by them is known still."""
    asked_ms: int | None = None
    """None: at the same moment."""


class PluginLooked(Event):
    """The server answered whether the plugin is in a directory."""

    asked_ms: int
    directory: str
    look: Look


class CountRead(Event):
    """The plugin's own count of a session's open tasks was read."""

    session: str
    count: PluginCount | None
    """None where the plugin keeps none."""


class PluginSettingsRead(Event):
    """The plugin's settings files of a directory were read."""

    directory: str
    settings: PluginSettings


class ReadFailed(Event):
    """A request for knowledge failed; what it asked about stays as it was known."""

    what: str
    reason: str
    directory: str | None = None
    session: str | None = None
