"""Let the plugin cancel all tasks of a session by its own command, and watch them end."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import StopAllAction
from omo_watch_core.actions.cancel import quiet
from omo_watch_core.actions.cancel.below import below, grown
from omo_watch_core.actions.moves import TAKEN, Move, end, enter, is_unclear, stay
from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.effects import Effect, SendCommand
from omo_watch_core.events import CommandAnswered, Event, StatusRead
from omo_watch_core.presence import plugin_in
from omo_watch_core.state import Server, Session

COMMAND = "stop-continuation"
LONGEST_MS = 10 * MINUTE
"""The command is answered after a turn of a model, and waits behind one that runs."""
PATIENCE_MS = 20 * SECOND
"""How long a task may go on after the command was answered."""
ALSO = "It also stops goal and todo continuation there, and costs one turn of a model"

Step = Move[StopAllAction]


def begin(action: StopAllAction, server: Server, session: Session) -> Step:
    """Ask the plugin, on the parent of the named task."""
    now = action.started_ms
    here = plugin_in(server, session.info.directory)
    if here is not True:
        who = "has no plugin" if here is False else "may have no plugin: nobody could tell"
        why = f"{server.name} {who}, and stop-all is a command of the plugin; nothing was sent"
        return end(action, "refused", now, why, "say --strength tree")
    parent = server.sessions.get(session.info.parent or "") or session
    action = replace(
        action,
        session=parent.id,
        title=parent.info.title,
        directory=parent.info.directory,
        task=True,
    )
    tree = below(action, server)
    action = replace(action, targets=tree, ran=_running(server, tree))
    if not action.confirmed:
        return end(action, "refused", now, _consequence(action, server), "say --yes")
    effect = SendCommand(server=action.server, action=action.id, session=parent.id, command=COMMAND)
    return enter(action, "commanding", now, effect)


def on_event(action: StopAllAction, event: Event, server: Server) -> Step:
    """React to the answer of the command and to what was read."""
    if isinstance(event, CommandAnswered) and not action.answered:
        return _on_command(action, event, server)
    if isinstance(event, StatusRead) and event.session in action.unconfirmed:
        return _on_status(action, event, server)
    return stay(action)


def on_state(action: StopAllAction, now_ms: int, server: Server) -> Step:
    """Wait for the command, then for all tasks to be quiet."""
    if now_ms - action.started_ms >= LONGEST_MS:
        return _alive(action, now_ms, server, "the server did not say that the command has run")
    if (more := grown(action, server)) is not action:
        # Its parent may have begun it before the command had its turn: quiet begins anew.
        action = enter(more, _watched(action), now_ms)[0]
    if not action.answered and not action.ran:
        return stay(action)
    if quiet.running_of(action, server):
        return _on_running(action, now_ms, server)
    if action.phase == "confirming":
        late = now_ms - action.phase_ms >= PATIENCE_MS
        return _alive(action, now_ms, server, quiet.UNCONFIRMED) if late else stay(action)
    since = max(action.phase_ms, quiet.last_sign(action, server))
    action = replace(action, quiet_ms=since)
    return _confirm(action, now_ms, server) if now_ms - since >= quiet.QUIET_MS else stay(action)


def gone(action: StopAllAction, now_ms: int, what: str) -> Step:
    """Say that nobody watches its tasks any more, which is no word about whether they stopped."""
    why = f"{what}: the command was sent, nobody saw its tasks stop"
    return end(action, "accepted", now_ms, why)


def _on_command(action: StopAllAction, event: CommandAnswered, server: Server) -> Step:
    now = event.at_ms
    if is_unclear(event.status):
        reason = event.reason or event.status
        why = f"the server did not say that the command has run ({reason})"
        return _alive(action, now, server, why)
    if event.status not in TAKEN:
        why = f"the command was not taken: {event.reason or event.status}; nothing was stopped"
        return end(action, "refused", now, why)
    # What its turn began before the plugin stopped it belongs to it as well.
    action = _seen_running(grown(action, server), server)
    return enter(replace(action, answered_ms=now, unconfirmed=()), "watching", now)


def _on_running(action: StopAllAction, now_ms: int, server: Server) -> Step:
    """Give what runs its time; an abort of ours would make it another thing to the plugin."""
    action = _seen_running(action, server)
    running = quiet.running_of(action, server)
    if action.answered and now_ms - action.answered_ms >= PATIENCE_MS:
        return _alive(action, now_ms, server, f"{len(running)} still running after the command")
    if action.phase != "confirming":
        return stay(action)
    return enter(replace(action, unconfirmed=()), "watching", now_ms)


def _watched(action: StopAllAction) -> str:
    """Give the phase that goes on where more is to be quiet."""
    return "watching" if action.phase == "confirming" else action.phase


def _seen_running(action: StopAllAction, server: Server) -> StopAllAction:
    ran = dict.fromkeys((*action.ran, *_running(server, action.targets)))
    return replace(action, ran=tuple(ran))


def _confirm(action: StopAllAction, now_ms: int, server: Server) -> Step:
    unsure = quiet.unsure_of(action, server)
    if not unsure:
        return _stopped(action, now_ms, server)
    effects: list[Effect] = [quiet.status_of(action, server, name) for name in unsure]
    return enter(replace(action, unconfirmed=unsure), "confirming", now_ms, *effects)


def _on_status(action: StopAllAction, event: StatusRead, server: Server) -> Step:
    if event.status != "idle":
        return enter(replace(action, unconfirmed=()), "watching", event.at_ms)
    left = tuple(name for name in action.unconfirmed if name != event.session)
    action = replace(action, unconfirmed=left)
    return stay(action) if left else _stopped(action, event.at_ms, server)


def _stopped(action: StopAllAction, now_ms: int, server: Server) -> Step:
    if (more := grown(action, server)) is not action:
        return enter(more, "watching", now_ms)
    many = len(action.ran)
    what = f"{many} task{'' if many == 1 else 's'} that ran" if many else "nothing ran"
    why = f"all tasks of {action.title} are cancelled by the plugin: {what}, quiet for 3s"
    hint = f"{ALSO.removeprefix('It ')}; the plugin remembers the stop until new work begins"
    return end(action, "stopped", now_ms, why, hint)


def _alive(action: StopAllAction, now_ms: int, server: Server, why: str) -> Step:
    action = replace(action, alive=quiet.running_of(action, server))
    return end(action, "still alive", now_ms, why)


def _consequence(action: StopAllAction, server: Server) -> str:
    names = ", ".join(server.sessions[name].info.title for name in action.ran) or "none runs now"
    return f"it cancels all tasks of {action.title} ({names}). {ALSO}; nothing was sent"


def _running(server: Server, names: tuple[str, ...]) -> tuple[str, ...]:
    known = server.sessions
    return tuple(name for name in names if name in known and known[name].status != "idle")
