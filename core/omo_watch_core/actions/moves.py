"""How an action goes from phase to phase; used by every kind of action."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from omo_watch_core.actions.action import Action, Result
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect

A = TypeVar("A", bound=Action)
Move = tuple[A, tuple[Effect, ...]]

ANSWER_MS = 20 * SECOND
"""How long a request may stay unanswered; the shell itself gives up on each of them before."""
LONGEST_MS = 55 * SECOND
"""How long an action may run at all: whoever asked for it is waiting."""
TAKEN = (200, 204)
"""What a server answers to a request that it took."""

FAILED = 500
"""From here on nobody knows what a server, or what stands before it, did before it failed."""


def enter(action: A, phase: str, now_ms: int, *effects: Effect) -> Move[A]:
    """Begin a phase and ask for what it needs."""
    return msgspec.structs.replace(action, phase=phase, phase_ms=now_ms), effects


def stay(action: A, *effects: Effect) -> Move[A]:
    """Remain where it is."""
    return action, effects


def end(action: A, result: Result, now_ms: int, evidence: str, hint: str = "") -> Move[A]:
    """Finish with a result and what was seen."""
    done = msgspec.structs.replace(
        action,
        phase="ended",
        phase_ms=now_ms,
        ended_ms=now_ms,
        result=result,
        evidence=evidence,
        hint=hint,
    )
    return done, ()


def is_unclear(status: int) -> bool:
    """Tell by an answer's status (0 for none) whether nobody knows what the server has done."""
    return status == 0 or status >= FAILED


def is_late(action: Action, now_ms: int) -> bool:
    """Tell whether an action that waits for an answer has waited long enough."""
    return now_ms - action.phase_ms >= ANSWER_MS or is_overlong(action, now_ms)


def is_overlong(action: Action, now_ms: int) -> bool:
    """Tell whether an action has run as long as any may."""
    return now_ms - action.started_ms >= LONGEST_MS
