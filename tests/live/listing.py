"""What `ls --json` promises to other people's scripts, as types: more may come, nothing may go."""

from typing import Literal

import msgspec

State = Literal["asking", "stuck", "retry", "parked", "failed", "unknown", "busy", "idle", "done"]
Cause = Literal[
    "waiting-for-person", "rate-limited", "queued", "exhausted", "no-answer", "deaf-plugin",
    "orphan-task", "looping", "tool-running", "provider-silent", "parent-not-woken",
    "stream-lost", "interrupted",
]  # fmt: skip
Phase = Literal["down", "opening", "live", "silent", "stale", "waiting", "refused"]


class ServerEntry(msgspec.Struct):
    """One of `servers`."""

    name: str
    url: str
    state: Phase
    version: str | None
    plugin: bool | None
    in_charge: Literal["plugin", "omo-watch", "nobody"] | None
    lost_seconds: float


class Retry(msgspec.Struct):
    """Why and how long a session waits."""

    attempt: int
    kind: str = msgspec.field(name="class")
    message: str
    next_ms: int
    seconds_left: float
    stated_reset_ms: int | None


class Rung(msgspec.Struct):
    """One step of a ladder."""

    model: str
    rung: Literal["failed", "current", "next", "cooling", "unreachable", "untried"]
    kind: str | None = msgspec.field(name="class")
    until_ms: int | None


class Verdict(msgspec.Struct):
    """The one cause of a quiet or odd session."""

    cause: Cause
    evidence: str


class Tokens(msgspec.Struct):
    """The sums of a session."""

    input: int
    output: int
    reasoning: int
    cache_read: int
    cache_write: int


class SessionEntry(msgspec.Struct):
    """One of `sessions`."""

    server: str
    id: str
    parent: str | None
    title: str
    directory: str
    agent: str | None
    state: State
    model: str | None
    variant: str | None
    retry: Retry | None
    ladder: list[Rung]
    verdict: Verdict | None
    tokens: Tokens
    cost: float
    context_used: int
    context_limit: int
    silent_s: float | None


class Listing(msgspec.Struct):
    """The whole document; `tasks` has no entries yet."""

    servers: list[ServerEntry]
    sessions: list[SessionEntry]
    tasks: list[object]


def read_listing(text: str) -> Listing:
    """Read what `ls --json` printed; msgspec.ValidationError names what breaks the promise."""
    return msgspec.json.decode(text, type=Listing)
