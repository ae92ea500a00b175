"""Readers of what happens to messages and their parts."""

from __future__ import annotations

import msgspec

from omo_watch_core.clean import clean
from omo_watch_core.events import MessageRemoved, MessageSeen, PartRemoved, PartSeen, TextGrew
from omo_watch_core.wire.messages import WireMessage, message_of
from omo_watch_core.wire.parts import WirePart, part_of
from omo_watch_core.wire.readers.reader import Reader, Setting
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import WireError, unpack
from omo_watch_core.wire.words import word

DELTA = "message.part.delta"


class _Info(Wire):
    info: WireMessage


class _Part(Wire):
    part: WirePart


class _OfMessage(Wire, rename={"session": "sessionID", "message": "messageID", "part": "partID"}):
    session: str
    message: str


class _OfPart(_OfMessage):
    part: str


class _Delta(_OfPart):
    field: str
    delta: str


_INFO = msgspec.json.Decoder(_Info)
_PART = msgspec.json.Decoder(_Part)
_OF_MESSAGE = msgspec.json.Decoder(_OfMessage)
_OF_PART = msgspec.json.Decoder(_OfPart)
_DELTA = msgspec.json.Decoder(_Delta)


def _message(properties: bytes, at: Setting) -> MessageSeen:
    message = message_of(unpack(_INFO, properties).info)
    return MessageSeen(server=at.server, at_ms=at.at_ms, message=message)


def _message_removed(properties: bytes, at: Setting) -> MessageRemoved:
    wire = unpack(_OF_MESSAGE, properties)
    session, message = word(wire.session), word(wire.message)
    return MessageRemoved(server=at.server, at_ms=at.at_ms, session=session, message=message)


def _part(properties: bytes, at: Setting) -> PartSeen:
    part = part_of(unpack(_PART, properties).part)
    return PartSeen(server=at.server, at_ms=at.at_ms, part=part)


def _part_removed(properties: bytes, at: Setting) -> PartRemoved:
    wire = unpack(_OF_PART, properties)
    return PartRemoved(
        server=at.server,
        at_ms=at.at_ms,
        session=word(wire.session),
        message=word(wire.message),
        part=word(wire.part),
    )


def _delta(properties: bytes, at: Setting) -> TextGrew:
    wire = unpack(_DELTA, properties)
    if wire.field != "text":
        raise WireError(f"a part grows in {word(wire.field)}, which no known part does")
    return TextGrew(
        server=at.server,
        at_ms=at.at_ms,
        session=word(wire.session),
        message=word(wire.message),
        part=word(wire.part),
        delta=clean(wire.delta),
    )


READERS: dict[str, Reader] = {
    DELTA: _delta,
    "message.updated": _message,
    "message.removed": _message_removed,
    "message.part.updated": _part,
    "message.part.removed": _part_removed,
}
