"""Tool calls: what one line about them needs, and a key that equal calls share."""

from __future__ import annotations

import zlib

import msgspec

from omo_watch_core.clean import clean_line
from omo_watch_core.launch import ALL_TASKS, NO_TASK, STARTERS, TaskCall
from omo_watch_core.model import Tool
from omo_watch_core.wire.numbers import NO_TIME, WireTime, whole_or_none
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack_loosely
from omo_watch_core.wire.words import word, word_or_none

CANCEL = "background_cancel"
TELLING = ("command", "filePath", "path", "pattern", "url", "description", "query")
"""Arguments that say best what a call does, best first."""

Arguments = dict[str, msgspec.Raw]


class WireToolState(Wire):
    """Hold how far a tool call is; of its output only whether a cancellation failed."""

    status: str
    title: str | None = None
    error: str | None = None
    input: msgspec.Raw = msgspec.Raw(b"{}")
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    output: msgspec.Raw = msgspec.Raw(b"null")
    time: WireTime | None = None


class _Metadata(Wire):
    child: str | None = msgspec.field(default=None, name="sessionId")
    background: bool | None = None
    run_in_background: bool | None = None
    task: str | None = msgspec.field(default=None, name="backgroundTaskId")


class _Cancelled(Wire):
    everything: bool | None = msgspec.field(default=None, name="all")
    task: str | None = msgspec.field(default=None, name="taskId")
    older: str | None = msgspec.field(default=None, name="task_id")


class _Resumed(Wire):
    task: str | None = msgspec.field(default=None, name="task_id")
    session: str | None = msgspec.field(default=None, name="session_id")


_METADATA = msgspec.json.Decoder(_Metadata)
_CANCELLED = msgspec.json.Decoder(_Cancelled)
_RESUMED = msgspec.json.Decoder(_Resumed)
_ARGUMENTS: msgspec.json.Decoder[Arguments] = msgspec.json.Decoder(Arguments)
_STRING = msgspec.json.Decoder(str)


def tool_of(name: str, call: str, state: WireToolState) -> Tool:
    """Give a tool call."""
    started = unpack_loosely(_METADATA, state.metadata) or _Metadata()
    time = state.time or NO_TIME
    title = clean_line(state.title or "")
    return Tool(
        name=word(name),
        call=word(call),
        status=word(state.status),
        title=title if title.strip() else _telling(name, state.input),
        error=clean_line((state.error or "").strip()),
        started_ms=whole_or_none(time.start),
        ended_ms=whole_or_none(time.end),
        child=word_or_none(started.child) if name in STARTERS else None,
        about=_about(name, state, started),
        category=_category(state.input) if name in STARTERS else "",
        background=bool(started.background or started.run_in_background),
        args_key=f"{zlib.crc32(state.input, zlib.crc32(name.encode())):08x}",
    )


def _about(name: str, state: WireToolState, started: _Metadata) -> TaskCall:
    if name in STARTERS:
        return TaskCall(launched=word(started.task or ""), resumes=_resumed(state.input))
    return TaskCall(cancelled=_cancelled(state)) if name == CANCEL else NO_TASK


def _cancelled(state: WireToolState) -> str:
    """Name the task that a call of the plugin has cancelled; "" where it failed, or works yet."""
    if state.status != "completed" or bytes(state.output).startswith(b'"[ERROR]'):
        return ""
    asked = unpack_loosely(_CANCELLED, state.input) or _Cancelled()
    return ALL_TASKS if asked.everything else word(asked.task or asked.older or "")


def _resumed(given: bytes) -> str:
    asked = unpack_loosely(_RESUMED, given) or _Resumed()
    return word(asked.task or asked.session or "")


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
