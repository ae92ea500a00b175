"""One prompt at a time for a session, and never the same one twice (fallback-behaviour 8)."""

from __future__ import annotations

import msgspec

from omo_watch_core.value import Value

HOLD_MS = 2_000
"""How long a session stays reserved after a prompt was sent: its run must become visible first."""
REPEAT_MS = 15_000
"""How long the same prompt is not sent again."""
DISPATCH_MS = 30_000
"""How long the answer to a prompt may take before nobody knows whether it was taken."""
RESERVED_TRIES = 6
RESERVED_STEP_MS = 500
"""The n-th wait for a reserved session is n times so long."""
QUEUE_STEP_MS = 250
QUEUE_TRIES = 120
"""A queued prompt is given up after so many looks, half a minute (REC of 8: it is bounded)."""
OWN_ABORT_MS = 2_000
"""How long after an abort of ours its error is taken for our own (seed 003)."""


class Gate(Value):
    """Hold what was sent to one session lately."""

    held_until_ms: int = 0
    sent: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    """Content of a prompt -> when it was sent, local epoch milliseconds."""


OPEN = Gate()


def is_reserved(gate: Gate, now_ms: int) -> bool:
    """Tell whether the last prompt is so fresh that another would collide with it."""
    return now_ms < gate.held_until_ms


def is_repeat(gate: Gate, content: str, now_ms: int) -> bool:
    """Tell whether the same prompt was sent just before."""
    sent_ms = gate.sent.get(content)
    return sent_ms is not None and now_ms - sent_ms < REPEAT_MS


def sent(gate: Gate, content: str, now_ms: int) -> Gate:
    """Note a prompt that was sent, also one that failed afterwards."""
    fresh = {key: at for key, at in gate.sent.items() if now_ms - at < REPEAT_MS}
    return Gate(held_until_ms=now_ms + HOLD_MS, sent={**fresh, content: now_ms})


def released() -> Gate:
    """Give the gate after an abort of ours: what it held ended with the run."""
    return OPEN


def content(model: str, agent: str | None, turn: str) -> str:
    """Give the key of a prompt: equal prompts have equal keys.

    The model is part of it (REC of 8): two continuations on two models are two prompts.
    """
    return "\n".join((model, agent or "", turn))


def reserved_wait_ms(tries: int) -> int | None:
    """Give how long to wait after so many tries; None after the last."""
    return tries * RESERVED_STEP_MS if tries <= RESERVED_TRIES else None
