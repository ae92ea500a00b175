"""A server's messages and events, read from JSON that nobody has checked.

Source: fallback-behaviour 7, 9 and 10. What does not fit counts as absent; nothing raises.
"""

from __future__ import annotations

from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.fallback.paths import at, is_list, is_something, number, number_at, text_at
from omo_watch_core.fallback.signal import signal_text
from omo_watch_core.fallback.untyped import items, table

_MOST = 2**53


def messages(raw: object) -> tuple[Said, ...]:
    """Read a history: `{"data": [...]}` or a bare list of messages."""
    found = (_message(entry) for entry in items(raw) or items(at(raw, "data")))
    return tuple(message for message in found if message is not None)


def pieces(raw: object) -> tuple[Piece, ...]:
    """Read a list of parts."""
    found = (piece(entry) for entry in items(raw))
    return tuple(part for part in found if part is not None)


def piece(raw: object) -> Piece | None:
    """Read one part; a text part without a text is none."""
    kind, text = text_at(raw, "type"), at(raw, "text")
    if kind is None or (kind == "text" and not isinstance(text, str)):
        return None
    return Piece(
        kind=kind,
        text=text if isinstance(text, str) else "",
        id=text_at(raw, "id"),
        synthetic=at(raw, "synthetic") is True,
        tool=text_at(raw, "name") or text_at(raw, "tool") or text_at(raw, "toolName"),
        tool_state=text_at(raw, "state", "status"),
    )


def session_of_session_event(properties: object) -> str | None:
    """Give the session that an event about a session speaks of."""
    paths = (("sessionID",), ("info", "sessionID"), ("info", "id"))
    return next((name for path in paths if (name := text_at(properties, *path))), None)


def session_of_message_event(properties: object) -> str | None:
    """Give the session that an event about a message or a part speaks of."""
    paths = (("sessionID",), ("info", "sessionID"), ("part", "sessionID"))
    return next((name for path in paths if (name := text_at(properties, *path))), None)


def error_texts(parts: object) -> tuple[str, ...] | None:
    """Give the texts of the error parts; None where there is no such part."""
    errors = [part for part in items(parts) if at(part, "type") == "error"]
    if not errors:
        return None
    return tuple(text for part in errors if isinstance(text := at(part, "text"), str))


def error_part_text(parts: object) -> str | None:
    """Join the texts of the error parts by newlines; None where there is no such part."""
    found = error_texts(parts)
    return None if found is None else "\n".join(found)


def _message(raw: object) -> Said | None:
    info = at(raw, "info")
    role = text_at(info, "role") or text_at(raw, "role")
    if role is None:
        return None
    parts = at(raw, "parts") if is_list(at(raw, "parts")) else at(info, "parts")
    return Said(
        role=role,
        id=text_at(info, "id"),
        agent=text_at(info, "agent"),
        failed=is_something(at(info, "error")) or is_something(at(raw, "error")),
        finish=_finish(info) or _finish(raw),
        completed=_is_moment(at(info, "time", "completed")),
        tokens=_tokens(info),
        status=_status(info),
        pieces=pieces(parts),
        loaded=is_list(parts),
    )


def _finish(value: object) -> str | bool | None:
    return True if at(value, "finish") is True else text_at(value, "finish")


def _is_moment(value: object) -> bool:
    return number(value) is not None or (isinstance(value, str) and value != "")


def _tokens(info: object) -> int:
    counted = (number_at(info, "tokens", name) or 0 for name in ("output", "reasoning"))
    return int(min(_MOST, max(0, sum(counted))))


def _status(info: object) -> str:
    return signal_text(table(info)) or ""
