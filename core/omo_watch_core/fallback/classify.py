"""Whether an error leads to the next model, and which rule says so.

Source: fallback-behaviour 4.1 (the status in a text), 4.2 (the kind), 4.4 (the decision), 4.5.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from omo_watch_core.fallback.ecma import compiled
from omo_watch_core.fallback.fault import Fault
from omo_watch_core.fallback.patterns import (
    BROKEN,
    NOT_HELD_BACK,
    QUOTA,
    REMAINING,
    RETRYABLE,
    first,
)
from omo_watch_core.value import Value

ErrorKind = Literal[
    "abort",
    "context_overflow",
    "missing_api_key",
    "invalid_api_key",
    "model_not_found",
    "quota_exceeded",
]
NEVER: frozenset[ErrorKind] = frozenset({"abort", "context_overflow"})
"""Kinds that keep the model: a person stopped it, or the host is about to compact."""
ALWAYS: frozenset[ErrorKind] = frozenset({"missing_api_key", "model_not_found", "quota_exceeded"})
LOCAL = "local coordination"
NONE = "none"
_ABORTED = ("messageabortederror", "aborterror")
_SPENT = ("quotaexceeded", "insufficientquota", "billingerror", "resourceexhausted")
_KEY = compiled(r"api.?key")
_NO_KEY = compiled(r"api.?key.?is.?missing")
_NOT_FOUND = compiled(r"model\s+not\s+found")
_PASSING = frozenset({408, 425, 429})


class Judgement(Value):
    """Hold what follows from an error."""

    kind: ErrorKind | None = None
    status: float | None = None
    retryable: bool = False
    """The next model of the chain is to be asked."""
    rule: str = NONE
    """What decided, e.g. "never: abort", "status 429", "pattern: rate.?limit", "none"."""


def judge(fault: Fault, codes: Sequence[float]) -> Judgement:
    """Decide about an error; `codes` are the statuses of `retry_on_errors`."""
    if fault.local:
        return Judgement(kind=kind_of(fault), status=status_of(fault, codes), rule=LOCAL)
    return decide(fault, codes)


def decide(fault: Fault, codes: Sequence[float]) -> Judgement:
    """Decide by the table of 4.4 alone, as for an error that is not of our own side."""
    kind, status = kind_of(fault), status_of(fault, codes)
    retryable, rule = _row(fault, kind, status, codes)
    return Judgement(kind=kind, status=status, retryable=retryable, rule=rule)


def status_of(fault: Fault, codes: Sequence[float]) -> float | None:
    """Give the HTTP status: of the error's fields, else the first of the codes in its text."""
    return fault.status if fault.status is not None else code_in(fault.message, codes)


def code_in(text: str, codes: Sequence[float]) -> float | None:
    """Find the first of some status codes that stands in a text as a word of its own."""
    found = _words(tuple(codes)).search(text) if codes else None
    return float(found[0]) if found else None


def kind_of(fault: Fault) -> ErrorKind | None:
    """Name the kind of an error; the first that fits (4.2)."""
    name = (fault.name or "").lower().replace("_", "").replace("-", "")
    if any(word in name for word in _ABORTED):
        return "abort"
    if name == "contextoverflowerror":
        return "context_overflow"
    return _kind_of_key(name, fault.message) or _kind_of_model(name, fault.message)


def is_transport(fault: Fault) -> bool:
    """Tell whether the connection to the provider broke (section 15, mid-stream cut).

    That alone does not change the model: it does so only where text had arrived already.
    """
    if fault.local or kind_of(fault) in NEVER:
        return False
    return first(BROKEN, fault.message) is not None


def _row(
    fault: Fault, kind: ErrorKind | None, status: float | None, codes: Sequence[float]
) -> tuple[bool, str]:
    if kind in NEVER:
        return False, f"never: {kind}"
    if kind in ALWAYS:
        return True, f"kind {kind}"
    if status is not None and status in codes:
        return True, f"status {_word(status)}"
    if fault.retryable and _may_pass(status):
        return True, "said to be retryable"
    pattern = first(RETRYABLE, fault.message)
    return (True, f"pattern: {pattern}") if pattern else (False, NONE)


def _may_pass(status: float | None) -> bool:
    """Providers call errors retryable that stay: only these statuses are believed."""
    return status is None or 500 <= status < 600 or status in _PASSING


def _kind_of_key(name: str, message: str) -> ErrorKind | None:
    if "loadapi" in name or (_NO_KEY.search(message) and "environment variable" in message):
        return "missing_api_key"
    if _KEY.search(message) and "must be a string" in message:
        return "invalid_api_key"
    return None


def _kind_of_model(name: str, message: str) -> ErrorKind | None:
    if "modelnotfounderror" in name or ("unknownerror" in name and _NOT_FOUND.search(message)):
        return "model_not_found"
    if any(word in name for word in _SPENT) or first(QUOTA, message):
        return "quota_exceeded"
    if REMAINING in message and any(word in message for word in NOT_HELD_BACK):
        return "quota_exceeded"
    return None


@lru_cache(maxsize=64)
def _words(codes: tuple[float, ...]) -> re.Pattern[str]:
    return compiled(r"\b(?:" + "|".join(re.escape(_word(code)) for code in codes) + r")\b")


def _word(code: float) -> str:
    return str(int(code)) if float(code).is_integer() else str(code)
