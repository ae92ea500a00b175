"""How many sessions are in each state."""

from __future__ import annotations

from collections import Counter

from omo_watch_core.model import SessionState
from omo_watch_core.select.condition import asking_in, condition_among
from omo_watch_core.select.probing import is_probing
from omo_watch_core.state import State


def totals(state: State) -> dict[SessionState, int]:
    """Count sessions by state, over all servers; archived ones are not counted."""
    count: Counter[SessionState] = Counter()
    for server in state.servers.values():
        asking = asking_in(server)
        count.update(
            condition_among(asking, server, session, state.now_ms)
            for session in server.sessions.values()
            if session.info.archived_ms is None and not is_probing(server, session, state.now_ms)
        )
    return dict(count)
