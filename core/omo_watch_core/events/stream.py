"""What a server said on its event stream."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.events.base import Event
from omo_watch_core.given import Diff, FileChange, Unread
from omo_watch_core.model import (
    Ask,
    Failure,
    Message,
    ModelRef,
    Part,
    SessionInfo,
    Toast,
    Todo,
)


class SessionSeen(Event):
    """A session was created or updated; the whole info comes each time."""

    info: SessionInfo
    created: bool = False


class SessionDeleted(Event):
    """A session is gone."""

    session: str


class StatusHeard(Event):
    """The server said what a session does; unknown status types arrive as busy."""

    session: str
    directory: str
    status: str
    attempt: int = 0
    message: str = ""
    next_ms: float = 0.0


class SessionErred(Event):
    """A session reported an error; this is not the end of its run."""

    session: str
    failure: Failure


class SessionCompacted(Event):
    """A session's history was compacted."""

    session: str


class MessageSeen(Event):
    """A message was created or changed."""

    message: Message


class MessageRemoved(Event):
    """A message was deleted."""

    session: str
    message: str


class PartSeen(Event):
    """A part was created or changed; it always comes whole."""

    part: Part


class PartRemoved(Event):
    """A part was deleted."""

    session: str
    message: str
    part: str


class TextGrew(Event):
    """A piece of text was appended to a text or reasoning part."""

    session: str
    message: str
    part: str
    delta: str


class AskRaised(Event):
    """A permission or question waits for a person."""

    ask: Ask


class AskClosed(Event):
    """A permission or question was answered or rejected by somebody."""

    session: str
    ask: str


class TodosSet(Event):
    """A session's plan was written; the whole list comes each time."""

    session: str
    todos: tuple[Todo, ...]


class DiffSet(Event):
    """What a session changed in its files was summed up; the whole list comes each time."""

    session: str
    files: tuple[FileChange, ...] = ()
    more: int = 0
    """How many files changed beside these."""
    unread: Unread[Diff] | None = None
    """The same on its way into a transcript."""

    def opened(self) -> DiffSet:
        """Give it as transcripts hold it: what changed is read."""
        if self.unread is None:
            return self
        diff = self.unread.read()
        return replace(self, files=diff.files, more=diff.more, unread=None)


class ToastShown(Event):
    """A toast was shown in the server's screens."""

    toast: Toast


class ModelSwitched(Event):
    """A session's model was set without a prompt."""

    session: str
    model: ModelRef


class AgentSwitched(Event):
    """A session's agent was set without a prompt."""

    session: str
    agent: str


class DirectoryHeard(Event):
    """The instance of a directory lives: the first event from it on this connection.

    Where one ended, the first that shows that another one runs.
    """

    directory: str


class InstanceDisposed(Event):
    """The instance of a directory ended (`""`: all of them); what ran there was aborted."""

    directory: str


class CatalogChanged(Event):
    """The server's models or plugins changed."""


class Unrecognised(Event):
    """An event of a kind that this version does not know, or could not read."""

    kind: str
    malformed: bool = False
