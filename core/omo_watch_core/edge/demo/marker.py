"""The plugin's own count of a session's open tasks, in the file that it keeps in the project."""

from __future__ import annotations

import re

import msgspec
from msgspec import UNSET

from omo_watch_core.edge.demo.deeds import iso
from omo_watch_core.edge.demo.nouns import Entry, Json, User
from omo_watch_core.edge.demo.script import Script
from omo_watch_core.edge.demo.world import World
from omo_watch_core.tasks.notice_reading import read_notices
from omo_watch_core.tasks.record import TERMINAL

_PATH = re.compile(r"\.omo/run-continuation/(ses_\w+)\.json")


def content(script: Script, world: World, path: str, now_ms: int) -> str:
    """Give the text of a file: the count where it is one of those, else nothing."""
    found = _PATH.fullmatch(path) if script.plugins else None
    launched = _launched(world, found[1]) if found else set[str]()
    if found is None or not launched:
        return ""
    count, at = len(launched - _ended(world, found[1])), iso(now_ms)
    state: Json = {"state": "idle", "updatedAt": at}
    if count:
        reason = f"{count} background task(s) active"
        state = {"state": "active", "reason": reason, "updatedAt": at}
    told = {"sessionID": found[1], "updatedAt": at, "sources": {"background-task": state}}
    return msgspec.json.encode(told).decode()


def _launched(world: World, session: str) -> set[str]:
    states = (part.state for entry in world.history(session) for part in entry.parts)
    known = (s.metadata for s in states if s is not UNSET and s.metadata is not UNSET)
    return {str(data["backgroundTaskId"]) for data in known if "backgroundTaskId" in data}


def _ended(world: World, session: str) -> set[str]:
    texts = (_text(entry) for entry in world.history(session) if isinstance(entry.info, User))
    notices = (notice for text in texts for notice in read_notices(text))
    return {t.id for notice in notices for t in notice.tasks if t.status in TERMINAL}


def _text(entry: Entry) -> str:
    return "\n".join(part.text for part in entry.parts if part.text is not UNSET)
