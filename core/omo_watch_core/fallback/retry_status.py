"""What a retry message says about why a model waits."""

from __future__ import annotations

import re

_COUNTDOWN = re.compile(r"\[\s*retrying\s+in[^\]]*\]", re.IGNORECASE)
_CLASSES = (
    (
        "cooldown",
        re.compile(
            r"all\s+credentials\s+for\s+model|cool(?:ing)?\s+down|cooldown|exhausted\s+your\s+capacity"
        ),
    ),
    ("too-many-requests", re.compile(r"too\s+many\s+requests")),
    ("quota", re.compile(r"quota\s+will\s+reset\s+after|quota\s*exceeded")),
    ("usage-limit", re.compile(r"usage\s+limit\s+has\s+been\s+reached|limit\s+reached")),
    ("rate-limit", re.compile(r"rate\s+limit")),
    (
        "service-unavailable",
        re.compile(r"service.?unavailable|temporarily.?unavailable|overloaded"),
    ),
)


def retry_class(message: str) -> str:
    """Name the class of a retry message; the normalised text itself where no class fits."""
    text = " ".join(_COUNTDOWN.sub(" ", message).lower().split()) or "retry"
    return next((name for name, pattern in _CLASSES if pattern.search(text)), text)
