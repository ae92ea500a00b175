"""Watch what was aborted until it is quiet and the server agrees; abort again what comes back."""

from __future__ import annotations

import msgspec

from omo_watch_core.actions.action import CancelAction, Result
from omo_watch_core.actions.cancel.below import grown
from omo_watch_core.actions.moves import Move, end, enter, stay
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect, ReadStatus, SendAbort
from omo_watch_core.events import StatusRead
from omo_watch_core.family import descendants, has_shown, is_plugin_task
from omo_watch_core.select.condition import is_heard
from omo_watch_core.state import Server, Session

QUIET_MS = 3 * SECOND
"""How long nothing may move before a session counts as stopped."""
PATIENCE_MS = 2 * SECOND
"""How long a session may go on after an abort was answered before it is aborted again."""
GIVE_UP_MS = 45 * SECOND
MOST_REABORTS = 3
UNCONFIRMED = "the server did not confirm that it is quiet"
TAKEN_FOR_DONE = "it had shown output: the plugin will call it completed"
SLOT_TAKEN = (
    "it had shown no output: the plugin does not notice its end and keeps its slot; --way rescue "
    "gives it free"
)

Step = Move[CancelAction]
Names = tuple[str, ...]


def watch(action: CancelAction, now_ms: int, server: Server) -> Step:
    """React to what the stream has shown since the abort was answered, and to time."""
    if (more := grown(action, server)) is not action:
        # What a slot that became free lets begin belongs to the tree.
        action = enter(more, "watching", now_ms)[0] if more.phase == "confirming" else more
    running = running_of(action, server)
    if running:
        return _on_running(action, now_ms, running)
    if now_ms - action.started_ms >= GIVE_UP_MS:
        left = action.unconfirmed or action.targets
        return give_up(action, now_ms, UNCONFIRMED, left)
    if action.phase == "confirming":
        return stay(action)
    quiet = max(action.phase_ms, last_sign(action, server))
    action = msgspec.structs.replace(action, quiet_ms=quiet)
    return _confirm(action, now_ms, server) if now_ms - quiet >= QUIET_MS else stay(action)


def on_status(action: CancelAction, event: StatusRead, server: Server) -> Step:
    """Take the server's own word; only idle is quiet, and no word means asking again."""
    if event.session not in action.unconfirmed:
        return stay(action)
    if event.status is None:
        return enter(action, "watching", event.at_ms)
    if event.status != "idle":
        return _came_back(action, event.at_ms, (event.session,))
    left = tuple(name for name in action.unconfirmed if name != event.session)
    action = msgspec.structs.replace(action, unconfirmed=left)
    return stay(action) if left else _stopped(action, event.at_ms, server)


def running_of(action: CancelAction, server: Server) -> Names:
    """Give the targets that show busy or retry."""
    return tuple(session.id for session in _present(action, server) if session.status != "idle")


def unsure_of(action: CancelAction, server: Server) -> Names:
    """Give the targets that the server is to be asked about: that ran, or that nobody told of."""
    return tuple(name for name in action.targets if _is_unsure(action, server, name))


def is_told(server: Server, session: Session) -> bool:
    """Tell whether the stream says at this moment what a session does."""
    return server.link.phase == "live" and is_heard(server, session)


def last_sign(action: CancelAction, server: Server) -> int:
    """Give the newest sign of work of all targets, local epoch milliseconds."""
    signs = (max(session.since_ms, session.active_ms) for session in _present(action, server))
    return max(signs, default=0)


def claimed(action: CancelAction, server: Server) -> str:
    """Say what the plugin makes of what was stopped; nothing where it has no part in it."""
    if action.task and action.strength == "abort":
        if action.shows is None:
            return ""
        return TAKEN_FOR_DONE if action.shows else SLOT_TAKEN
    known = (server.sessions[name] for name in action.targets if name in server.sessions)
    tasks = [session for session in known if is_plugin_task(server, session)]
    mute = [session.info.title for session in tasks if not has_shown(server, session)]
    if not tasks or action.strength == "steer":
        return ""
    said = "the plugin will call tasks that had shown output completed"
    return f"{said}; these had shown none and keep their slots: {', '.join(mute)}" if mute else said


