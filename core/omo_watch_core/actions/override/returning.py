"""A server that went between our abort and our prompt: go on once it can be asked afresh.

What ran is stopped by us and rests for a person otherwise. Nothing is sent before both the
status and the history were read from the server that came back.
"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.moves import Move, enter, is_overlong, stay
from omo_watch_core.actions.override import refusal
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import ReadHistory, ReadStatus
from omo_watch_core.events import StatusRead

RETURN_MS = 35 * SECOND
"""How long a server may take to come back: one that is asked while it starts may let a request
of 15 s hang, and needs another one."""
POLL_MS = SECOND

Step = Move[OverrideAction]


def unread(action: OverrideAction, now_ms: int, reason: str) -> Step:
    """Wait where a person's move has stopped what ran; end it everywhere else."""
    # Who looks after models takes a step of its own again by itself.
    if not action.aborted or action.automatic:
        return refusal.unread_history(action, now_ms, reason)
    since = action.unread_ms or now_ms
    return _later(replace(action, unread_ms=since, unread=reason), now_ms)


def wait(action: OverrideAction, now_ms: int, status: ReadStatus) -> Step:
    """Ask again after a pause."""
    if now_ms - action.phase_ms < POLL_MS:
        return stay(action)
    return enter(action, "asking again", now_ms, status)


def asked(action: OverrideAction, event: StatusRead, history: ReadHistory) -> Step:
    """Read the history of a session that rests; a turn that runs now is somebody else's."""
    if event.status is None:
        return _later(action, event.at_ms)
    if event.status != "idle":
        return refusal.runs_now(action, event.at_ms)
    return enter(action, "rereading", event.at_ms, history)


def _later(action: OverrideAction, now_ms: int) -> Step:
    if now_ms - action.unread_ms >= RETURN_MS or is_overlong(action, now_ms):
        return refusal.unread_history(action, now_ms, action.unread)
    return enter(action, "returning", now_ms)
