"""What a client may read of the stage, page by page where the server pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

import msgspec
from msgspec import UNSET

from omo_watch_core.edge.demo.exchange import RefusedError
from omo_watch_core.edge.demo.nouns import Entry, Json, Permission, Question, Session, Status
from omo_watch_core.edge.demo.script import Script
from omo_watch_core.edge.demo.world import World

LIMIT = 100


def newest_first(sessions: Iterable[Session]) -> list[Session]:
    """Sort sessions as listings do."""
    return sorted(sessions, key=lambda session: (session.time.updated, session.id), reverse=True)


def in_directory(world: World, directory: str) -> list[Session]:
    """List the sessions of exactly one directory."""
    found = (session for session in world.sessions.values() if session.directory == directory)
    return newest_first(found)


def everywhere(
    script: Script, world: World, query: dict[str, str]
) -> tuple[list[Json], int | None]:
    """List sessions of all projects, and where the next page begins, if there may be one."""
    limit = number(query.get("limit"), LIMIT)
    before = number(query.get("cursor"), 0)
    archived = query.get("archived") == "true"
    found = [
        session
        for session in newest_first(world.sessions.values())
        if (archived or session.time.archived is UNSET)
        and (not before or session.time.updated < before)
        and session.directory == query.get("directory", session.directory)
    ]
    page = found[:limit]
    more = len(found) > limit and bool(page)
    return [_with_project(script, s) for s in page], page[-1].time.updated if more else None


def matching(sessions: list[Session], query: dict[str, str]) -> list[Session]:
    """Keep what a listing's filters let through."""
    wanted, start = query.get("search", "").lower(), number(query.get("start"), 0)
    kept = [
        session
        for session in sessions
        if wanted in session.title.lower()
        and session.time.updated >= start
        and (query.get("roots") != "true" or session.parent_id is UNSET)
    ]
    return kept[: number(query.get("limit"), LIMIT)]


def statuses(world: World, directory: str) -> dict[str, Status]:
    """Give what runs in a directory."""
    return {
        name: status
        for name, status in world.statuses.items()
        if world.sessions[name].directory == directory
    }


def permissions(world: World, directory: str) -> list[Permission]:
    """Give the permissions that wait in a directory."""
    asks = world.permissions.values()
    return [ask for ask in asks if world.sessions[ask.session_id].directory == directory]


def questions(world: World, directory: str) -> list[Question]:
    """Give the questions that wait in a directory."""
    asks = world.questions.values()
    return [ask for ask in asks if world.sessions[ask.session_id].directory == directory]


def page_of(
    history: tuple[Entry, ...], limit: int | None, before: str | None
) -> tuple[tuple[Entry, ...], str | None]:
    """Give the newest messages, oldest first, and the cursor to older ones, if there are any."""
    if limit is None:
        return history, None
    end = len(history)
    if before is not None:
        name = _read_cursor(before)
        end = next((n for n, entry in enumerate(history) if entry.info.id == name), end)
    page = history[max(end - limit, 0) : end]
    older = end > limit and bool(page)
    return page, _cursor(page[0]) if older else None


def number(text: str | None, otherwise: int) -> int:
    """Read a number of a query; what is none counts as not given."""
    return int(text) if text is not None and text.isdigit() else otherwise


def _with_project(script: Script, session: Session) -> Json:
    body: Json = msgspec.to_builtins(session)
    root = next((r for r in script.projects if session.directory.startswith(r)), "/")
    return {**body, "project": {"id": session.project_id, "worktree": root}}


def _cursor(entry: Entry) -> str:
    place = {"id": entry.info.id, "time": entry.info.time.created}
    return base64.b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _read_cursor(cursor: str) -> str:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        place = msgspec.json.decode(base64.b64decode(padded, validate=True), type=dict[str, object])
    except (binascii.Error, msgspec.DecodeError) as error:
        raise RefusedError(400, {"_tag": "BadRequest"}) from error
    return str(place.get("id", ""))
