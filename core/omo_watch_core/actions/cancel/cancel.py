"""Stop a session and watch until it is really quiet."""

from __future__ import annotations

import msgspec

from omo_watch_core.actions.action import Action, CancelAction
from omo_watch_core.actions.cancel import quiet
from omo_watch_core.actions.cancel.below import below, grown
from omo_watch_core.actions.cancel.starting import may_begin
from omo_watch_core.actions.moves import Move, end, enter, is_late, stay
from omo_watch_core.actions.override import rescue
from omo_watch_core.actions.words import AGAIN, UNREAD
from omo_watch_core.effects import ReadHistory, SendAbort
from omo_watch_core.events import AbortAnswered, Event, HistoryRead, StatusRead
from omo_watch_core.family import has_shown, is_plugin_task
from omo_watch_core.presence import plugin_in
from omo_watch_core.state import Server, Session

Step = Move[CancelAction]


def covered(action: CancelAction, server: Server) -> tuple[str, ...]:
    """Name the sessions that a person wanted stopped, whatever they did."""
    tree = below(action, server) if action.strength == "tree" else ()
    named = dict.fromkeys((action.session, *action.targets, *tree))
    return tuple(name for name in named if name in server.sessions)


def begin(action: CancelAction, server: Server, session: Session, prompted: bool) -> Step:
    """Stop what runs; where nobody has told the status, read it first.

    `prompted` says that a prompt of ours is on its way, so that an idle session is about to run.
    """
    action = msgspec.structs.replace(
        action,
        directory=session.info.directory,
        task=is_plugin_task(server, session),
        prompted=prompted or may_begin(server, session, action.started_ms),
    )
    if quiet.is_told(server, session) or (prompted and session.status == "idle"):
        return _stop(action, server, session, session.status, action.started_ms)
    effect = quiet.status_of(action, server, session.id)
    return enter(action, "checking", action.started_ms, effect)


def on_event(action: CancelAction, event: Event, server: Server) -> Move[Action]:
    """React to the answer of a request of ours; a task that has shown nothing may be rescued."""
    if isinstance(event, AbortAnswered) and action.phase == "aborting":
        return _on_abort(action, event, server)
    if isinstance(event, StatusRead) and action.phase == "confirming":
        return quiet.on_status(action, event, server)
    if isinstance(event, StatusRead) and action.phase == "checking":
        return _on_checked(action, event, server)
    if isinstance(event, HistoryRead) and action.phase == "weighing":
        return _on_looked(action, event, server)
    return stay(action)


def on_state(action: CancelAction, now_ms: int, server: Server) -> Step:
    """React to what the stream has shown, and to time."""
    if action.phase in ("watching", "confirming"):
        return quiet.watch(action, now_ms, server)
    if not is_late(action, now_ms):
        return stay(action)
    if action.phase in ("checking", "weighing"):
        return end(action, "refused", now_ms, UNREAD, AGAIN)
    return quiet.give_up(action, now_ms, "the abort was not answered", action.awaiting)


def gone(action: CancelAction, now_ms: int, what: str) -> Step:
    """Say that nobody watches it any more, which is no word about whether it stopped."""
    if not action.aborts:
        return end(action, "refused", now_ms, f"{what}, nothing was sent")
    return end(action, "accepted", now_ms, f"{what}: the abort was sent, nobody saw it stop")


def newest(action: CancelAction, session: Session) -> str:
    """Give the newest word about what runs, the stream's or the one that was read."""
    read = action.was and session.status_ms < action.was_ms
    return action.was if read else session.status


def _on_checked(action: CancelAction, event: StatusRead, server: Server) -> Step:
    session = server.sessions.get(action.session)
    if event.status is None or session is None:
        why = UNREAD if session else f"{action.title} is gone, nothing was sent"
        return end(action, "refused", event.at_ms, why, AGAIN if session else "")
    action = msgspec.structs.replace(action, was=event.status, was_ms=event.at_ms)
    return _stop(action, server, session, newest(action, session), event.at_ms)


def _on_looked(action: CancelAction, event: HistoryRead, server: Server) -> Move[Action]:
    session = server.sessions.get(action.session)
    if session is None:
        return end(action, "refused", event.at_ms, f"{action.title} is gone, nothing was sent")
    if event.failed is None:
        shows = has_shown(server, session) or (event.turn is not None and event.turn.shows)
        action = msgspec.structs.replace(action, shows=shows)
    if action.chooses and action.shows is False:
        return rescue.instead(action, server, session, event.at_ms)
    return _go(action, server, session, newest(action, session), event.at_ms)


