"""Readers of permissions and questions, of both of a server's engines."""

from __future__ import annotations

import msgspec

from omo_watch_core.events import AskClosed, AskRaised
from omo_watch_core.wire.asks import (
    WirePermission,
    WireQuestions,
    permission_of,
    questions_of,
)
from omo_watch_core.wire.readers.reader import Reader, Setting
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import WireError, unpack
from omo_watch_core.wire.words import word

_RENAMED = {"session": "sessionID", "request": "requestID", "permission": "permissionID"}


class _Closed(Wire, rename=_RENAMED):
    session: str
    request: str | None = None
    permission: str | None = None
    id: str | None = None


_PERMISSION = msgspec.json.Decoder(WirePermission)
_QUESTIONS = msgspec.json.Decoder(WireQuestions)
_CLOSED = msgspec.json.Decoder(_Closed)


def _permission(properties: bytes, at: Setting) -> AskRaised:
    ask = permission_of(unpack(_PERMISSION, properties), at.directory, at.at_ms)
    return AskRaised(server=at.server, at_ms=at.at_ms, ask=ask)


def _questions(properties: bytes, at: Setting) -> AskRaised:
    ask = questions_of(unpack(_QUESTIONS, properties), at.directory, at.at_ms)
    return AskRaised(server=at.server, at_ms=at.at_ms, ask=ask)


def _closed(properties: bytes, at: Setting) -> AskClosed:
    wire = unpack(_CLOSED, properties)
    ask = wire.request or wire.permission or wire.id
    if not ask:
        raise WireError("an ask was answered that has no id")
    session = word(wire.session)
    return AskClosed(server=at.server, at_ms=at.at_ms, session=session, ask=word(ask))


READERS: dict[str, Reader] = {
    f"{kind}{engine}.{what}": reader
    for engine in ("", ".v2")
    for kind, what, reader in (
        ("permission", "asked", _permission),
        ("permission", "replied", _closed),
        ("question", "asked", _questions),
        ("question", "replied", _closed),
        ("question", "rejected", _closed),
    )
}
