"""Why a provider failed, as far as an error says so: by status, by code, by text.

Source: fallback-behaviour 4.5. Only what decides whether a local error stops the chain is read
here; whether an error leads to the next model is decided in `classify`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from omo_watch_core.fallback.ecma import compiled
from omo_watch_core.fallback.paths import at, number, number_at, text_at
from omo_watch_core.fallback.patterns import QUOTA, RETRYABLE, first
from omo_watch_core.fallback.untyped import filled

T = TypeVar("T")
_DEPTH = 25
_DIGITS = compiled(r"^\d+$")
_LEADING = compiled(r"^\s*(?:error:\s*)?(?:http\s*)?(\d{3})(?:\s|$)")
_BY_STATUS: dict[float, str] = {
    400: "format",
    401: "auth",
    402: "billing",
    403: "auth",
    404: "model_not_found",
    408: "timeout",
    429: "rate_limit",
    529: "overloaded",
}
_BY_CODE = {
    "INSUFFICIENT_QUOTA": "billing",
    "OVERLOADED": "overloaded",
    "RATE_LIMIT_EXCEEDED": "rate_limit",
    "RESOURCE_EXHAUSTED": "rate_limit",
    "TOO_MANY_REQUESTS": "rate_limit",
}
_TIMEOUT_CODE = compiled(
    r"^E(?:AI_AGAIN|CONN(?:ABORTED|REFUSED|RESET)|HOST(?:DOWN|UNREACH)|NET(?:RESET|UNREACH)|PIPE"
    r"|(?:SOCKET)?TIMEDOUT)$"
)
_OVERLOADED = compiled(r"overloaded|service.?unavailable|high\s+demand")
_TIMEOUT = compiled(r"timeout|timed\s+out|deadline\s+exceeded")
_ABORTED = compiled(r"request\s+(?:was\s+)?aborted")
_BILLING = compiled(r"payment.?required|out\s+of\s+credits?|insufficient|billing|credit\s+balance")


def is_failover(error: object) -> bool:
    """Tell whether an error was classified before: its name, and a reason in words."""
    return at(error, "name") == "FailoverError" and isinstance(at(error, "reason"), str)


def metadata_of(error: object) -> bool:
    """Tell whether a provider said explicitly what happened.

    That is a status (a number, a numeric string, or leading the text as in "HTTP 429"), or a
    classified code other than a timeout; on the error or below it.
    """
    if _status(error) is not None:
        return True
    return _BY_CODE.get((_found(error, _direct_code) or "").upper()) is not None


def reason_of(error: object, depth: int = 0) -> str | None:
    """Name why a provider failed, by the error itself, else by what it wraps."""
    if is_failover(error):
        return text_at(error, "reason")
    reason = _own_reason(error)
    if reason is not None or depth == _DEPTH:
        return reason
    below = (at(error, key) for key in ("error", "cause"))
    found = (reason_of(entry, depth + 1) for entry in below if entry is not None)
    return next(filter(None, found), "timeout" if _ran_out_of_time(error) else None)


def _own_reason(error: object) -> str | None:
    message = _found(error, _direct_message) or ""
    status = _status(error)
    if status is not None:
        return _by_status(status, message)
    code = (_found(error, _direct_code) or "").upper()
    if code in _BY_CODE:
        return _BY_CODE[code]
    return "timeout" if _TIMEOUT_CODE.search(code) else _by_text(message)


def _by_status(status: float, message: str) -> str | None:
    if status == 503 and _OVERLOADED.search(message):
        return "overloaded"
    reason = _BY_STATUS.get(status)
    return reason or ("timeout" if 500 <= status < 600 else _by_text(message))


def _by_text(message: str) -> str | None:
    if _OVERLOADED.search(message):
        return "overloaded"
    if _BILLING.search(message):
        return "billing"
    if first(RETRYABLE, message) or first(QUOTA, message):
        return "rate_limit"
    return "timeout" if _TIMEOUT.search(message) else None


def _ran_out_of_time(error: object) -> bool:
    """Tell it by the name alone: a timeout, or an abort because of one."""
    name = text_at(error, "name")
    if name != "AbortError":
        return name == "TimeoutError"
    if _ABORTED.search(_found(error, _direct_message) or ""):
        return True
    return text_at(error, "reason", "name") == "TimeoutError"


def _status(error: object) -> float | None:
    found = _found(error, _direct_status)
    if found is not None:
        return found
    leading = _LEADING.search(_found(error, _direct_message) or "")
    return float(leading[1]) if leading else None


def _found(error: object, read: Callable[[object], T | None], depth: int = 0) -> T | None:
    """Read from an error, else from what it wraps, `error` before `cause`."""
    direct = read(error)
    if direct is not None or error is None or depth == _DEPTH:
        return direct
    below = (_found(at(error, key), read, depth + 1) for key in ("error", "cause"))
    return next((value for value in below if value is not None), None)


def _direct_status(error: object) -> float | None:
    for key in ("status", "statusCode"):
        known, text = number_at(error, key), text_at(error, key)
        if known is not None:
            return known
        if text and _DIGITS.search(text):
            return float(text)
    return None


def _direct_code(error: object) -> str | None:
    """Give a code in words; some providers put it where the status belongs."""
    codes = (text_at(error, key) for key in ("code", "status"))
    return next((code for code in codes if code and not _DIGITS.search(code)), None)


def _direct_message(error: object) -> str | None:
    known = number(error)
    return f"{known:g}" if known is not None else filled(error) or text_at(error, "message")
