"""What the server remembers: the fold of all it has said, so that listings and stream agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from omo_watch_core.edge.demo.nouns import (
    IDLE,
    Assistant,
    Entry,
    FileDiff,
    Part,
    Permission,
    Question,
    Session,
    Status,
    Todo,
    User,
)
from omo_watch_core.edge.demo.sayings import (
    MessageUpdated,
    ModelSwitched,
    PartDelta,
    PartUpdated,
    PermissionAsked,
    PermissionReplied,
    QuestionAsked,
    QuestionRejected,
    QuestionReplied,
    Saying,
    SessionCreated,
    SessionDeleted,
    SessionStatus,
    SessionUpdated,
    TodoUpdated,
)
from omo_watch_core.value import Value

V = TypeVar("V")


class World(Value):
    """Hold the sessions of one server and all that belongs to them, by id."""

    sessions: dict[str, Session] = msgspec.field(default_factory=dict[str, Session])
    entries: dict[str, tuple[Entry, ...]] = msgspec.field(
        default_factory=dict[str, tuple[Entry, ...]]
    )
    statuses: dict[str, Status] = msgspec.field(default_factory=dict[str, Status])
    """Of sessions that are not idle."""
    permissions: dict[str, Permission] = msgspec.field(default_factory=dict[str, Permission])
    allowed: frozenset[tuple[str, str]] = frozenset()
    """What was allowed for good: directory and pattern."""
    questions: dict[str, Question] = msgspec.field(default_factory=dict[str, Question])
    todos: dict[str, tuple[Todo, ...]] = msgspec.field(default_factory=dict[str, tuple[Todo, ...]])
    changes: dict[str, tuple[FileDiff, ...]] = msgspec.field(
        default_factory=dict[str, tuple[FileDiff, ...]]
    )
    """What sessions changed in their files."""
    drafts: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    """What texts that still grow have come to, by part; listings show them when they are whole."""

    def status(self, session: str) -> Status:
        """Give what a session does."""
        return self.statuses.get(session, IDLE)

    def history(self, session: str) -> tuple[Entry, ...]:
        """Give a session's messages, oldest first."""
        return self.entries.get(session, ())

    def prompt(self, session: str) -> User | None:
        """Give the newest message of a person."""
        users = (e.info for e in reversed(self.history(session)) if isinstance(e.info, User))
        return next(users, None)

    def open_entry(self, session: str) -> tuple[Assistant, tuple[Part, ...]] | None:
        """Give the answer that is not complete, with its parts."""
        for entry in reversed(self.history(session)):
            if isinstance(entry.info, Assistant):
                done = entry.info.time.completed is not UNSET
                return None if done else (entry.info, entry.parts)
        return None

    def below(self, session: str) -> tuple[str, ...]:
        """Give all sessions below one, nearest first."""
        found = [session]
        for name in found:
            found += [s.id for s in self.sessions.values() if s.parent_id == name]
        return tuple(found[1:])


def remember(world: World, saying: Saying) -> World:
    """Give the world after something was said; what is about a deleted session changes nothing."""
    keep = _KEEP.get(type(saying))
    if keep is None:
        return world
    known = saying.session_id in world.sessions or isinstance(saying, SessionCreated)
    return keep(world, saying) if known else world


def _with(held: dict[str, V], key: str, value: V) -> dict[str, V]:
    return {**held, key: value}


def _without(held: dict[str, V], *keys: str) -> dict[str, V]:
    return {key: value for key, value in held.items() if key not in keys}


def _session(world: World, saying: Saying) -> World:
    assert isinstance(saying, SessionCreated | SessionUpdated)
    info = saying.info
    return replace(world, sessions=_with(world.sessions, info.id, info))


def _deleted(world: World, saying: Saying) -> World:
    name = saying.session_id
    return replace(
        world,
        sessions=_without(world.sessions, name),
        entries=_without(world.entries, name),
        statuses=_without(world.statuses, name),
        todos=_without(world.todos, name),
        changes=_without(world.changes, name),
        permissions={k: v for k, v in world.permissions.items() if v.session_id != name},
        questions={k: v for k, v in world.questions.items() if v.session_id != name},
    )


