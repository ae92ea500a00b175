"""Stop a session that waits for a limit, for good: an abort, proof of quiet, and a mark of ours."""

from __future__ import annotations

from omo_watch_core.actions.action import Action, CancelAction, GiveUpAction
from omo_watch_core.actions.cancel import cancel, quiet
from omo_watch_core.actions.moves import Move, end
from omo_watch_core.events import Event, HistoryRead, StatusRead
from omo_watch_core.state import Server, Session

WORKS = "it works and waits for no limit; nothing was sent"
RESTS = "it does not wait for a limit, nothing was sent"
PARKED = "it is stopped already, and parked; nothing was sent"

Step = Move[Action]


def begin(action: GiveUpAction, server: Server, session: Session, prompted: bool) -> Step:
    """Stop what waits; what works, rests or is parked is left alone."""
    if session.parked is not None and session.status == "idle":
        return end(action, "refused", action.started_ms, PARKED, "u or `omo-watch undo` ends that")
    if quiet.is_told(server, session) and session.status != "retry":
        return _refused(action, session.status, action.started_ms)
    return _named(cancel.begin(action, server, session, prompted))


def on_event(action: GiveUpAction, event: Event, server: Server) -> Step:
    """React as a stop does; what is found at work is left alone."""
    if isinstance(event, StatusRead) and action.phase == "checking" and event.status == "busy":
        return _refused(action, "busy", event.at_ms)
    session = server.sessions.get(action.session)
    if isinstance(event, HistoryRead) and action.phase == "weighing" and session is not None:
        # The limit may have passed while its history was read.
        status = cancel.newest(action, session)
        if status != "retry":
            return _refused(action, status, event.at_ms)
    return _named(cancel.on_event(action, event, server))


def on_state(action: GiveUpAction, now_ms: int, server: Server) -> Step:
    """React as a stop does."""
    return _named(cancel.on_state(action, now_ms, server))


def _refused(action: CancelAction, status: str, now_ms: int) -> Step:
    if status == "busy":
        return end(action, "refused", now_ms, WORKS, "x stops it, or `omo-watch cancel`")
    return end(action, "refused", now_ms, RESTS)


def _named(step: Move[Action]) -> Move[Action]:
    """Call a stop that was proved what it is."""
    action, effects = step
    if action.result != "stopped" or not isinstance(action, CancelAction):
        return step
    if not action.aborts:
        return end(action, "refused", action.phase_ms, RESTS)
    why = action.evidence.replace("quiet for 3s", "given up, quiet for 3s")
    return end(action, "given up", action.phase_ms, why, action.hint)[0], effects
