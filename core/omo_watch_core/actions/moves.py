"""How an action goes from phase to phase; used by every kind of action."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from omo_watch_core.actions.action import Action, Result
from omo_watch_core.effects import Effect

A = TypeVar("A", bound=Action)
Move = tuple[A, tuple[Effect, ...]]


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
