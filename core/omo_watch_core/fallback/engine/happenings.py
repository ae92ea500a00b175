"""What the engine reacts to: events of a session, answers of the host, in the past tense.

`key` is (server, session); times are local epoch milliseconds. A waiting handler is a value in
the engine's state, so the answer that it waits for is an event like any other.
Models are named as the entries of the chain are, variants too: another spelling is another model.
"""

from __future__ import annotations

from typing import Literal

from omo_watch_core.fallback.delegation import ChildContext
from omo_watch_core.fallback.fault import Fault
from omo_watch_core.fallback.history import Said
from omo_watch_core.value import Value

SessionKey = tuple[str, str]


class Happening(Value):
    """Be something that has happened to one session."""

    key: SessionKey
    at_ms: int


# --- of the server


class SessionBegun(Happening):
    """A session was created; `model` where the event named one."""

    model: str | None = None


class UserAsked(Happening):
    """A user message came; the first one of a child starts its watchdog."""

    agent: str | None = None
    model: str | None = None
    internal: bool = False
    """A program wrote it, not a person."""


class SessionFailed(Happening):
    """The server reported an error of a session."""

    fault: Fault
    model: str | None = None
    """The model that the event speaks of."""
    agent: str | None = None


class AnswerSeen(Happening):
    """An assistant message was created or changed."""

    model: str | None = None
    agent: str | None = None
    fault: Fault | None = None
    """Its error, or the one that its error parts make."""
    signal: str | None = None
    """Text of its fields or parts by which a provider announces a retry."""
    has_output: bool | None = None
    """It shows an answer; None where only the history can tell."""
    is_live: bool = False
    """It has a typed part, a finish or an error: the child is alive."""


class RetryAnnounced(Happening):
    """The server waits before it asks the same model again."""

    message: str
    attempt: object = None
    model: str | None = None
    agent: str | None = None
    until_ms: float | None = None
    """When it goes on by itself, where the server or the text says so."""


class Progressed(Happening):
    """A part or a piece of text came: the model works."""


class WentIdle(Happening):
    """The run ended."""


class StopAsked(Happening):
    """A person stopped the session."""


class SessionEnded(Happening):
    """The session was deleted."""


class Compacted(Happening):
    """The history was compacted."""


class PromptAsked(Happening):
    """A prompt is about to run (`chat.message`), with the model that it names."""

    model: str | None = None
    internal: bool = False


class PromptSeen(Happening):
    """A new prompt stands in the session.

    Behind one of ours nothing more comes of the run before it, neither the error of our abort nor
    its wait; one of somebody else begins a turn for which no fallback that still waits was meant.
    """

    ours: bool


# --- of the host


class AgentKnown(Happening):
    """The session's agent is known, or has changed."""

    agent: str | None


class Delegated(Happening):
    """The session was delegated: it is a child."""

    category: str | None = None
    context: ChildContext | None = None
    child: bool = True


class Undelegated(Happening):
    """The session is no child any more: its task ended."""


class AbortAnswered(Happening):
    """The abort was answered.

    `held`: the host would not send it, or the barrier that its answer is was not reached.
    """

    ask: int
    result: Literal["done", "failed", "held"] = "done"


class HistoryRead(Happening):
    """The messages were read; None when that failed."""

    ask: int
    said: tuple[Said, ...] | None


class StatusRead(Happening):
    """The status was read; None when that failed."""

    ask: int
    status: str | None


class PromptAnswered(Happening):
    """The prompt was answered.

    `unclear`: it may have been taken; `held`: the host would not send it.
    """

    ask: int
    result: Literal["taken", "refused", "unclear", "held"]
    reason: str = ""
