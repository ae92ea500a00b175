"""Which other operator steers a session, as a person is told it."""

from __future__ import annotations

from omo_watch_core.actions.action import HandAction, OverrideAction
from omo_watch_core.mark import FRESH_MS
from omo_watch_core.state import Server, Session, State
from omo_watch_core.value import Value


class Steerer(Value):
    """Hold who steers a session, since when on the local clock, and how."""

    by: str | None
    """None where the other program does not say whose it is."""
    since_ms: int | None
    kind: str
    own: bool
    """It is this program, or another one of the same person on the same machine."""

    def is_fresh(self, now_ms: int) -> bool:
        """Tell whether it was done just now."""
        return self.since_ms is not None and now_ms - self.since_ms < FRESH_MS


def steerer(state: State, server: Server, session: Session) -> Steerer | None:
    """Give who steers a session; None where the last word was a person's, or nobody's."""
    steered = session.steered
    if steered is None:
        return None
    # The server stamps what it stores; a derived mark tells an older moment.
    stored = session.prompt
    created = stored.created_ms if stored and stored.id == steered.message else 0
    since = created or steered.since_ms
    return Steerer(
        by=steered.by,
        since_ms=int(since + server.offset_ms) if since else None,
        kind=steered.kind,
        own=_is_own(state, steered.by, steered.message, steered.action),
    )


def other_steerer(state: State, server: Server, session: Session) -> Steerer | None:
    """Give who steers a session where that is somebody else."""
    found = steerer(state, server, session)
    return None if found is None or found.own else found


def _is_own(state: State, by: str | None, message: str, action: str) -> bool:
    if (by and by == state.owner) or action in state.actions:
        return True
    prompts = (a for a in state.actions.values() if isinstance(a, OverrideAction | HandAction))
    return any(own.message == message for own in prompts)
