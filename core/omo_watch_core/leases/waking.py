"""A lease that is new here may be for a session that waits already."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty
from omo_watch_core.fallback.engine.session import Engine
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.leases.reach import Subject
from omo_watch_core.leases.scope import holding, stands
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.state import SessionKey, State


def wake(state: State, duty: Duty, found: Iterable[Subject]) -> Duty:
    """Have the engine hear once more of what waits on another model than a new lease's.

    `found` are all sessions where a lease is new.
    """
    fresh = {
        name
        for name, lease in state.journal.leases.items()
        if name not in duty.leases and stands(lease, state.now_ms)
    }
    if not fresh:
        return duty
    for subject in found:
        if subject.session.status == "retry":
            lease = holding(state, subject.server, subject.session)
            if lease is not None and lease.id in fresh and _is_elsewhere(subject, lease):
                again = {**duty.again, subject.key: state.now_ms}
                engine = _unheard(duty.engine, subject.key)
                duty = replace(duty, engine=engine, again=again)
    return duty


def _is_elsewhere(subject: Subject, lease: Lease) -> bool:
    asked = asked_model(subject.session)
    return asked is not None and asked.name != lease.target.name


def _unheard(engine: Engine, key: SessionKey) -> Engine:
    """Give the engine without the wait that it has heard of: it is news once more."""
    record = engine.sessions.get(key)
    if record is None:
        return engine
    sessions = {**engine.sessions, key: replace(record, announced=None)}
    return replace(engine, sessions=sessions)
