"""The forms on the wire: the base of all of them, and the envelope that every event comes in."""

from __future__ import annotations

from typing import Literal

import msgspec

from omo_watch_core.value import Value


class Wire(Value):
    """Be something a server writes; fields that are not named here are skipped unread."""


class SlimProperties(Wire):
    """Hold what a delta says; any other event passes through here without its content."""

    session: str = msgspec.field(default="", name="sessionID")
    message: str = msgspec.field(default="", name="messageID")
    part: str = msgspec.field(default="", name="partID")
    field: Literal["text"] = "text"
    delta: str = ""


class SlimPayload(Wire):
    """Hold an event's type and, of a delta, its content."""

    type: str = ""
    properties: SlimProperties | None = None


class SlimEnvelope(Wire):
    """Hold what one pass over the bytes yields; 98 of 100 events need no more."""

    directory: str = ""
    payload: SlimPayload | None = None


class Payload(Wire):
    """Hold an event with its content still undecoded."""

    id: str = ""
    type: str = ""
    properties: msgspec.Raw = msgspec.Raw(b"{}")


class Envelope(Payload):
    """Hold any event: wrapped in a payload, or bare as one directory's stream sends it."""

    directory: str = ""
    payload: Payload | None = None
