"""What the shell must now do, as data; every outcome comes back as an event."""

from __future__ import annotations

import msgspec

from omo_watch_core.commands import Reply
from omo_watch_core.model import Ask, AskKind
from omo_watch_core.value import Value


class Effect(Value):
    """Be something to do at one server."""

    server: str


class OpenStream(Effect):
    """Open the event stream; answered by StreamOpened, StreamEnded or StreamRefused."""


class CloseStream(Effect):
    """Close the event stream."""


class Probe(Effect):
    """Ask for the server's health over another connection, within 10 s."""


class ReadHealth(Effect):
    """Ask for the server's version."""


class DescribeServer(Effect):
    """Ask for the server's own directory and its plugins; names no directory."""


class ListSessions(Effect):
    """Ask for all sessions of all projects by the one call that names no directory."""


class ReadDirectory(Effect):
    """Ask what runs and what waits in one directory."""

    directory: str


class ReadMessages(Effect):
    """Ask for the newest messages of a session."""

    session: str
    limit: int


class ReadTodos(Effect):
    """Ask for the plan of a session."""

    session: str


class ReadDiff(Effect):
    """Ask for what a session changed in its files."""

    session: str


class ReadModels(Effect):
    """Ask for the usable models; names no directory."""


class LookForPlugin(Effect):
    """Ask for the signs of the plugin in a directory that lives; answered by PluginLooked."""

    directory: str


class ReadPluginSettings(Effect):
    """Read the plugin's settings files that count in a directory that lives."""

    directory: str


class ReadCount(Effect):
    """Read the plugin's own count of a session's open tasks; answered by CountRead."""

    directory: str
    session: str


# --- of actions


class ReadHistory(Effect):
    """Read the end of a session's history for an action; answered by HistoryRead."""

    action: str
    session: str


class ReadStatus(Effect):
    """Read a session's status for an action; answered by StatusRead."""

    action: str
    session: str
    directory: str


class SendAbort(Effect):
    """Abort a session and wait up to 15 s for the answer; answered by AbortAnswered."""

    action: str
    session: str


class SendPrompt(Effect):
    """Post a prompt without waiting for its run; answered by PromptAnswered."""

    action: str
    session: str
    body: bytes
    """The JSON body, complete."""


class SwitchModel(Effect):
    """Set a session's model for prompts that name none; answered by PromptAnswered."""

    action: str
    session: str
    body: bytes


class WriteMetadata(Effect):
    """Change our own key in a session's metadata, others stay; answered by MetadataWritten."""

    action: str
    session: str
    changes: bytes
    """A JSON object that is laid over the one under our key: null takes a key away."""


class ReplyAsk(Effect):
    """Answer a permission or a question; answered by AskAnswered."""

    action: str
    ask: Ask
    reply: Reply
    answers: tuple[tuple[str, ...], ...] = ()
    text: str | None = None


class ReadAsks(Effect):
    """List what waits in a directory for an action; answered by AsksListed."""

    action: str
    directory: str
    kind: AskKind


class SendCommand(Effect):
    """Run a command in a session; answered by CommandAnswered only when its turn is over."""

    action: str
    session: str
    command: str


class DeleteSession(Effect):
    """Delete a session and all below it; answered by DeletionAnswered."""

    action: str
    session: str


class ReadSession(Effect):
    """Ask whether a session is still there; answered by SessionLookedFor."""

    action: str
    session: str


class CreateSession(Effect):
    """Create a session below another one; answered by SessionCreated."""

    action: str
    directory: str
    body: bytes
    """The JSON body, complete."""


class ShowToast(Effect):
    """Show a toast in the screens of a directory's people; errors are ignored."""

    directory: str
    title: str
    message: str
    variant: str
    duration_ms: int


# --- of this machine


class ReadJournal(Effect):
    """Read what the journal holds; answered by JournalRead or JournalFailed."""


class ReadSteps(Effect):
    """Read the steps of a deed; answered by StepsRead or JournalFailed."""

    action: str


class TakeParked(Effect):
    """Take a parked session whose time has come, before anybody else; answered by ParkedTaken."""

    place: str
    session: str
    resumer: str
    at_ms: int
    off_for: str = ""
    """The action that takes it off its place, also before its time; `""` lets it go on."""


class KeepLanes(Effect):
    """Take or keep the lanes of a server for this program; answered by LanesKept."""

    place: str
    at_ms: int


class Report(Effect):
    """Write one line about what was seen, decided, sent or found out."""

    session: str
    kind: str
    """decision, offer, action, result, parked, task, toast, exhausted, server or claim."""
    at_ms: int
    text: str
    data: dict[str, object] = msgspec.field(default_factory=dict[str, object])


class Wake(Effect):
    """Fold again at this moment, local epoch milliseconds: something is due then."""

    at_ms: int