def _status(world: World, saying: Saying) -> World:
    assert isinstance(saying, SessionStatus)
    if saying.status.kind == "idle":
        return replace(world, statuses=_without(world.statuses, saying.session_id))
    return replace(world, statuses=_with(world.statuses, saying.session_id, saying.status))


def _switched(world: World, saying: Saying) -> World:
    assert isinstance(saying, ModelSwitched)
    session = replace(world.sessions[saying.session_id], model=saying.model)
    return replace(world, sessions=_with(world.sessions, session.id, session))


def _message(world: World, saying: Saying) -> World:
    assert isinstance(saying, MessageUpdated)
    history, info = world.history(saying.session_id), saying.info
    place = _place(history, info.id)
    if place is None:
        after = (*history, Entry(info=info))
    else:
        after = _put(history, place, replace(history[place], info=info))
    return replace(world, entries=_with(world.entries, saying.session_id, after))


def _part(world: World, saying: Saying) -> World:
    assert isinstance(saying, PartUpdated)
    history, part = world.history(saying.session_id), saying.part
    grows = part.text == "" and part.time is not UNSET and part.time.end is UNSET
    drafts = _with(world.drafts, part.id, "") if grows else _without(world.drafts, part.id)
    world = replace(world, drafts=drafts)
    place = _place(history, part.message_id)
    if place is None:
        return world
    entry = replace(history[place], parts=_placed(history[place].parts, part))
    after = _put(history, place, entry)
    return replace(world, entries=_with(world.entries, saying.session_id, after))


def _place(history: tuple[Entry, ...], message: str) -> int | None:
    """Find a message; what is new is what is talked about, so the search begins at the end."""
    places = range(len(history) - 1, -1, -1)
    return next((place for place in places if history[place].info.id == message), None)


def _put(history: tuple[Entry, ...], place: int, entry: Entry) -> tuple[Entry, ...]:
    return (*history[:place], entry, *history[place + 1 :])


def _placed(parts: tuple[Part, ...], part: Part) -> tuple[Part, ...]:
    if any(known.id == part.id for known in parts):
        return tuple(part if known.id == part.id else known for known in parts)
    return (*parts, part)


def _delta(world: World, saying: Saying) -> World:
    assert isinstance(saying, PartDelta)
    text = world.drafts.get(saying.part_id, "") + saying.delta
    return replace(world, drafts=_with(world.drafts, saying.part_id, text))


def _permission(world: World, saying: Saying) -> World:
    assert isinstance(saying, PermissionAsked)
    return replace(world, permissions=_with(world.permissions, saying.ask.id, saying.ask))


def _permitted(world: World, saying: Saying) -> World:
    assert isinstance(saying, PermissionReplied)
    ask, session = world.permissions.get(saying.request_id), world.sessions.get(saying.session_id)
    if saying.reply == "always" and ask is not None and session is not None:
        allowed = {(session.directory, pattern) for pattern in ask.always}
        world = replace(world, allowed=world.allowed | allowed)
    return replace(world, permissions=_without(world.permissions, saying.request_id))


def _question(world: World, saying: Saying) -> World:
    assert isinstance(saying, QuestionAsked)
    return replace(world, questions=_with(world.questions, saying.ask.id, saying.ask))


def _answered(world: World, saying: Saying) -> World:
    assert isinstance(saying, QuestionReplied | QuestionRejected)
    return replace(world, questions=_without(world.questions, saying.request_id))


def _todos(world: World, saying: Saying) -> World:
    assert isinstance(saying, TodoUpdated)
    return replace(world, todos=_with(world.todos, saying.session_id, tuple(saying.todos)))


_KEEP: dict[type[Saying], Callable[[World, Saying], World]] = {
    SessionCreated: _session,
    SessionUpdated: _session,
    SessionDeleted: _deleted,
    SessionStatus: _status,
    ModelSwitched: _switched,
    MessageUpdated: _message,
    PartUpdated: _part,
    PartDelta: _delta,
    PermissionAsked: _permission,
    PermissionReplied: _permitted,
    QuestionAsked: _question,
    QuestionReplied: _answered,
    QuestionRejected: _answered,
    TodoUpdated: _todos,
}
