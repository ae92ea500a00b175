"""The short class of an error, from what little is known of it."""

from __future__ import annotations

import re

_NAMES = {
    "ContentFilterError": "content-filter",
    "ContextOverflowError": "context",
    "MessageAbortedError": "aborted",
    "MessageOutputLengthError": "output-length",
    "ProviderAuthError": "auth",
    "StructuredOutputError": "output-format",
}
_LIMIT = re.compile(
    r"rate.?limit|too many requests|cool(?:ing)?.?down|quota|usage|\blimits?\b(?!-)",
    re.IGNORECASE,
)
_WORDS = (
    (re.compile(r"overloaded|at capacity", re.IGNORECASE), "overloaded"),
    (_LIMIT, "rate-limit"),
    (re.compile(r"api key|unauthori[sz]ed|authenticat|credential", re.IGNORECASE), "auth"),
    (re.compile(r"not found|does not exist", re.IGNORECASE), "not-found"),
    (
        re.compile(
            r"connect|network|fetch failed|timed? ?out|socket|\beconn|reset by peer",
            re.IGNORECASE,
        ),
        "network",
    ),
    (re.compile(r"server.?error|had an error|unavailable", re.IGNORECASE), "server-error"),
)
_STATUSES = {
    401: "auth",
    402: "quota",
    403: "auth",
    404: "not-found",
    408: "network",
    413: "context",
    429: "rate-limit",
    503: "overloaded",
    529: "overloaded",
}
_MAY_BE_LIMITED = frozenset({402, 403})
"""Statuses that providers also use for spent allowances; there the words decide."""


def reason_of(message: str, status: int | None = None, name: str = "") -> str:
    """Name the class: by the error's name, then its HTTP status, then its words."""
    if name in _NAMES:
        return _NAMES[name]
    words = _by_words(message)
    if status is None or (status in _MAY_BE_LIMITED and words == "rate-limit"):
        return words
    if status >= 500:
        return _STATUSES.get(status, "server-error")
    return _STATUSES.get(status, "bad-request" if status >= 400 else words)


def is_limit(message: str) -> bool:
    """Tell whether words speak of a limit, whatever else they speak of."""
    return _LIMIT.search(message) is not None


def is_about_model(message: str, name: str) -> bool:
    """Tell whether an error says something against the model that was asked."""
    return name != "MessageAbortedError" and not message.startswith("Agent not found")


def _by_words(message: str) -> str:
    found = (kind for pattern, kind in _WORDS if pattern.search(message))
    return next(found, "error")
