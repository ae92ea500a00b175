"""The bodies of a server's answers; each function raises WireError for what is not one."""

from __future__ import annotations

import msgspec

from omo_watch_core.events import StatusHeard
from omo_watch_core.given import Diff
from omo_watch_core.model import Ask, Message, ModelInfo, Part, SessionInfo, Todo
from omo_watch_core.wire.asks import (
    WirePermission,
    WireQuestions,
    permission_of,
    questions_of,
)
from omo_watch_core.wire.catalogue import WireCatalogue, models_of
from omo_watch_core.wire.diffs import changes_of
from omo_watch_core.wire.history import entries, last_turn, missing_prompt
from omo_watch_core.wire.ids import clock_ms
from omo_watch_core.wire.messages import message_of
from omo_watch_core.wire.parts import part_of
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.sessions import WireSession, session_of
from omo_watch_core.wire.statuses import WireStatus, status_heard
from omo_watch_core.wire.todos import WireTodo, todos_of
from omo_watch_core.wire.turns import turn_changes
from omo_watch_core.wire.unpack import WireError, unpack
from omo_watch_core.wire.words import place, word, word_or_none

__all__ = [
    "WireError",
    "default_agent",
    "diff",
    "health",
    "last_turn",
    "messages",
    "missing_prompt",
    "models",
    "own_directory",
    "permissions",
    "questions",
    "sessions",
    "statuses",
    "todos",
]

_BUILD = "build"
"""What the server takes where nothing is configured."""


class _Health(Wire):
    healthy: bool
    version: str


class _Path(Wire):
    directory: str


class _Config(Wire):
    default_agent: object = None


_HEALTH = msgspec.json.Decoder(_Health)
_PATH = msgspec.json.Decoder(_Path)
_CONFIG = msgspec.json.Decoder(_Config)
_CREATED = msgspec.json.Decoder(WireSession)
_SESSIONS = msgspec.json.Decoder(list[WireSession])
_STATUSES = msgspec.json.Decoder(dict[str, WireStatus])
_PERMISSIONS = msgspec.json.Decoder(list[WirePermission])
_QUESTIONS = msgspec.json.Decoder(list[WireQuestions])
_TODOS = msgspec.json.Decoder(list[WireTodo])
_DIFF = msgspec.json.Decoder(list[msgspec.Raw])
_CATALOGUE = msgspec.json.Decoder(WireCatalogue)


def health(body: bytes) -> str:
    """Read `/global/health`: the version of a server that is well."""
    answer = unpack(_HEALTH, body)
    if not answer.healthy:
        raise WireError("it says that it is not well")
    return word(answer.version)


def sessions(body: bytes) -> tuple[SessionInfo, ...]:
    """Read a page of sessions, in the server's order."""
    return tuple(session_of(wire) for wire in unpack(_SESSIONS, body))


def statuses(body: bytes, server: str, directory: str, at_ms: int) -> tuple[StatusHeard, ...]:
    """Read what runs in a directory; sessions that are not in it are idle there."""
    return tuple(
        status_heard(wire, session, directory, server, at_ms)
        for session, wire in unpack(_STATUSES, body).items()
    )


def permissions(body: bytes, directory: str, at_ms: int) -> tuple[Ask, ...]:
    """Read the permissions that wait in a directory; `at_ms` counts where an id has no time."""
    return tuple(
        permission_of(wire, directory, clock_ms(wire.id, at_ms) or at_ms)
        for wire in unpack(_PERMISSIONS, body)
    )


def questions(body: bytes, directory: str, at_ms: int) -> tuple[Ask, ...]:
    """Read the questions that wait in a directory; `at_ms` counts where an id has no time."""
    return tuple(
        questions_of(wire, directory, clock_ms(wire.id, at_ms) or at_ms)
        for wire in unpack(_QUESTIONS, body)
    )


def messages(body: bytes) -> tuple[tuple[Message, tuple[Part, ...]], ...]:
    """Read a page of messages with their parts, oldest first."""
    return tuple(
        (message_of(entry.info), tuple(map(part_of, entry.parts))) for entry in entries(body)
    )


def todos(body: bytes) -> tuple[Todo, ...]:
    """Read a session's plan."""
    plan = unpack(_TODOS, body)
    return todos_of(plan)


def diff(body: bytes) -> Diff:
    """Read what a session changed in its files."""
    files = unpack(_DIFF, body)
    return changes_of(files)


def turn_diffs(body: bytes) -> Diff:
    """Read what a session changed from a page of its messages."""
    return turn_changes(body)


def session_id(body: bytes) -> str | None:
    """Read the answer to a new session: its id."""
    return word_or_none(unpack(_CREATED, body).id)


def models(body: bytes) -> tuple[ModelInfo, ...]:
    """Read `/config/providers`: the usable models."""
    return tuple(models_of(unpack(_CATALOGUE, body)))


def own_directory(body: bytes) -> str | None:
    """Read `/path`, asked without a directory: the one that the server was started in."""
    return place(unpack(_PATH, body).directory) or None


def default_agent(config: bytes) -> str:
    """Read `/config`: the agent of prompts that name none."""
    named = unpack(_CONFIG, config).default_agent
    return word(named) if isinstance(named, str) and named else _BUILD
