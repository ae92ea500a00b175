"""Errors of our own side that no other model can cure: they stop the chain at once.

Source: fallback-behaviour 4.5. Two classes count, found on an error or below it: a session's write
lock that was not free in time, and a session that another run has taken over. Explicit metadata of
a provider wins over both. They are recognised by name as well as by code (REC).
"""

from __future__ import annotations

from collections.abc import Callable

from omo_watch_core.fallback.failover import is_failover, metadata_of, reason_of
from omo_watch_core.fallback.paths import at, text_at

_LOCK = "SessionWriteLockTimeoutError"
_LOCK_CODE = "OPENCLAW_SESSION_WRITE_LOCK_TIMEOUT"
_TAKEOVER = "EmbeddedAttemptSessionTakeoverError"
_DEPTH = 25


def is_coordination(error: object) -> bool:
    """Tell whether an error must be handed on as it is: no model failed, nothing is counted."""
    if is_failover(error):
        return False
    if _is_takeover(error):
        return True
    if _holds(error, _is_lock):
        return not metadata_of(error)
    return _holds(error, _is_takeover) and reason_of(error) is None


def failover_reason(error: object) -> str | None:
    """Name why a provider failed; None also for a lock without metadata of a provider.

    Reasons: auth, billing, format, model_not_found, overloaded, rate_limit, timeout, or what a
    classified error itself names.
    """
    if not is_failover(error) and _holds(error, _is_lock) and not metadata_of(error):
        return None
    return reason_of(error)


def _is_lock(error: object) -> bool:
    return text_at(error, "name") == _LOCK or text_at(error, "code") == _LOCK_CODE


def _is_takeover(error: object) -> bool:
    return text_at(error, "name") == _TAKEOVER


def _holds(error: object, matches: Callable[[object], bool], depth: int = 0) -> bool:
    """Look through any chain of error, cause and reason."""
    if matches(error):
        return True
    if error is None or depth == _DEPTH:
        return False
    below = (at(error, key) for key in ("error", "cause", "reason"))
    return any(_holds(entry, matches, depth + 1) for entry in below)
