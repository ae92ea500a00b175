"""Events as the stream carries them: an envelope each, and durable ones twice."""

from __future__ import annotations

import msgspec

from omo_watch_core.edge.demo.ids import make_id
from omo_watch_core.edge.demo.nouns import Json
from omo_watch_core.edge.demo.sayings import Saying
from omo_watch_core.value import Value


class Place(Value):
    """Hold where something is said."""

    directory: str
    project: str


class Frame(Value):
    """Hold one event as the stream carries it."""

    at_ms: int
    data: bytes
    """The JSON that comes after `data: `."""


def frame(saying: Saying, place: Place, at_ms: int, number: int) -> Frame:
    """Wrap what is said; `number` makes its id unique."""
    payload: Json = {
        "id": make_id("evt", at_ms, place.project, number),
        "type": saying.type,
        "properties": saying.properties(),
    }
    return _enveloped(payload, place, at_ms)


def repeat(saying: Saying, place: Place, at_ms: int, number: int, sequence: int) -> Frame:
    """Wrap what is said once more, with its place in the sequence of its session."""
    name = make_id("evt", at_ms, place.project, number)
    event: Json = {
        "id": name,
        "type": f"{saying.type}.1",
        "seq": sequence,
        "aggregateID": saying.session_id,
        "data": saying.properties(),
    }
    return _enveloped({"type": "sync", "syncEvent": event, "id": name}, place, at_ms)


def greeting(kind: str, at_ms: int, number: int) -> bytes:
    """Write `server.connected` or `server.heartbeat`: they belong to no directory."""
    properties: Json = {}
    payload = {"id": make_id("evt", at_ms, kind, number), "type": kind, "properties": properties}
    return msgspec.json.encode({"payload": payload})


def _enveloped(payload: Json, place: Place, at_ms: int) -> Frame:
    envelope = {"directory": place.directory, "project": place.project, "payload": payload}
    return Frame(at_ms=at_ms, data=msgspec.json.encode(envelope))