def _stop(action: CancelAction, server: Server, session: Session, status: str, now_ms: int) -> Step:
    """Look first whether a task of the plugin has shown anything: that decides what follows."""
    if not action.task or action.strength == "steer":
        return _go(action, server, session, status, now_ms)
    effect = ReadHistory(server=server.name, action=action.id, session=session.id)
    return enter(action, "weighing", now_ms, effect)


def _go(action: CancelAction, server: Server, session: Session, status: str, now_ms: int) -> Step:
    tree = below(action, server)
    running = tuple(name for name in tree if server.sessions[name].status != "idle")
    if action.prompted and status == "idle" and (action.confirmed or not running):
        status = "busy"
    if status == "idle" and action.strength == "steer":
        return _nothing_to_stop(action, server, session, now_ms)
    if action.strength == "steer":
        effect = ReadHistory(server=server.name, action=action.id, session=session.id)
        return enter(action, "reading", now_ms, effect)
    if status == "idle" and not running and not _may_run(action, server, tree):
        return _nothing_to_stop(action, server, session, now_ms)
    if status == "idle" and action.strength == "abort":
        if plugin_in(server, session.info.directory) is True:
            return _unreached(action, server, running, now_ms)
        if not action.confirmed:
            return _unconfirmed(action, server, running, now_ms)
    ran = running if status == "idle" else (session.id, *running)
    return _abort(action, _targets(action, status, tree, running), ran, now_ms)


def _abort(
    action: CancelAction, targets: tuple[str, ...], ran: tuple[str, ...], now_ms: int
) -> Step:
    action = msgspec.structs.replace(
        action,
        targets=targets,
        ran=tuple(name for name in ran if name in targets),
        awaiting=(action.session,),
        aborts=1,
    )
    effect = SendAbort(server=action.server, action=action.id, session=action.session)
    return enter(action, "aborting", now_ms, effect)


def _may_run(action: CancelAction, server: Server, tree: tuple[str, ...]) -> bool:
    """Tell whether a tree that looks idle holds sessions of which nobody has said so."""
    return action.strength == "tree" and any(
        not quiet.is_told(server, server.sessions[name]) for name in tree
    )


def _targets(
    action: CancelAction, status: str, tree: tuple[str, ...], running: tuple[str, ...]
) -> tuple[str, ...]:
    if action.strength == "tree":
        return (action.session, *tree)
    # Below an idle session they are what a person wanted stopped, by name; below a working
    # one some may be no jobs of its server and go on by right.
    return (action.session, *running) if status == "idle" else (action.session,)


def _on_abort(action: CancelAction, event: AbortAnswered, server: Server) -> Step:
    if not event.ok and action.aborts <= 1:
        why = f"the abort was not answered: {event.reason}"
        return quiet.give_up(action, event.at_ms, why, action.awaiting)
    awaiting = tuple(name for name in action.awaiting if name != event.session)
    action = msgspec.structs.replace(action, awaiting=awaiting)
    if awaiting:
        return stay(action)
    return enter(grown(action, server), "watching", event.at_ms)


def _unconfirmed(
    action: CancelAction, server: Server, running: tuple[str, ...], now_ms: int
) -> Step:
    names = ", ".join(server.sessions[name].info.title for name in running)
    why = f"it is idle, but an abort would stop what runs below it: {names}"
    return end(action, "refused", now_ms, why, "say --strength tree or --yes")


def _unreached(action: CancelAction, server: Server, running: tuple[str, ...], now_ms: int) -> Step:
    names = ", ".join(server.sessions[name].info.title for name in running)
    why = f"it is idle, and an abort of it does not stop the plugin's tasks below it: {names}"
    return end(action, "refused", now_ms, why, "say --strength tree, or --way stop-all")


def _nothing_to_stop(action: CancelAction, server: Server, session: Session, now_ms: int) -> Step:
    action = msgspec.structs.replace(action, targets=(session.id,))
    meant = (server.sessions[name] for name in covered(action, server))
    parked = any(one.parked is not None for one in meant)
    more = ", and what was parked goes on no more" if parked else ", nothing was sent"
    why = f"{action.title} is idle already{more}"
    return end(action, "stopped", now_ms, why, quiet.claimed(action, server))
