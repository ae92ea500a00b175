"""The plugin's own count of a session's open tasks, from the file that it keeps in the project.

Source: background-tasks 12. It is the only outside view of what the plugin believes.
"""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from omo_watch_core.clean import clean_line
from omo_watch_core.value import Value

SOURCE = "background-task"
WAKING = "background completion wake pending"
_ACTIVE = re.compile(r"([0-9]{1,6}) background task")


class PluginCount(Value):
    """Hold how many tasks of a session the plugin counts as open."""

    active: int | None
    """None where the plugin keeps no count of it."""
    waking: bool = False
    """No task is open, and the session is still to be told of an end."""
    updated_ms: int = 0
    """When the plugin wrote it, server clock."""
    read_ms: int = 0
    """When it was read, local clock."""


class _Source(Value):
    state: str = ""
    reason: str = ""
    updated: str = msgspec.field(default="", name="updatedAt")


class _Marker(Value):
    sources: dict[str, _Source] = msgspec.field(default_factory=dict[str, _Source])


class _File(Value):
    content: str = ""


_FILE, _MARKER = msgspec.json.Decoder(_File), msgspec.json.Decoder(_Marker)


def path_of(session: str) -> str:
    """Give the place of the file in the project of a session."""
    return f".omo/run-continuation/{session}.json"


def read_count(body: bytes, read_ms: int) -> PluginCount | None:
    """Read the answer to the question for that file; None where it says nothing of tasks."""
    try:
        source = _MARKER.decode(_FILE.decode(body).content).sources.get(SOURCE)
    except msgspec.DecodeError:
        return None
    if source is None:
        return None
    active = source.state == "active"
    found = _ACTIVE.match(clean_line(source.reason)) if active else None
    return PluginCount(
        active=int(found[1]) if found else 0,
        waking=active and source.reason == WAKING,
        updated_ms=_moment(source.updated),
        read_ms=read_ms,
    )


def _moment(text: str) -> int:
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        return 0
