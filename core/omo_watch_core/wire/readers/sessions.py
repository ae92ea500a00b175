"""Readers of what happens to sessions."""

from __future__ import annotations

import msgspec

from omo_watch_core.events import (
    AgentSwitched,
    DiffSet,
    ModelSwitched,
    SessionCompacted,
    SessionDeleted,
    SessionErred,
    SessionSeen,
    StatusHeard,
    TodosSet,
)
from omo_watch_core.wire.diffs import unread_changes
from omo_watch_core.wire.failures import WireFailure, failure_of
from omo_watch_core.wire.models import WireModel, model_of
from omo_watch_core.wire.readers.reader import Reader, Setting
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.sessions import WireSession, session_of
from omo_watch_core.wire.statuses import WireStatus, status_heard
from omo_watch_core.wire.todos import WireTodo, todos_of
from omo_watch_core.wire.unpack import WireError, unpack
from omo_watch_core.wire.words import word


class _Whole(Wire):
    info: WireSession


class _Of(Wire, rename={"session": "sessionID"}):
    session: str


class _Status(_Of):
    status: WireStatus


class _Todos(_Of):
    todos: list[WireTodo]


class _Diff(_Of):
    diff: msgspec.Raw


class _Agent(_Of):
    agent: str


class _Model(_Of):
    model: WireModel


class _Error(Wire):
    session: str | None = msgspec.field(default=None, name="sessionID")
    error: WireFailure | None = None


_WHOLE = msgspec.json.Decoder(_Whole)
_OF = msgspec.json.Decoder(_Of)
_STATUS = msgspec.json.Decoder(_Status)
_TODOS = msgspec.json.Decoder(_Todos)
_DIFF = msgspec.json.Decoder(_Diff)
_AGENT = msgspec.json.Decoder(_Agent)
_MODEL = msgspec.json.Decoder(_Model)
_ERROR = msgspec.json.Decoder(_Error)


def _created(properties: bytes, at: Setting) -> SessionSeen:
    info = session_of(unpack(_WHOLE, properties).info)
    return SessionSeen(server=at.server, at_ms=at.at_ms, info=info, created=True)


def _updated(properties: bytes, at: Setting) -> SessionSeen:
    info = session_of(unpack(_WHOLE, properties).info)
    return SessionSeen(server=at.server, at_ms=at.at_ms, info=info)


def _deleted(properties: bytes, at: Setting) -> SessionDeleted:
    session = word(unpack(_OF, properties).session)
    return SessionDeleted(server=at.server, at_ms=at.at_ms, session=session)


def _status(properties: bytes, at: Setting) -> StatusHeard:
    wire = unpack(_STATUS, properties)
    return status_heard(wire.status, wire.session, at.directory, at.server, at.at_ms)


def _erred(properties: bytes, at: Setting) -> SessionErred:
    wire = unpack(_ERROR, properties)
    session, failure = word(wire.session or ""), failure_of(wire.error)
    return SessionErred(server=at.server, at_ms=at.at_ms, session=session, failure=failure)


def _compacted(properties: bytes, at: Setting) -> SessionCompacted:
    session = word(unpack(_OF, properties).session)
    return SessionCompacted(server=at.server, at_ms=at.at_ms, session=session)


def _planned(properties: bytes, at: Setting) -> TodosSet:
    wire = unpack(_TODOS, properties)
    session, todos = word(wire.session), todos_of(wire.todos)
    return TodosSet(server=at.server, at_ms=at.at_ms, session=session, todos=todos)


def _changed(properties: bytes, at: Setting) -> DiffSet:
    wire = unpack(_DIFF, properties)
    session, unread = word(wire.session), unread_changes(wire.diff)
    return DiffSet(server=at.server, at_ms=at.at_ms, session=session, unread=unread)


def _agent(properties: bytes, at: Setting) -> AgentSwitched:
    wire = unpack(_AGENT, properties)
    session, agent = word(wire.session), word(wire.agent)
    return AgentSwitched(server=at.server, at_ms=at.at_ms, session=session, agent=agent)


def _model(properties: bytes, at: Setting) -> ModelSwitched:
    wire = unpack(_MODEL, properties)
    model = model_of(wire.model)
    if model is None:
        raise WireError("a model was set without its name or its provider")
    session = word(wire.session)
    return ModelSwitched(server=at.server, at_ms=at.at_ms, session=session, model=model)


READERS: dict[str, Reader] = {
    "session.created": _created,
    "session.updated": _updated,
    "session.deleted": _deleted,
    "session.diff": _changed,
    "session.status": _status,
    "session.error": _erred,
    "session.compacted": _compacted,
    "session.next.agent.switched": _agent,
    "session.next.model.switched": _model,
    "todo.updated": _planned,
}
