"""What came of what an action sent."""

from __future__ import annotations

from omo_watch_core.events.base import Event
from omo_watch_core.model import AskKind, Message
from omo_watch_core.value import Value


class HistoryRead(Event):
    """The end of a session's history was read for an action."""

    action: str
    turn: LastTurn | None
    """None when the session has no user message."""
    failed: str | None = None
    """Why it could not be read; None when it was."""


class LastTurn(Value):
    """Hold what a prompt must repeat, and how the history ends."""

    prompt: Message
    extra: bytes
    """JSON object with `system`, `tools`, `format` of the user message where present."""
    ends_with_text: bool
    """The provider would be shown assistant text last: needs a NUDGE, not a MARK."""
    settled: bool
    """The newest assistant message has `time.completed`, or there is none."""
    answered: bool
    """The newest assistant message finished normally (`finish` stop)."""
    children_running: tuple[str, ...] = ()
    newest: str = ""
    """The id of the newest message."""
    asked: str = ""
    """The id of the newest user message, also where a program wrote it."""
    shows: bool = False
    """Some answer shows text, reasoning or a tool: what the plugin counts as output."""


class StatusRead(Event):
    """A session's status was read for an action."""

    action: str
    session: str
    status: str | None
    """None when it could not be read."""


class AbortAnswered(Event):
    """The server answered an abort; this answer is the barrier before a prompt."""

    action: str
    session: str
    ok: bool
    reason: str = ""


class PromptAnswered(Event):
    """The server answered a prompt; 204 means stored at best."""

    action: str
    status: int
    """HTTP status; 0 when there was no answer."""
    reason: str = ""


class MetadataWritten(Event):
    """A session's metadata says what an action wrote there, or why it does not."""

    action: str
    session: str
    ok: bool
    reason: str = ""


class AskAnswered(Event):
    """The server answered our answer to a permission or a question."""

    action: str
    status: int
    """HTTP status; 0 when there was no answer."""
    reason: str = ""


class CommandAnswered(Event):
    """The turn of a command is over, or the server did not take it."""

    action: str
    status: int
    """HTTP status; 0 when there was no answer."""
    reason: str = ""


class AsksListed(Event):
    """What waits in a directory was listed for an action."""

    action: str
    asked_ms: int
    directory: str
    kind: AskKind
    asks: tuple[str, ...] | None
    """Their ids; None when they could not be read."""


class DeletionAnswered(Event):
    """The server answered a deletion."""

    action: str
    status: int
    """HTTP status; 0 when there was no answer."""
    reason: str = ""


class SessionLookedFor(Event):
    """The server was asked whether a session is still there."""

    action: str
    found: bool | None
    """None when nobody could tell."""


class SessionCreated(Event):
    """The server answered the wish for a new session."""

    action: str
    session: str | None
    """Its id; None where there is none, or nobody can tell."""
    status: int
    """HTTP status; 0 when there was no answer."""
    reason: str = ""


class ActionStarted(Event):
    """An operator's command was accepted and became an action."""

    action: str
