"""The rise of the curtain: a script becomes a stage, at a moment."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from omo_watch_core.edge.demo.beats import Beat, Cue
from omo_watch_core.edge.demo.cast import Role
from omo_watch_core.edge.demo.nouns import Entry, Part, Status
from omo_watch_core.edge.demo.past import permission_of, question_of, session_of
from omo_watch_core.edge.demo.plots import TOASTS
from omo_watch_core.edge.demo.scribe import entries_of
from omo_watch_core.edge.demo.script import Script, role_id
from omo_watch_core.edge.demo.stage import Stage
from omo_watch_core.edge.demo.tools import is_running
from omo_watch_core.edge.demo.world import World

FIRST_TOAST_MS = 20_000


def raise_curtain(script: Script, now_ms: int) -> Stage:
    """Give the stage as it is when the story begins; equal arguments give equal stages."""

    def name_of(role: str) -> str:
        return role_id(script, role, now_ms)

    sessions = {
        name_of(role.name): session_of(role, script.project(role.directory), now_ms, name_of)
        for role in script.cast
    }
    entries = {
        name_of(role.name): entries_of(role, script.models, now_ms, name_of) for role in script.cast
    }
    world = World(
        sessions=sessions,
        entries=entries,
        statuses={
            name_of(role.name): _status(role.status, now_ms) for role in script.cast if role.status
        },
        todos={name_of(role.name): role.todos for role in script.cast if role.todos},
        changes={name_of(role.name): role.changes for role in script.cast if role.changes},
        permissions={
            ask.id: ask
            for role in script.cast
            if role.permission
            for ask in [permission_of(role, _call(entries[name_of(role.name)]), now_ms)]
        },
        questions={
            ask.id: ask
            for role in script.cast
            if role.query
            for ask in [question_of(role, _call(entries[name_of(role.name)]), now_ms)]
        },
    )
    return Stage(script=script, world=world, agenda=_agenda(script, now_ms))


def _agenda(script: Script, now_ms: int) -> tuple[Beat, ...]:
    beats = [_cue(script, role, now_ms) for role in script.cast if role.line]
    toast = Cue(line=TOASTS, session="")
    beats.append(Beat(at_ms=now_ms + FIRST_TOAST_MS, session="", moves=(toast,)))
    return tuple(sorted(beats, key=lambda beat: beat.at_ms))


def _status(status: Status, now_ms: int) -> Status:
    return status if status.next is UNSET else replace(status, next=now_ms + status.next)


def _cue(script: Script, role: Role, now_ms: int) -> Beat:
    session = role_id(script, role.name, now_ms)
    cue = Cue(line=role.line, session=session, number=_attempt(role))
    return Beat(at_ms=now_ms + role.line_at_ms, session=session, moves=(cue,))


def _attempt(role: Role) -> int:
    attempt = role.status.attempt if role.status else UNSET
    return attempt if attempt is not UNSET else 0


def _call(entries: tuple[Entry, ...]) -> Part:
    """Give the call that waits: the running one of the newest message."""
    return next(part for part in reversed(entries[-1].parts) if is_running(part))
