"""A session of the engine in the words of the recordings."""

import re

from omo_watch_core.fallback.engine.session import SessionFallback
from omo_watch_core.fallback.state import FallbackState
from tests.conformance.case import Json

# How the original wrote the text of a retry into its key; ours keeps model and class instead.
_BRACKETS = re.compile(r"\[retrying in [^\]]*?attempt\s*#\s*\d+\]", re.IGNORECASE)
_PLAIN = re.compile(r"retrying in\s+[^(]*attempt\s*#\s*\d+", re.IGNORECASE)


def shown(session: SessionFallback) -> Json:
    """Give what the original kept of a session."""
    return {
        "state": _state(session.state) if session.state else None,
        "lastAccess": session.touched_ms,
        "retryInFlight": session.step is not None,
        "awaitingFallbackResult": session.awaiting,
        "timeoutArmed": session.timer_ms is not None,
        "statusRetryKey": _key(session),
        "internallyAborted": session.own_abort,
    }


def _state(state: FallbackState) -> Json:
    return {
        "originalModel": state.original,
        "currentModel": state.current,
        "fallbackIndex": state.index,
        "attemptCount": state.attempts,
        "failedModels": state.failed,
        "pendingFallbackModel": state.pending,
        "pendingFallbackPromptMayHaveBeenAccepted": state.maybe_accepted,
    }


def _key(session: SessionFallback) -> str | None:
    announced = session.announced
    if announced is None:
        return None
    text = _PLAIN.sub("retrying", _BRACKETS.sub("[retrying]", announced.message))
    attempt = announced.key.attempt
    number = f"{attempt:g}" if isinstance(attempt, float) else str(attempt)
    return f"{number}:{' '.join(text.lower().split())}"
