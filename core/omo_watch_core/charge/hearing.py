"""What a folded event means to the engine, session by session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from omo_watch_core import events
from omo_watch_core.charge.duty import Duty
from omo_watch_core.charge.naming import entry_of
from omo_watch_core.events import Event
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.happenings import Happening
from omo_watch_core.fallback.engine.session import SessionFallback
from omo_watch_core.fallback.fault import Fault, plain_fault
from omo_watch_core.model import Failure, Message
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.select.chain import agent_of
from omo_watch_core.select.condition import ABORTED, due
from omo_watch_core.state import Server, Session, SessionKey

_BLANK = SessionFallback()


class Ear:
    """One server before and after an event, and what is known of its sessions."""

    __slots__ = ("after", "before", "duty")

    def __init__(self, duty: Duty, before: Server, after: Server) -> None:
        self.duty = duty
        self.before = before
        self.after = after

    def key(self, session: str) -> SessionKey:
        """Give the key of a session of this server."""
        return (self.after.name, session)

    def record(self, session: str) -> SessionFallback:
        """Give what the engine keeps of a session."""
        return self.duty.engine.sessions.get(self.key(session), _BLANK)

    def is_ours(self, session: str, message: str) -> bool:
        """Tell whether a message is our newest prompt of a session."""
        return self.duty.prompts.get(self.key(session)) == message


def hear(ear: Ear, event: Event) -> Iterator[Happening]:
    """Give what an event means, the introduction of its session first."""
    reader = _READERS.get(type(event))
    if reader is not None:
        yield from reader(ear, event)


def introduce(ear: Ear, session: Session, at_ms: int) -> Iterator[Happening]:
    """Tell the engine the agent of a session and whether it is a child, where that is new."""
    key, record = ear.key(session.id), ear.record(session.id)
    agent = agent_of(session)
    if agent is not None and agent != record.agent:
        yield h.AgentKnown(key=key, at_ms=at_ms, agent=agent)
    if session.info.parent is not None and not record.child:
        yield h.Delegated(key=key, at_ms=at_ms)


def changed_runs(ear: Ear, at_ms: int) -> Iterator[Happening]:
    """Give the waits that began and the runs that ended, of all sessions of the server."""
    if ear.after.sessions is ear.before.sessions:
        return
    for name, session in ear.after.sessions.items():
        if ear.before.sessions.get(name) is not session:
            yield from run_changed(ear, session, at_ms)


def run_changed(ear: Ear, session: Session, at_ms: int) -> Iterator[Happening]:
    """Give the wait that began or the run that ended, of one session."""
    former = ear.before.sessions.get(session.id)
    if session.status == "retry" and (former is None or former.retry != session.retry):
        yield from introduce(ear, session, at_ms)
        yield from waiting(ear, session, at_ms)
    elif session.status == "idle" and former is not None and former.status != "idle":
        yield from _rested(ear, session, at_ms)


def waiting(ear: Ear, session: Session, at_ms: int) -> Iterator[Happening]:
    """Give the wait that a session is in."""
    retry = session.retry
    if retry is None:
        return
    yield h.RetryAnnounced(
        key=ear.key(session.id),
        at_ms=at_ms,
        message=retry.message,
        attempt=retry.attempt,
        model=entry_of(ear.record(session.id), asked_model(session)),
        agent=agent_of(session),
        until_ms=due(ear.after, session),
    )


def failed(ear: Ear, session: Session, failure: Failure, at_ms: int) -> Iterator[Happening]:
    """Give the error of a session."""
    yield from introduce(ear, session, at_ms)
    yield h.SessionFailed(
        key=ear.key(session.id),
        at_ms=at_ms,
        fault=fault_of(failure),
        model=entry_of(ear.record(session.id), asked_model(session)),
        agent=agent_of(session),
    )


def awaits_word(duty: Duty, key: SessionKey) -> bool:
    """Tell whether the first word of a session is awaited."""
    record = duty.engine.sessions.get(key, _BLANK)
    return record.watchdog_ms is not None or (record.awaiting and not record.worked)


def fault_of(failure: Failure) -> Fault:
    """Give the error of a session as the engine reads it."""
    fault = plain_fault(failure.name, failure.message, failure.status, failure.retryable or None)
    # The server names its aborts; words of a provider ("stream interrupted") are no person's.
    return replace(fault, cancels=failure.name == ABORTED)


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
    if event.created and model is not None:
        yield h.SessionBegun(key=ear.key(session.id), at_ms=event.at_ms, model=model.name)


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
        yield from _asked(ear, session, message, event.at_ms)
    elif session.answer is None or session.answer.id != message.id:
        return
    elif not _is_our_abort(ear, session, message):
        yield from introduce(ear, session, event.at_ms)
        yield _answer(ear, session, message, event.at_ms)


def _asked(ear: Ear, session: Session, message: Message, at_ms: int) -> Iterator[Happening]:
    former = ear.before.sessions.get(session.id)
    known = former.prompt if former else None
    fresh = known is None or known.id != message.id
    if not fresh or session.prompt is None or session.prompt.id != message.id:
        return
    key, model = ear.key(session.id), entry_of(ear.record(session.id), message.model)
    if ear.is_ours(session.id, message.id):
        yield h.PromptSeen(key=key, at_ms=at_ms, ours=True)
        return
    if known is not None:
        yield h.PromptSeen(key=key, at_ms=at_ms, ours=False)
    yield from introduce(ear, session, at_ms)
    yield h.UserAsked(key=key, at_ms=at_ms, agent=message.agent, model=model)
    yield h.PromptAsked(key=key, at_ms=at_ms, model=model)


def _is_our_abort(ear: Ear, session: Session, message: Message) -> bool:
    """Tell whether a run before our prompt says that it was aborted, which was us."""
    prompt, failure = session.prompt, message.failure
    if failure is None or failure.name != ABORTED or prompt is None:
        return False
    return ear.is_ours(session.id, prompt.id) and message.parent != prompt.id


def _answer(ear: Ear, session: Session, message: Message, at_ms: int) -> Happening:
    failure = message.failure
    return h.AnswerSeen(
        key=ear.key(session.id),
        at_ms=at_ms,
        model=entry_of(ear.record(session.id), message.model),
        agent=message.agent,
        fault=fault_of(failure) if failure else None,
        has_output=session.answered and _is_ours_or_any(ear, session, message),
        is_live=bool(failure or message.finish or session.answered),
    )


def _part(ear: Ear, event: events.PartSeen) -> Iterator[Happening]:
    yield from _progress(ear, event.part.session, event.part.message, event.at_ms)


def _grew(ear: Ear, event: events.TextGrew) -> Iterator[Happening]:
    yield from _progress(ear, event.session, event.message, event.at_ms)


def _progress(ear: Ear, name: str, message: str, at_ms: int) -> Iterator[Happening]:
    record = ear.record(name)
    if not awaits_word(ear.duty, ear.key(name)):
        return
    session = ear.after.sessions.get(name)
    answer = session.answer if session else None
    if session is None or answer is None or answer.id != message:
        return
    if record.awaiting and not _is_ours_or_any(ear, session, answer):
        return
    yield h.Progressed(key=ear.key(name), at_ms=at_ms)


def _is_ours_or_any(ear: Ear, session: Session, message: Message) -> bool:
    """Tell whether an answer is one to our newest prompt, where there is one to be answered.

    Last words of the run that we ended may come later than our prompt was taken.
    """
    ours = ear.duty.prompts.get(ear.key(session.id))
    return ours is None or message.parent == ours or not ear.record(session.id).awaiting


def _rested(ear: Ear, session: Session, at_ms: int) -> Iterator[Happening]:
    """Give the end of a run, unless it is that of the run which our prompt follows."""
    ours = ear.duty.prompts.get(ear.key(session.id))
    awaited = ours is not None and ear.record(session.id).awaiting
    if not awaited or (session.prompt is not None and session.prompt.id == ours):
        yield h.WentIdle(key=ear.key(session.id), at_ms=at_ms)


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
