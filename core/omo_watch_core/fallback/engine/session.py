"""What the engine keeps of a session, and of all of them."""

from __future__ import annotations

from typing import Literal

import msgspec

from omo_watch_core.fallback.board import Board
from omo_watch_core.fallback.delegation import ChildContext
from omo_watch_core.fallback.gate import OPEN, Gate
from omo_watch_core.fallback.retry_status import RetryKey
from omo_watch_core.fallback.state import FallbackState, Plan
from omo_watch_core.value import Value

SessionKey = tuple[str, str]
Waits = Literal["agent", "partial", "abort", "history", "reserved", "status", "prompt", "queue"]


class Announced(Value):
    """Hold the retry that was heard last."""

    key: RetryKey
    message: str


class Trouble(Value):
    """Hold why a step down the chain is wanted."""

    source: str
    """The handler: session.error, message.updated, session.status, session.timeout, ..."""
    cause: str
    """One line: what was seen and the rule that decided."""
    reason: str
    """Short class: rate-limit, overloaded, ..."""
    model: str | None = None
    """The model that the event named."""
    agent: str | None = None
    """The agent that the event named."""
    abort: str | None = None
    """Source of the abort that must come first; None where nothing runs."""
    quiet: bool = False
    """No toast: the person was told when the chain was entered."""
    kind: str | None = None
    """Kind of the error (fallback-behaviour 4.2)."""
    yields: Literal["always", "signal", "own"] = "always"
    """What makes a fallback that has not answered give way: any trouble; a retry that was
    announced; only its own error."""
    until_ms: float | None = None
    """When the failed model comes back, where anything said so."""


class Pending(Value):
    """Hold a step that waits for the host or for a moment: the lock of its session."""

    waits: Waits
    ask: int
    """Number of the question that it waits for; 0 while it waits for a moment."""
    deadline_ms: int | None
    trouble: Trouble
    agent: str | None = None
    plan: Plan | None = None
    """None until the agent, and so the chain, is known."""
    turn: str = ""
    """The turn that goes on, for the gate."""
    tries: int = 0
    was_awaiting: bool = False
    """The session awaited an answer before this step."""
    stopped: bool = False
    """We stopped what ran: where this comes to nothing, the session rests."""
    reads: int = 0
    """How often its history could not be read since."""
    unblocked: bool = False
    """The history shows nothing that works."""
    before: FallbackState | None = None
    """Where the session stood before the prompt was queued."""


class SessionFallback(Value):
    """Hold one session."""

    state: FallbackState | None = None
    begun_ms: int = 0
    touched_ms: int | None = None
    """When it was last in use; None before it stands on a chain."""
    agent: str | None = None
    """The agent of its newest turn."""
    category: str | None = None
    child: bool = False
    context: ChildContext | None = None
    begins_on: str | None = None
    """The model that it was given before its first prompt, as its own cooled down."""
    asked_model: str | None = None
    """The model of its newest user message."""
    step: Pending | None = None
    queued: Pending | None = None
    """A prompt that waits until the session is free."""
    awaiting: bool = False
    """A fallback was sent and has not shown an answer."""
    worked: bool = False
    """It has shown a part or a piece of text since it was sent."""
    looking: int | None = None
    """Number of the question whether an answer is visible."""
    timer_ms: int | None = None
    """When the answer is overdue."""
    timer_child: bool = False
    """It was a child when the timer was set."""
    watchdog_ms: int | None = None
    watched: bool = False
    """Its watchdog was set once; later prompts do not set it again."""
    announced: Announced | None = None
    own_abort: bool = False
    """We aborted, and its error has not come yet."""
    own_abort_ms: int | None = None
    cancelled: bool = False
    """A person stopped it; lifted by the next user turn."""
    failures: dict[str, float] = msgspec.field(default_factory=dict[str, float])
    """Model -> end of its cooldown; survives every reset of the position (REC of 15, 6751)."""
    gate: Gate = OPEN


class Engine(Value):
    """Hold all sessions and the board of cooldowns."""

    sessions: dict[SessionKey, SessionFallback] = msgspec.field(
        default_factory=dict[SessionKey, SessionFallback]
    )
    board: Board = Board()
    asked: int = 0
    """Number of the newest question."""
    swept_ms: int = 0
    """When forgotten sessions were last swept out."""
