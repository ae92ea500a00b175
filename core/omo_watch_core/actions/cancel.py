"""Stop a session and watch until it is really quiet (steering facts 5, design section 5)."""

from __future__ import annotations

import msgspec

from omo_watch_core.actions.action import CancelAction, Result
from omo_watch_core.actions.moves import Move, end, enter, stay
from omo_watch_core.effects import Effect, ReadStatus, SendAbort
from omo_watch_core.events import AbortAnswered, Event, StatusRead
from omo_watch_core.state import Server, Session

QUIET_MS = 3_000
"""How long nothing may move before a session counts as stopped."""
PATIENCE_MS = 2_000
"""How long a session may go on after an abort before it is aborted again."""
GIVE_UP_MS = 25_000
MOST_REABORTS = 3

Step = Move[CancelAction]


def on_event(action: CancelAction, event: Event, server: Server) -> Step:
    """React to the answer of a request of ours."""
    if isinstance(event, AbortAnswered):
        if action.phase != "aborting":
            return stay(action)
        if not event.ok:
            return end(action, "still alive", event.at_ms, f"the abort failed: {event.reason}")
        return enter(action, "watching", event.at_ms)
    if isinstance(event, StatusRead) and action.phase == "confirming":
        return _on_status(action, event)
    return stay(action)


def on_state(action: CancelAction, now_ms: int, server: Server) -> Step:
    """React to what the stream has shown, and to time."""
    if action.phase not in ("watching", "confirming"):
        return stay(action)
    running = running_of(action, server)
    if running:
        return _on_running(action, now_ms, running)
    quiet = _quiet_since(action, server)
    action = msgspec.structs.replace(action, quiet_ms=quiet)
    if action.phase == "watching" and now_ms - quiet >= QUIET_MS:
        unsure = msgspec.structs.replace(action, unconfirmed=_present(action, server))
        if not unsure.unconfirmed:
            return _stopped(action, now_ms)
        return enter(unsure, "confirming", now_ms, *_ask_status(unsure, server))
    if now_ms - action.started_ms >= GIVE_UP_MS:
        return end(action, "still alive", now_ms, "the server does not confirm that it is quiet")
    return stay(action)


def running_of(action: CancelAction, server: Server) -> tuple[str, ...]:
    """Give the targets that show busy or retry."""
    found = (server.sessions.get(target) for target in action.targets)
    return tuple(session.id for session in found if session and session.status != "idle")


def _on_running(action: CancelAction, now_ms: int, running: tuple[str, ...]) -> Step:
    if action.quiet_ms is not None:
        fresh = tuple(name for name in running if name not in action.came_back)
        action = msgspec.structs.replace(
            action, quiet_ms=None, came_back=(*action.came_back, *fresh), phase="watching"
        )
        return _abort_again(action, now_ms, running)
    if now_ms - action.phase_ms < PATIENCE_MS:
        return stay(action)
    return _abort_again(action, now_ms, running)


def _abort_again(action: CancelAction, now_ms: int, running: tuple[str, ...]) -> Step:
    if action.reaborts >= MOST_REABORTS:
        result: Result = "came back" if action.came_back else "still alive"
        return end(action, result, now_ms, f"{len(running)} still running after the last abort")
    action = msgspec.structs.replace(
        action,
        reaborts=action.reaborts + 1,
        aborts=action.aborts + len(running),
        phase="watching",
        phase_ms=now_ms,
    )
    return stay(action, *(_abort(action, name) for name in running))


def _quiet_since(action: CancelAction, server: Server) -> int:
    found = [server.sessions[name] for name in action.targets if name in server.sessions]
    return max((_last_sign(session) for session in found), default=0) or action.phase_ms


def _last_sign(session: Session) -> int:
    return max(session.since_ms, session.active_ms)


def _on_status(action: CancelAction, event: StatusRead) -> Step:
    if event.status is None:
        return stay(action)
    if event.status != "idle":
        back = msgspec.structs.replace(action, quiet_ms=None)
        return enter(back, "watching", event.at_ms)
    left = tuple(name for name in action.unconfirmed if name != event.session)
    action = msgspec.structs.replace(action, unconfirmed=left)
    return stay(action) if left else _stopped(action, event.at_ms)


def _stopped(action: CancelAction, now_ms: int) -> Step:
    below = len(action.targets) - 1
    more = f" and {below} below" if below else ""
    again = f"; {len(action.came_back)} had to be aborted again" if action.came_back else ""
    return end(action, "stopped", now_ms, f"{action.title}{more}, quiet for 3s{again}")


def _present(action: CancelAction, server: Server) -> tuple[str, ...]:
    return tuple(name for name in action.targets if name in server.sessions)


def _ask_status(action: CancelAction, server: Server) -> tuple[Effect, ...]:
    return tuple(
        ReadStatus(
            server=action.server,
            action=action.id,
            session=name,
            directory=server.sessions[name].info.directory,
        )
        for name in action.unconfirmed
    )


def _abort(action: CancelAction, session: str) -> SendAbort:
    return SendAbort(server=action.server, action=action.id, session=session)
