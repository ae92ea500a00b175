"""What a folded event means to the engine, session by session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from omo_watch_core import events
from omo_watch_core.charge.ear import Ear
from omo_watch_core.charge.runs import changed_runs, failed, introduce, run_changed
from omo_watch_core.charge.turns import answered, asked, is_our_abort, progressed
from omo_watch_core.events import Event
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.happenings import Happening


def hear(ear: Ear, event: Event) -> Iterator[Happening]:
    """Give what an event means, the introduction of its session first."""
    reader = _READERS.get(type(event))
    if reader is not None:
        yield from reader(ear, event)


def _status(ear: Ear, event: events.StatusHeard) -> Iterator[Happening]:
    session = ear.after.sessions.get(event.session)
    if session is not None:
        yield from run_changed(ear, session, event.at_ms)


def _many(ear: Ear, event: Event) -> Iterator[Happening]:
    yield from changed_runs(ear, event.at_ms)


def _session(ear: Ear, event: events.SessionSeen) -> Iterator[Happening]:
    session = ear.after.sessions.get(event.info.id)
    if session is None:
        return
    yield from introduce(ear, session, event.at_ms)
    model = event.info.model
    if event.created:
        name = model.name if model else None
        yield h.SessionBegun(key=ear.key(session.id), at_ms=event.at_ms, model=name)


def _erred(ear: Ear, event: events.SessionErred) -> Iterator[Happening]:
    session, former = (side.sessions.get(event.session) for side in (ear.after, ear.before))
    # An echo of an error that is known already does not change the session.
    if session is None or (former is not None and former.failure == session.failure):
        return
    yield from failed(ear, session, event.failure, event.at_ms)


def _message(ear: Ear, event: events.MessageSeen) -> Iterator[Happening]:
    message = event.message
    session = ear.after.sessions.get(message.session)
    if session is None:
        return
    if message.role == "user":
        yield from asked(ear, session, message, event.at_ms)
    elif session.answer is None or session.answer.id != message.id:
        return
    elif not is_our_abort(ear, session, message):
        yield from introduce(ear, session, event.at_ms)
        yield answered(ear, session, message, event.at_ms)


def _part(ear: Ear, event: events.PartSeen) -> Iterator[Happening]:
    yield from progressed(ear, event.part.session, event.part.message, event.at_ms)


def _grew(ear: Ear, event: events.TextGrew) -> Iterator[Happening]:
    yield from progressed(ear, event.session, event.message, event.at_ms)


def _deleted(ear: Ear, event: events.SessionDeleted) -> Iterator[Happening]:
    yield h.SessionEnded(key=ear.key(event.session), at_ms=event.at_ms)


def _compacted(ear: Ear, event: events.SessionCompacted) -> Iterator[Happening]:
    yield h.Compacted(key=ear.key(event.session), at_ms=event.at_ms)


def _switched(ear: Ear, event: events.AgentSwitched) -> Iterator[Happening]:
    yield h.AgentKnown(key=ear.key(event.session), at_ms=event.at_ms, agent=event.agent)


_READERS: dict[type[Event], Callable[[Ear, Any], Iterator[Happening]]] = {
    events.AgentSwitched: _switched,
    events.DirectoryRead: _many,
    events.InstanceDisposed: _many,
    events.MessageSeen: _message,
    events.PartSeen: _part,
    events.SessionCompacted: _compacted,
    events.SessionDeleted: _deleted,
    events.SessionErred: _erred,
    events.SessionSeen: _session,
    events.StatusHeard: _status,
    events.TextGrew: _grew,
}
HEARD = frozenset(_READERS)
"""Events that mean something to the engine."""