def give_up(action: CancelAction, now_ms: int, why: str, alive: Names) -> Step:
    """End without having seen it stop."""
    action = msgspec.structs.replace(action, alive=alive)
    return end(action, "still alive", now_ms, why)


def status_of(action: CancelAction, server: Server, name: str) -> ReadStatus:
    """Ask for the status of a target, which may be gone from the listing."""
    session = server.sessions.get(name)
    return ReadStatus(
        server=action.server,
        action=action.id,
        session=name,
        directory=session.info.directory if session else action.directory,
    )


def _on_running(action: CancelAction, now_ms: int, running: Names) -> Step:
    if action.quiet_ms is not None and not set(action.late).issuperset(running):
        return _came_back(action, now_ms, running)
    if action.phase == "confirming":
        action = enter(action, "watching", now_ms)[0]
    if now_ms - action.phase_ms >= PATIENCE_MS:
        return _abort_again(action, now_ms, running)
    ran = tuple(dict.fromkeys((*action.ran, *running)))
    return stay(msgspec.structs.replace(action, ran=ran, quiet_ms=None))


def _came_back(action: CancelAction, now_ms: int, running: Names) -> Step:
    worked = (name for name in running if name not in action.late)
    back = tuple(dict.fromkeys((*action.came_back, *worked)))
    return _abort_again(msgspec.structs.replace(action, came_back=back), now_ms, running)


def _abort_again(action: CancelAction, now_ms: int, running: Names) -> Step:
    """Abort what runs; a round that only meets what has just begun is none of the few."""
    again = not set(action.late).issuperset(running)
    if (again and action.reaborts >= MOST_REABORTS) or now_ms - action.started_ms >= GIVE_UP_MS:
        action = msgspec.structs.replace(action, alive=running)
        result: Result = "came back" if action.came_back else "still alive"
        return end(action, result, now_ms, f"{len(running)} still running after the last abort")
    action = msgspec.structs.replace(
        action,
        ran=tuple(dict.fromkeys((*action.ran, *running))),
        quiet_ms=None,
        reaborts=action.reaborts + again,
        late=tuple(name for name in action.late if name not in running),
        aborts=action.aborts + len(running),
        awaiting=running,
        unconfirmed=(),
    )
    effects = (SendAbort(server=action.server, action=action.id, session=name) for name in running)
    return enter(action, "aborting", now_ms, *effects)


def _confirm(action: CancelAction, now_ms: int, server: Server) -> Step:
    """Ask the server about all that ran, and about all that nobody has told of."""
    unsure = unsure_of(action, server)
    action = msgspec.structs.replace(action, unconfirmed=unsure)
    effects: list[Effect] = [status_of(action, server, name) for name in unsure]
    return enter(action, "confirming", now_ms, *effects)


def _is_unsure(action: CancelAction, server: Server, name: str) -> bool:
    if name == action.session or name in action.ran:
        return True
    session = server.sessions.get(name)
    return session is not None and not is_told(server, session)


def _stopped(action: CancelAction, now_ms: int, server: Server) -> Step:
    if (larger := grown(action, server)) is not action:
        return enter(larger, "watching", now_ms)
    below = len(action.targets) - 1
    more = f" and {below} below" if below else ""
    gone = " (deleted meanwhile)" if action.session not in server.sessions else ""
    again = f"; {len(action.came_back)} had to be aborted again" if action.came_back else ""
    why = f"{action.title}{more}{gone}, quiet for 3s{again}"
    left = (server.sessions[name] for name in descendants(server, action.session))
    names = [session.info.title for session in left if session.status != "idle"]
    goes_on = f"below it goes on: {', '.join(names)}" if names else ""
    hint = "; ".join(said for said in (claimed(action, server), goes_on) if said)
    return end(action, "stopped", now_ms, why, hint)


def _present(action: CancelAction, server: Server) -> list[Session]:
    return [server.sessions[name] for name in action.targets if name in server.sessions]
