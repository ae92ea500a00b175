"""Our key in the metadata of a session: read loosely, since any client may write there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from omo_watch_core.model import LeaseNote, Until
from omo_watch_core.wire.models import model_ref
from omo_watch_core.wire.numbers import whole
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack, unpack_loosely
from omo_watch_core.wire.words import word

KEY = "omo-watch"
BY = 40
"""How long the name of a program's owner may be."""
_NOTHING = msgspec.Raw(b"{}")
_UNTIL: dict[object, Until] = {"time": "time", "recovered": "recovered", "turns": "turns"}

Raws = dict[str, msgspec.Raw]
"""A JSON object whose values are left as they are, byte for byte."""


class Parked(NamedTuple):
    """Hold until when a session is parked, on the server's clock, and by whom."""

    until_ms: int
    by: str | None


class _Session(Wire):
    metadata: msgspec.Raw = _NOTHING


_SESSION = msgspec.json.Decoder(_Session)
_RAWS = msgspec.json.Decoder(Raws)
_OBJECT = msgspec.json.Decoder(dict[str, object])
_ANY: msgspec.json.Decoder[object] = msgspec.json.Decoder()


def notes_of(metadata: bytes) -> tuple[Parked | None, LeaseNote | None]:
    """Read what operators left in a session; what does not fit is ignored."""
    if bytes(metadata) == bytes(_NOTHING):
        return None, None
    ours = _ours(unpack_loosely(_RAWS, metadata) or {})
    return _parked(_object(ours, "parked")), _lease(_object(ours, "lease"))


def task_of(metadata: bytes) -> str | None:
    """Read which background task an omo-watch made a session for."""
    if bytes(metadata) == bytes(_NOTHING):
        return None
    said = _object(_ours(unpack_loosely(_RAWS, metadata) or {}), "task").get("id")
    return (word(said) or None) if isinstance(said, str) else None


def probe_of(metadata: bytes) -> str | None:
    """Read which action made a session to probe a model: "" is not said, None no such session."""
    if bytes(metadata) == bytes(_NOTHING):
        return None
    said = _object(_ours(unpack_loosely(_RAWS, metadata) or {}), "probe")
    action = said.get("action")
    return (word(action) if isinstance(action, str) else "") if _text(said.get("model")) else None


def metadata_of(session: bytes) -> Raws:
    """Read the metadata of a session, key by key; raise WireError."""
    found = unpack(_SESSION, session).metadata
    return {} if bytes(found) == b"null" else unpack(_RAWS, found)


def with_changes(metadata: Raws, changes: bytes) -> Raws:
    """Give the metadata with our own key changed; others stay as they are.

    `changes` is a JSON object that is laid over the one under our key: null takes a key away.
    Where nothing is left under our key, it goes too. Raises WireError.
    """
    changed: Raws = unpack(_RAWS, changes)
    ours = {**_ours(metadata), **changed}
    left = {name: raw for name, raw in ours.items() if bytes(raw) != b"null"}
    after = {name: raw for name, raw in metadata.items() if name != KEY}
    return {**after, KEY: msgspec.Raw(msgspec.json.encode(left))} if left else after


def is_written(metadata: Raws, changes: bytes) -> bool:
    """Tell whether the metadata says what was to be written; raise WireError."""
    ours, wanted = _ours(metadata), unpack(_OBJECT, changes)
    return all(_value(ours.get(name)) == value for name, value in wanted.items())


def owner_of(said: object) -> str | None:
    """Clean the name of a program's owner; None where there is none."""
    return (word(said)[:BY] or None) if isinstance(said, str) else None


def number_of(said: object) -> int | None:
    """Give a number that anybody may have written; None for anything else."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    return whole(said)


def _parked(said: Mapping[str, object]) -> Parked | None:
    until = number_of(said.get("until_ms"))
    return None if until is None else Parked(until, owner_of(said.get("by")))


def _lease(said: Mapping[str, object]) -> LeaseNote | None:
    provider, _, name = _text(said.get("model")).partition("/")
    model = model_ref(provider, name, _text(said.get("variant")))
    if model is None:
        return None
    until = said.get("until")
    return LeaseNote(
        model=model,
        until=_UNTIL.get(until, "cleared") if isinstance(until, str) else "cleared",
        until_ms=number_of(said.get("until_ms")),
        turns=number_of(said.get("turns")),
        by=owner_of(said.get("by")),
        since_ms=number_of(said.get("since_ms")),
        strict=said.get("strict") is True,
    )


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""


def _value(raw: msgspec.Raw | None) -> object:
    return None if raw is None else unpack_loosely(_ANY, raw)


def _ours(metadata: Raws) -> Raws:
    return unpack_loosely(_RAWS, metadata.get(KEY, _NOTHING)) or {}


def _object(ours: Raws, name: str) -> dict[str, object]:
    return unpack_loosely(_OBJECT, ours.get(name, _NOTHING)) or {}
