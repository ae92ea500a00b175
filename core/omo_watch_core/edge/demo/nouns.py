"""What the server keeps and tells: sessions, messages and their parts, exactly as on the wire."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from omo_watch_core.value import Value

Json = dict[str, object]
_NAMES = {"kind": "type"}


def wire_name(name: str) -> str:
    """Give the name of a field as the server spells it: `session_id` is `sessionID`."""
    first, *rest = _NAMES.get(name, name).split("_")
    return first + "".join("ID" if word == "id" else word.capitalize() for word in rest)


class Noun(Value, rename=wire_name):
    """Be an object of the wire; fields that are UNSET are left out."""


class Cache(Noun):
    """Count tokens that came from or went into the provider's cache."""

    read: int = 0
    write: int = 0


class Tokens(Noun):
    """Count the tokens of a call, or of all calls of a session."""

    input: int = 0
    output: int = 0
    reasoning: int = 0
    cache: Cache = Cache()
    total: int | UnsetType = UNSET


class SessionModel(Noun):
    """Name a model as sessions do."""

    id: str
    provider_id: str
    variant: str | UnsetType = UNSET


class PromptModel(Noun):
    """Name a model as user messages do."""

    provider_id: str
    model_id: str
    variant: str | UnsetType = UNSET


class SessionTime(Noun):
    """Hold when a session was made and last changed, epoch milliseconds."""

    created: int
    updated: int
    archived: int | UnsetType = UNSET


class Summary(Noun):
    """Count the lines that a session changed."""

    additions: int = 0
    deletions: int = 0
    files: int = 0


class Session(Noun, kw_only=True):
    """Be one session."""

    id: str
    slug: str
    project_id: str
    directory: str
    path: str = ""
    title: str
    version: str
    parent_id: str | UnsetType = UNSET
    agent: str | UnsetType = UNSET
    model: SessionModel | UnsetType = UNSET
    summary: Summary | UnsetType = UNSET
    cost: float = 0.0
    tokens: Tokens = Tokens()
    metadata: Json | UnsetType = UNSET
    permission: list[Json] | UnsetType = UNSET
    time: SessionTime


class Diffs(Noun):
    """Hold what a turn changed."""

    diffs: list[Json] = msgspec.field(default_factory=list[Json])


class MessageTime(Noun):
    """Hold when a message began and ended."""

    created: int
    completed: int | UnsetType = UNSET


class Where(Noun):
    """Hold the folders that an assistant works in."""

    cwd: str
    root: str


class Fault(Noun):
    """Be the error of a run."""

    name: str
    data: Json


class User(Noun, kw_only=True):
    """Be a message of a person."""

    id: str
    session_id: str
    role: Literal["user"] = "user"
    time: MessageTime
    agent: str
    model: PromptModel
    summary: Diffs | UnsetType = UNSET
    system: str | UnsetType = UNSET
    tools: Json | UnsetType = UNSET
    format: Json | UnsetType = UNSET


class Assistant(Noun, kw_only=True):
    """Be one call of a model and what came of it."""

    id: str
    session_id: str
    role: Literal["assistant"] = "assistant"
    time: MessageTime
    parent_id: str
    model_id: str
    provider_id: str
    mode: str
    agent: str
    variant: str | UnsetType = UNSET
    path: Where
    cost: float = 0.0
    tokens: Tokens = Tokens()
    finish: str | UnsetType = UNSET
    error: Fault | UnsetType = UNSET


Message = User | Assistant


class Span(Noun):
    """Hold when a text or a tool call began and ended."""

    start: int
    end: int | UnsetType = UNSET


class Part(Noun):
    """Be one piece of a message; its kind says which fields it has."""

    id: str
    session_id: str
    message_id: str
    kind: str
    text: str | UnsetType = UNSET
    time: Span | UnsetType = UNSET
    synthetic: bool | UnsetType = UNSET
    ignored: bool | UnsetType = UNSET
    metadata: Json | UnsetType = UNSET
    tool: str | UnsetType = UNSET
    call_id: str | UnsetType = UNSET
    state: ToolState | UnsetType = UNSET
    snapshot: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    cost: float | UnsetType = UNSET
    tokens: Tokens | UnsetType = UNSET
    hash: str | UnsetType = UNSET
    files: list[str] | UnsetType = UNSET


class ToolState(Noun):
    """Hold how a tool call stands."""

    status: Literal["pending", "running", "completed", "error"]
    input: Json
    raw: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    metadata: Json | UnsetType = UNSET
    output: str | UnsetType = UNSET
    error: str | UnsetType = UNSET
    time: Span | UnsetType = UNSET


class Entry(Noun):
    """Be one message with its parts, as the message route lists it."""

    info: Message
    parts: tuple[Part, ...] = ()


class Status(Noun):
    """Be what a session does."""

    kind: Literal["idle", "busy", "retry"]
    attempt: int | UnsetType = UNSET
    message: str | UnsetType = UNSET
    next: int | UnsetType = UNSET


class Call(Noun):
    """Name the tool call that asks."""

    message_id: str
    call_id: str


class Permission(Noun):
    """Be a permission that waits for a person."""

    id: str
    session_id: str
    permission: str
    patterns: list[str]
    metadata: Json
    always: list[str]
    tool: Call


class Option(Noun):
    """Be one choice of a question."""

    label: str
    description: str


class Query(Noun):
    """Be one question."""

    question: str
    header: str
    options: list[Option]


class Question(Noun):
    """Be questions that wait for a person."""

    id: str
    session_id: str
    questions: list[Query]
    tool: Call


class Toast(Noun):
    """Be a toast in attached screens."""

    message: str
    variant: Literal["info", "success", "warning", "error"]
    title: str | UnsetType = UNSET
    duration: int = 5000


class Todo(Noun):
    """Be one line of a plan."""

    content: str
    status: Literal["pending", "in_progress", "completed", "cancelled"]
    priority: str = "medium"


class FileDiff(Noun):
    """Be what a session changed in one file."""

    file: str
    patch: str
    additions: int
    deletions: int
    status: Literal["added", "deleted", "modified"] = "modified"


IDLE = Status(kind="idle")
BUSY = Status(kind="busy")
ABORTED = Fault(name="MessageAbortedError", data={"message": "Aborted"})


def waiting(attempt: int, message: str, next_ms: int) -> Status:
    """Give the status of a session that waits for its provider until `next_ms`."""
    return Status(kind="retry", attempt=attempt, message=message, next=next_ms)
