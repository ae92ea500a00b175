"""The nouns: what a server, a session, a message and their parts are to an operator."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from omo_watch_core.given import NO_OUTPUT, Output, Unread
from omo_watch_core.growing import Text
from omo_watch_core.launch import NO_TASK, TaskCall
from omo_watch_core.mark import Mark
from omo_watch_core.value import Value

StatusKind = Literal["idle", "busy", "retry"]
Until = Literal["cleared", "time", "recovered", "turns"]  # what ends a lease
SessionState = Literal[
    "asking", "stuck", "retry", "parked", "failed", "unknown", "busy", "idle", "done"
]
AskKind = Literal["permission", "question"]


class ModelRef(Value):
    """Name one model of one provider, with the variant it was asked for."""

    provider: str
    model: str
    variant: str | None = None

    @property
    def name(self) -> str:
        """Give `provider/model`, the form people type and read."""
        return f"{self.provider}/{self.model}"


class Tokens(Value):
    """Count the tokens of one call or the sum of a session."""

    input: int = 0
    output: int = 0
    reasoning: int = 0
    cache_read: int = 0
    cache_write: int = 0
    total: int = 0
    """What the provider reported; 0 where it reported none."""

    @property
    def context(self) -> int:
        """Give the context in use after this call."""
        return self.total or self.input + self.output + self.cache_read + self.cache_write


ABORTED = "MessageAbortedError"
"""The name of the error of what was stopped: no fault of a model."""


class Failure(Value):
    """Hold what a person may read of an error: never bodies, headers or urls."""

    name: str
    message: str = ""
    status: int | None = None
    retryable: bool = False


class Retry(Value):
    """Hold one announced wait of the server."""

    attempt: int
    message: str
    next_ms: float
    """As sent: epoch milliseconds, epoch seconds or relative seconds (`clock.due_ms`)."""
    since_ms: int
    """When this wait (attempt and next) was first heard, local clock."""


class Tool(Value):
    """Hold one tool call as far as the screen needs it."""

    name: str
    call: str
    status: str
    """pending, running, completed or error."""
    title: str = ""
    """One line: the server's title, else the telling argument (command, path, description)."""
    error: str = ""
    started_ms: int | None = None
    ended_ms: int | None = None
    child: str | None = None
    """The session that a `task` call started."""
    background: bool = False
    about: TaskCall = NO_TASK
    """What it has to do with tasks in the background."""
    category: str = ""
    """Of a task of the plugin: what kind of work it is."""
    args_key: str = ""
    """Short digest of the arguments: equal calls have equal keys (`looping` verdict)."""
    output: Output = NO_OUTPUT
    """What it gave back; only transcripts hold it."""
    unread: Unread[Output] | None = None
    """The same on its way into a transcript; no session and no transcript holds it."""

    def opened(self) -> Tool:
        """Give it as transcripts hold it: what it gave back is read."""
        if self.unread is None:
            return self
        return replace(self, output=self.unread.read(), unread=None)


class Part(Value):
    """Hold one piece of a message."""

    id: str
    message: str
    session: str
    kind: str
    """text, reasoning, tool, step-start, step-finish, patch, file, compaction, ..."""
    text: Text
    tool: Tool | None = None
    started_ms: int | None = None
    ended_ms: int | None = None
    synthetic: bool = False
    ignored: bool = False
    mark: Mark | None = None
    """From the metadata under the key `omo-watch`: written by us or by another operator's."""
    files: tuple[str, ...] = ()
    """Changed files of a patch part."""

    @property
    def marked(self) -> bool:
        """Tell whether an omo-watch wrote it."""
        return self.mark is not None

    @property
    def is_output(self) -> bool:
        """Tell whether it shows that a model works: text, a thought, a tool call."""
        return self.tool is not None or (self.kind in ("text", "reasoning") and self.text.size > 0)

    def opened(self) -> Part:
        """Give it as transcripts hold it: what its tool gave back is read."""
        tool = self.tool
        if tool is None or tool.unread is None:
            return self
        return replace(self, tool=tool.opened())


class Message(Value):
    """Hold one message of a session without its parts."""

    id: str
    session: str
    role: str
    parent: str | None = None
    agent: str | None = None
    model: ModelRef | None = None
    created_ms: int = 0
    completed_ms: int | None = None
    finish: str | None = None
    failure: Failure | None = None
    tokens: Tokens = Tokens()
    cost: float = 0.0
    summary: bool = False
    """True for the answer of a compaction."""


class LeaseNote(Value):
    """Hold the lease that a session's metadata tells of; times are the server's."""

    model: ModelRef
    until: Until = "cleared"
    until_ms: int | None = None
    turns: int | None = None
    by: str | None = None
    since_ms: int | None = None
    strict: bool = False


class SessionInfo(Value):
    """Hold what the server itself says about a session, in listings and updates alike."""

    id: str
    title: str
    directory: str
    parent: str | None = None
    project: str | None = None
    agent: str | None = None
    model: ModelRef | None = None
    created_ms: int = 0
    updated_ms: int = 0
    archived_ms: int | None = None
    cost: float = 0.0
    tokens: Tokens = Tokens()
    parked_until_ms: int | None = None
    """From the session's metadata under `omo-watch`: parked by an operator's omo-watch."""
    parked_by: str | None = None
    lease: LeaseNote | None = None
    task: str | None = None
    """From there too: the background task that an omo-watch made it for."""
    probe: bool = False
    """From there too: an omo-watch made it to probe a model, and deletes it again."""
    probe_action: str = ""
    """The action that it was made for, where that is said."""


class Setback(Value):
    """Hold one model that could not answer in the current turn, as a fact from the stream."""

    model: ModelRef
    reason: str
    """Short class: rate-limit, overloaded, auth, quota, error, ..."""
    at_ms: int
    until_ms: float | None = None
    """When it comes back by itself (server clock, epoch milliseconds), if anything said so."""


class Ask(Value):
    """Hold a permission or a question that waits for a person."""

    id: str
    session: str
    directory: str
    kind: AskKind
    title: str
    """One line: the permission's name and pattern, or the question's text."""
    patterns: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    asked_ms: int = 0
    message: str = ""
    """The assistant message whose tool waits; nothing newer can come while it does."""


class Question(Value):
    """Hold one question with its choices."""

    text: str
    header: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Pairs of label and description."""
    multiple: bool = False
    custom: bool = True
    """Words that are none of the labels are an answer too."""


class Todo(Value):
    """Hold one line of a session's plan."""

    content: str
    status: str
    priority: str = ""


class Toast(Value):
    """Hold what a server's program said to its screens: a claim; `lines` where it has several."""

    server: str
    directory: str
    title: str
    message: str
    variant: str
    at_ms: int
    lines: tuple[str, ...] = ()


class ModelInfo(Value):
    """Hold what the server offers under one `provider/model`."""

    ref: ModelRef
    label: str = ""
    context: int = 0
    """Context limit in tokens; 0 is unknown."""
    variants: tuple[str, ...] = ()
    price_in: float | None = None
    """Dollars for a million tokens that are read; None where the server does not say."""
    price_out: float | None = None
    """The same for tokens that are written."""


class Verdict(Value):
    """Name the one cause of a quiet or odd session, with its evidence."""

    cause: str
    evidence: str = ""
