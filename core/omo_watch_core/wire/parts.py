"""Parts of messages; they always come whole."""

from __future__ import annotations

import msgspec

from omo_watch_core.clean import clean, clean_line
from omo_watch_core.growing import Text
from omo_watch_core.mark import Mark
from omo_watch_core.model import Part, Tool
from omo_watch_core.wire.notes import number_of, owner_of
from omo_watch_core.wire.numbers import NO_TIME, WireTime, whole_or_none
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.tools import WireToolState, tool_of
from omo_watch_core.wire.unpack import unpack_loosely
from omo_watch_core.wire.words import PATH, word

MOST_TEXT = 200_000
"""How many characters of a part are kept: more than a long answer has."""
_RENAMED = {"message": "messageID", "session": "sessionID", "call": "callID"}


class WirePart(Wire, rename=_RENAMED):
    """Hold a part of any kind."""

    id: str
    message: str
    session: str
    type: str
    text: str | None = None
    filename: str | None = None
    files: list[str] | None = None
    synthetic: bool | None = None
    ignored: bool | None = None
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    time: WireTime | None = None
    tool: str | None = None
    call: str | None = None
    state: WireToolState | None = None


class _Metadata(Wire):
    ours: msgspec.Raw = msgspec.field(default=msgspec.Raw(b"null"), name="omo-watch")


_METADATA = msgspec.json.Decoder(_Metadata)
_MARK = msgspec.json.Decoder(dict[str, object])


def part_of(wire: WirePart) -> Part:
    """Give a part; the text of a file part is the file's name."""
    tool = _tool(wire)
    time = wire.time or NO_TIME
    return Part(
        id=word(wire.id),
        message=word(wire.message),
        session=word(wire.session),
        kind=word(wire.type),
        text=Text.of(clean(wire.text or wire.filename or "", MOST_TEXT)),
        tool=tool,
        started_ms=tool.started_ms if tool else whole_or_none(time.start),
        ended_ms=tool.ended_ms if tool else whole_or_none(time.end),
        synthetic=bool(wire.synthetic),
        ignored=bool(wire.ignored),
        mark=mark_of(wire),
        files=tuple(clean_line(file, PATH) for file in wire.files or ()),
    )


def is_marked(wire: WirePart) -> bool:
    """Tell whether an omo-watch wrote this part, ours or another operator's."""
    return mark_of(wire) is not None


def mark_of(wire: WirePart) -> Mark | None:
    """Read the mark of an omo-watch; what does not fit in it is left out."""
    if bytes(wire.metadata) == b"{}":
        return None
    metadata = unpack_loosely(_METADATA, wire.metadata)
    if metadata is None or bytes(metadata.ours) == b"null":
        return None
    said = unpack_loosely(_MARK, metadata.ours) or {}
    kind, action = said.get("kind"), said.get("action")
    return Mark(
        by=owner_of(said.get("by")),
        kind=word(kind) if isinstance(kind, str) else "",
        at_ms=number_of(said.get("at")),
        action=word(action) if isinstance(action, str) else "",
    )


def _tool(wire: WirePart) -> Tool | None:
    if wire.type != "tool" or wire.state is None:
        return None
    return tool_of(wire.tool or "", wire.call or "", wire.state)
