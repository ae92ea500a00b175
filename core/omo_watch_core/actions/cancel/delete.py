"""Delete a session: stop it and all below it first, as a deletion alone stops nothing."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import Action, DeleteAction
from omo_watch_core.actions.cancel import cancel
from omo_watch_core.actions.moves import TAKEN, Move, end, enter, is_late, is_unclear, stay
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import DeleteSession, ReadSession
from omo_watch_core.events import DeletionAnswered, Event, SessionLookedFor
from omo_watch_core.family import descendants
from omo_watch_core.state import Server, Session

LOOK_MS = 2 * SECOND
"""How long the stream may take to tell of a deletion before the server is asked."""
GONE = 404
KEPT = "it was not deleted"
COMPLETED = "it had shown output: the plugin called it completed when it stopped"
CANCELLED = "it had shown no output: the plugin calls it cancelled, and its slot is free"

Step = Move[DeleteAction]


def begin(action: DeleteAction, server: Server, session: Session, prompted: bool) -> Step:
    """Stop what runs, or say what would be gone."""
    below = descendants(server, session.id)
    if not action.confirmed:
        titles = [server.sessions[name].info.title for name in below]
        names = ", ".join([session.info.title, *titles])
        why = f"it stops and deletes {names}, with all that was said there; nothing was sent"
        return end(action, "refused", action.started_ms, why, "say --yes")
    action = replace(action, targets=(session.id, *below))
    return _then_delete(cancel.begin(action, server, session, prompted), server)


def on_event(action: DeleteAction, event: Event, server: Server) -> Step:
    """React to answers: of the stop, of the deletion, of the look whether it is gone."""
    if isinstance(event, DeletionAnswered) and action.phase == "deleting":
        return _on_answer(action, event)
    if isinstance(event, SessionLookedFor) and action.phase == "looking for it":
        return _on_looked(action, event)
    if action.sent_ms:
        return stay(action)
    return _then_delete(cancel.on_event(action, event, server), server)


def on_state(action: DeleteAction, now_ms: int, server: Server) -> Step:
    """React to the stream, which tells of each deletion, and to time."""
    if not action.sent_ms:
        return _then_delete(cancel.on_state(action, now_ms, server), server)
    if action.session not in server.sessions:
        return _deleted(action, now_ms)
    if is_late(action, now_ms):
        unseen = "the server did not show that it is gone"
        why = _unclear(action, f"and {unseen}") if action.fault else unseen
        return end(action, "accepted", now_ms, why)
    if action.phase == "seeing" and now_ms - action.phase_ms >= LOOK_MS:
        effect = ReadSession(server=action.server, action=action.id, session=action.session)
        return enter(action, "looking for it", now_ms, effect)
    return stay(action)


def gone(action: DeleteAction, now_ms: int, what: str) -> Step:
    """Say that nobody watches it any more; what was not sent is not deleted."""
    if action.sent_ms:
        why = f"{what}: the deletion was sent, nobody saw it gone"
        return end(action, "accepted", now_ms, why)
    stopping = "; the abort was sent, nobody saw it stop" if action.aborts else ""
    return end(action, "refused", now_ms, f"{what}: {KEPT}{stopping}")


def _then_delete(move: Move[Action], server: Server) -> Step:
    """Go on with the deletion where the stop has just held; else it stays as it is."""
    action, effects = move
    assert isinstance(action, DeleteAction)
    if action.result is None:
        return action, effects
    now = action.ended_ms or action.started_ms
    if action.result != "stopped":
        return replace(action, hint=KEPT), effects
    action = replace(action, result=None, ended_ms=None, evidence="", hint="", sent_ms=now)
    if action.session not in server.sessions:
        return _deleted(action, now)
    effect = DeleteSession(server=action.server, action=action.id, session=action.session)
    return enter(action, "deleting", now, effect)


def _on_answer(action: DeleteAction, event: DeletionAnswered) -> Step:
    if event.status == GONE:
        return _deleted(action, event.at_ms)
    unclear = is_unclear(event.status)
    if not unclear and event.status not in TAKEN:
        why = f"it was not deleted: {event.reason or event.status}; what ran is stopped"
        return end(action, "refused", event.at_ms, why)
    fault = f"{event.reason or event.status or 'no answer'}" if unclear else ""
    return enter(replace(action, fault=fault), "seeing", event.at_ms)


def _on_looked(action: DeleteAction, event: SessionLookedFor) -> Step:
    if event.found is False:
        return _deleted(action, event.at_ms)
    if event.found:
        why = _unclear(action, "but the session is still there")
        return end(action, "accepted", event.at_ms, why)
    return enter(action, "seeing", event.at_ms)


def _unclear(action: DeleteAction, seen: str) -> str:
    """Say what the server said of a deletion that nobody saw come true, and how it looks now."""
    taken = f"nobody knows whether the server took the deletion ({action.fault})"
    return f"{taken if action.fault else 'the server took the deletion'}, {seen}"


def _deleted(action: DeleteAction, now_ms: int) -> Step:
    below = len(action.targets) - 1
    what = f"{action.title} and {below} below are" if below else f"{action.title} is"
    known = action.task and action.shows is not None
    hint = (COMPLETED if action.shows else CANCELLED) if known else ""
    return end(action, "deleted", now_ms, f"{what} deleted", hint)
