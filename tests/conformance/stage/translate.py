"""A raw event of the server as what has happened to a session."""

from collections.abc import Callable

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.happenings import Happening, SessionKey
from omo_watch_core.fallback.fault import Fault, read_fault, text_fault
from omo_watch_core.fallback.history import Said
from omo_watch_core.fallback.internal import texts
from omo_watch_core.fallback.models import canonical
from omo_watch_core.fallback.reading import (
    error_part_text,
    pieces,
    session_of_message_event,
    session_of_session_event,
)
from omo_watch_core.fallback.signal import is_retry_answer, signal_text
from tests.conformance.case import Json

SERVER = ""


def key_of(session: str) -> SessionKey:
    """Give the key of a scenario's session."""
    return (SERVER, session)


def happening_of(event: Json, at_ms: int) -> Happening | None:
    """Read an event; None for one that says nothing about a session."""
    kind, properties = event.get("type", ""), event.get("properties")
    of_message = kind.startswith("message.")
    find = session_of_message_event if of_message else session_of_session_event
    session = find(properties)
    if session is None or not isinstance(properties, dict):
        return None
    if kind.startswith("session.next."):
        return h.Progressed(key=key_of(session), at_ms=at_ms)
    read = _READERS.get(kind)
    return read(key_of(session), at_ms, properties) if read else None


def _begun(key: SessionKey, at_ms: int, properties: Json) -> Happening:
    model = canonical((properties.get("info") or {}).get("model"))
    return h.SessionBegun(key=key, at_ms=at_ms, model=model)


def _failed(key: SessionKey, at_ms: int, properties: Json) -> Happening:
    return h.SessionFailed(
        key=key,
        at_ms=at_ms,
        fault=read_fault(properties.get("error")),
        model=canonical(properties.get("model")),
        agent=_text(properties.get("agent")),
    )


def _message(key: SessionKey, at_ms: int, properties: Json) -> Happening | None:
    info = properties.get("info") or {}
    model, agent = canonical(info.get("model")), _text(info.get("agent"))
    if info.get("role") == "user":
        return h.UserAsked(key=key, at_ms=at_ms, agent=agent, model=model)
    if info.get("role") != "assistant":
        return None
    parts = properties.get("parts", info.get("parts"))
    fault = _fault(info, parts)
    return h.AnswerSeen(
        key=key,
        at_ms=at_ms,
        model=model,
        agent=agent,
        fault=fault,
        signal=None if info.get("error") else _signal(info, parts),
        is_live=bool(fault or info.get("finish") or pieces(parts)),
    )


def _fault(info: Json, parts: Json) -> Fault | None:
    if info.get("error"):
        return read_fault(info["error"])
    text = error_part_text(parts)
    return text_fault(text) if text else None


def _signal(info: Json, parts: Json) -> str | None:
    said = "\n".join(p.text for p in texts(Said(role="assistant", pieces=pieces(parts))))
    found = (text for text in (signal_text(info), said) if text and is_retry_answer(text))
    return next(found, None)


def _status(key: SessionKey, at_ms: int, properties: Json) -> Happening | None:
    status = properties.get("status") or {}
    if status.get("type") != "retry":
        return None
    return h.RetryAnnounced(
        key=key,
        at_ms=at_ms,
        message=_text(status.get("message")) or "",
        attempt=status.get("attempt"),
        model=canonical(properties.get("model")),
        agent=_text(properties.get("agent")),
    )


def _plain(kind: type[Happening]) -> Callable[[SessionKey, int, Json], Happening]:
    return lambda key, at_ms, properties: kind(key=key, at_ms=at_ms)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


_READERS: dict[str, Callable[[SessionKey, int, Json], Happening | None]] = {
    "message.part.delta": _plain(h.Progressed),
    "message.part.updated": _plain(h.Progressed),
    "message.updated": _message,
    "session.compacted": _plain(h.Compacted),
    "session.created": _begun,
    "session.deleted": _plain(h.SessionEnded),
    "session.error": _failed,
    "session.idle": _plain(h.WentIdle),
    "session.status": _status,
    "session.stop": _plain(h.StopAsked),
}
