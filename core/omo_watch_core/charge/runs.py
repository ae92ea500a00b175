"""What begins, waits, fails and ends in a session, as the engine is told of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from omo_watch_core.charge.ear import Ear
from omo_watch_core.charge.naming import entry_of
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.happenings import Happening
from omo_watch_core.fallback.fault import Fault, plain_fault
from omo_watch_core.model import ABORTED, Failure
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.select.chain import agent_of
from omo_watch_core.select.condition import due
from omo_watch_core.state import Session


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


def still(ear: Ear, session: Session, at_ms: int) -> Iterator[Happening]:
    """Give the wait or the error that a session is left with."""
    if session.status == "retry":
        yield from introduce(ear, session, at_ms)
        yield from waiting(ear, session, at_ms)
    elif session.status == "idle" and session.failure is not None:
        yield from failed(ear, session, session.failure, at_ms)


def fault_of(failure: Failure) -> Fault:
    """Give the error of a session as the engine reads it."""
    fault = plain_fault(failure.name, failure.message, failure.status, failure.retryable or None)
    # The server names its aborts; words of a provider ("stream interrupted") are no person's.
    return replace(fault, cancels=failure.name == ABORTED)


def _rested(ear: Ear, session: Session, at_ms: int) -> Iterator[Happening]:
    """Give the end of a run, unless it is that of the run which our prompt follows."""
    ours = ear.duty.prompts.get(ear.key(session.id))
    awaited = ours is not None and ear.record(session.id).awaiting
    if not awaited or (session.prompt is not None and session.prompt.id == ours):
        yield h.WentIdle(key=ear.key(session.id), at_ms=at_ms)
