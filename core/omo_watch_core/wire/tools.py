"""Tool calls: what one line about them needs, and a key that equal calls share."""

from __future__ import annotations

import zlib

import msgspec

from omo_watch_core.clean import clean_line
from omo_watch_core.launch import STARTERS
from omo_watch_core.model import Tool
from omo_watch_core.wire.numbers import NO_TIME, WireTime, whole_or_none
from omo_watch_core.wire.outputs import given_of
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.task_calls import metadata_of, task_call
from omo_watch_core.wire.unpack import unpack_loosely
from omo_watch_core.wire.words import word

TELLING = ("command", "filePath", "path", "pattern", "url", "description", "query")
"""Arguments that say best what a call does, best first."""

Arguments = dict[str, msgspec.Raw]


class WireToolState(Wire):
    """Hold how far a tool call is, and what it gave back."""

    status: str
    title: str | None = None
    error: str | None = None
    input: msgspec.Raw = msgspec.Raw(b"{}")
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    output: msgspec.Raw = msgspec.Raw(b"null")
    time: WireTime | None = None


_ARGUMENTS: msgspec.json.Decoder[Arguments] = msgspec.json.Decoder(Arguments)
_STRING = msgspec.json.Decoder(str)


def tool_of(name: str, call: str, state: WireToolState) -> Tool:
    """Give a tool call."""
    started = metadata_of(state.metadata)
    time = state.time or NO_TIME
    title = clean_line(state.title or "")
    return Tool(
        name=word(name),
        call=word(call),
        status=word(state.status),
        title=title if title.strip() else _telling(name, state.input),
        error=clean_line((state.error or "").strip()),
        unread=given_of(state.output, state.metadata),
        started_ms=whole_or_none(time.start),
        ended_ms=whole_or_none(time.end),
        child=started.session if name in STARTERS else None,
        about=task_call(name, state.status, state.input, state.output, started),
        category=_category(state.input) if name in STARTERS else "",
        background=True in (started.background, started.run_in_background),
        args_key=f"{zlib.crc32(state.input, zlib.crc32(name.encode())):08x}",
    )


def _category(given: bytes) -> str:
    return word(_text(unpack_loosely(_ARGUMENTS, given) or {}, "category"))


def _telling(name: str, given: bytes) -> str:
    """Give the argument that says what the call does, else the first one that is text."""
    arguments = unpack_loosely(_ARGUMENTS, given) or {}
    telling = ("description",) if name in STARTERS else TELLING
    for argument in (*telling, *arguments):
        text = _text(arguments, argument).strip()
        if text:
            return clean_line(text)
    return ""


def _text(arguments: Arguments, name: str) -> str:
    """Give an argument that is text; to read what is not there would be slow."""
    given = arguments.get(name)
    return "" if given is None else unpack_loosely(_STRING, given) or ""
