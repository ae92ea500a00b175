"""What a retry message says about why a model waits: which attempt, which model, which class.

Source: fallback-behaviour 5, the helpers of seed 000.
"""

from __future__ import annotations

from omo_watch_core.fallback.ecma import collapsed, compiled
from omo_watch_core.fallback.paths import number
from omo_watch_core.value import Value

UNKNOWN_ATTEMPT = "?"
UNKNOWN_MODEL = "unknown-model"
_ATTEMPT = compiled(r"attempt\s*#\s*(\d+)")
_MODEL = compiled(r"model\s+([a-z0-9._/-]+)(?=\s+(?:are|is)\b)")
_COUNTDOWN = compiled(r"\[\s*retrying\s+in[^\]]*\]")
_CLASSES = (
    (
        "cooldown",
        compiled(
            r"all\s+credentials\s+for\s+model|cool(?:ing)?\s+down|cooldown|exhausted\s+your\s+capacity"
        ),
    ),
    ("too-many-requests", compiled(r"too\s+many\s+requests")),
    ("quota", compiled(r"quota\s+will\s+reset\s+after|quota\s*exceeded")),
    ("usage-limit", compiled(r"usage\s+limit\s+has\s+been\s+reached|limit\s+reached")),
    ("rate-limit", compiled(r"rate\s+limit")),
    ("service-unavailable", compiled(r"service.?unavailable|temporarily.?unavailable|overloaded")),
)

LIMITS = frozenset({"cooldown", "too-many-requests", "quota", "usage-limit", "rate-limit"})
"""Classes of waits for a limit that comes back by itself."""


class RetryKey(Value):
    """Name one wait of a provider: two statuses with an equal key tell of the same one.

    The model is part of it (REC of 5): the same text about a second model is another wait.
    """

    attempt: float | str
    model: str
    kind: str


def retry_key(
    attempt: object, event_model: str | None, message: str, current: str | None
) -> RetryKey:
    """Name the wait that a retry status tells of; `current` is the model that answers now."""
    return RetryKey(
        attempt=attempt_of(attempt, message),
        model=event_model or model_of(message) or current or UNKNOWN_MODEL,
        kind=retry_class(message),
    )


def attempt_of(attempt: object, message: str) -> float | str:
    """Give the attempt's number: the field, else the one that the text names, else "?"."""
    known = number(attempt)
    if known is not None:
        return known
    found = _ATTEMPT.search(message)
    return float(found[1]) if found else UNKNOWN_ATTEMPT


def model_of(message: str) -> str | None:
    """Give the model that a text says is waiting, in lower case."""
    found = _MODEL.search(message)
    return found[1].lower() if found else None


def retry_class(message: str) -> str:
    """Name the class of a retry message; the normalised text itself where no class fits."""
    text = collapsed(_COUNTDOWN.sub(" ", message).lower()) or "retry"
    return next((name for name, pattern in _CLASSES if pattern.search(text)), text)
