"""A lease that is new here may be for a session that waits already."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.leases.round import Round
from omo_watch_core.leases.scope import covers, stands
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.state import State


def wake(look: Round, before: State) -> None:
    """Have the engine hear once more of what waits on another model than a new lease's."""
    duty = look.state.duty
    fresh = [
        lease
        for name, lease in look.leases.items()
        if name not in before.journal.leases and stands(lease, look.now)
    ]
    if duty is None or not fresh:
        return
    engine, again = duty.engine, dict(duty.again)
    for lease in fresh:
        server = look.server_of(lease)
        for session in server.sessions.values() if server else ():
            asked = asked_model(session)
            if session.status != "retry" or not covers(lease, session) or server is None:
                continue
            if asked is not None and asked.name != lease.target.name:
                key = (server.name, session.id)
                again[key] = look.now
                if (record := engine.sessions.get(key)) is not None:
                    sessions = {**engine.sessions, key: replace(record, announced=None)}
                    engine = replace(engine, sessions=sessions)
    look.state = replace(look.state, duty=replace(duty, engine=engine, again=again))
