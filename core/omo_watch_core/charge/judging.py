"""What an error means for whatever session meets it."""

from __future__ import annotations

from omo_watch_core.fallback.classify import LOCAL, Judgement, is_transport, judge
from omo_watch_core.fallback.fault import Fault
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.reason import reason_of
from omo_watch_core.value import Value

OFF = "the fallback is off"
STOPPED = "it reads as a person's stop"
OWN_SIDE = "two programs worked on one session: another model would not help"
OVERFLOW = "the server shortens the history by itself"
CUT = "the connection broke; only an answer that it cuts off in the middle goes on elsewhere"
NO_HELP = "nothing says that another model would do better"


class Judged(Value):
    """Hold what follows from an error for whatever session meets it."""

    verdict: Judgement
    reason: str
    """Short class: rate-limit, overloaded, ..."""
    moves: bool
    """The session goes on with the next model of its chain, where there is one."""
    why: str = ""
    """Why it does not move; empty where it does."""


def judged(fault: Fault, policy: Policy) -> Judged:
    """Say what an error is, whether it moves a session, and by which rule."""
    verdict = judge(fault, policy.retry_on_errors)
    status = int(verdict.status) if verdict.status is not None else None
    reason = reason_of(fault.message, status, fault.name or "")
    why = _why_not(fault, verdict, policy)
    return Judged(verdict=verdict, reason=reason, moves=not why, why=why)


def _why_not(fault: Fault, verdict: Judgement, policy: Policy) -> str:
    if not policy.enabled:
        return OFF
    # The engine asks for a person's stop before it looks at anything else.
    if fault.cancels:
        return STOPPED
    if verdict.retryable:
        return ""
    if verdict.rule == LOCAL:
        return OWN_SIDE
    if verdict.kind == "context_overflow":
        return OVERFLOW
    return CUT if is_transport(fault) else NO_HELP
