"""What an error says, read once from whatever a server or a provider sent."""

from __future__ import annotations

import json

from omo_watch_core.fallback.coordination import is_coordination
from omo_watch_core.fallback.ecma import compiled, trimmed
from omo_watch_core.fallback.paths import at, is_something, number_at, text_at
from omo_watch_core.fallback.untyped import items, table
from omo_watch_core.value import Value

_ABORTED = frozenset({"MessageAbortedError", "AbortError"})
_TAIL = compiled(r":\s*(.+)")
_MESSAGES = (("data", "message"), ("error", "message"), ("message",), ("data", "error", "message"))
_NAMES = (("name",), ("data", "name"), ("error", "name"), ("data", "error", "name"))
_STATUSES = (
    ("statusCode",),
    ("status",),
    ("data", "statusCode"),
    ("error", "statusCode"),
    ("cause", "statusCode"),
)
_SIGNALS = (
    ("isRetryable",),
    ("data", "isRetryable"),
    ("error", "isRetryable"),
    ("data", "error", "isRetryable"),
    ("cause", "isRetryable"),
)
_UNWRITABLE = (TypeError, ValueError, RecursionError)
_EXACT = 1e21
"""From here on ECMAScript writes whole numbers with an exponent."""


class Fault(Value):
    """Hold what an error says (fallback-behaviour 4.1); the default says nothing."""

    name: str | None = None
    message: str = ""
    """In lower case."""
    status: float | None = None
    """From the fields that are meant for it; what the text names depends on a code list."""
    retryable: bool | None = None
    """What the provider says of it."""
    cancels: bool = False
    """A person stopped the turn (the test at the end of 4.4)."""
    local: bool = False
    """Our own side could not go on: it must stop the chain (4.5)."""
    empty: bool = False
    """There was no error at all."""


def read_fault(error: object) -> Fault:
    """Read an error of any shape; never raises."""
    if not is_something(error):
        return Fault(empty=True)
    name = _first_text(error, _NAMES)
    return Fault(
        name=name,
        message=_message(error, name),
        status=next((n for path in _STATUSES if (n := number_at(error, *path)) is not None), None),
        retryable=_signal(error),
        cancels=_cancels(error),
        local=is_coordination(error),
    )


def plain_fault(
    name: str | None, message: str, status: float | None = None, retryable: bool | None = None
) -> Fault:
    """Read an error whose fields are known already; as if it had come as one flat object."""
    fields = {"name": name, "message": message, "statusCode": status, "isRetryable": retryable}
    return read_fault({key: value for key, value in fields.items() if value not in (None, "")})


def text_fault(text: str) -> Fault:
    """Read an error of which only a text is known."""
    return read_fault(text)


def _message(error: object, name: str | None) -> str:
    if isinstance(error, str):
        return error.lower()
    found = _first_text(error, _MESSAGES)
    if found is None:
        found = _tail(name)
    return (_written(error) if found is None else found).lower()


def _tail(name: str | None) -> str | None:
    """Some errors carry their message in their name, behind a colon; it may be empty."""
    found = _TAIL.search(name) if name else None
    return trimmed(found[1]) if found else None


def _first_text(error: object, paths: tuple[tuple[str, ...], ...]) -> str | None:
    return next((text for path in paths if (text := text_at(error, *path))), None)


def _signal(error: object) -> bool | None:
    found = (at(error, *path) for path in _SIGNALS)
    return next((value for value in found if isinstance(value, bool)), None)


def _cancels(error: object) -> bool:
    if isinstance(error, str):
        text = error.lower()
        return any(word in text for word in ("abort", "cancel", "interrupt"))
    name = text_at(error, "name")
    text = (text_at(error, "message") or "").lower()
    if name in _ABORTED or (name == "DOMException" and "abort" in text):
        return True
    return any(word in text for word in ("aborted", "cancelled", "interrupted"))


def _written(error: object) -> str:
    """Write JSON as ECMAScript does: compact, in order, whole numbers without a point."""
    try:
        return json.dumps(_whole(error), ensure_ascii=False, separators=(",", ":"))
    except _UNWRITABLE:
        return ""


def _whole(value: object) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    if entries := table(value):
        return {key: _whole(entry) for key, entry in entries.items()}
    return [_whole(entry) for entry in items(value)] or value
