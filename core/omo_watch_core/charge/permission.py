"""Whether a step of the engine may be taken at this moment, by all that is known now."""

from __future__ import annotations

from omo_watch_core.actions.action import Action, CancelAction, OverrideAction, ParkAction
from omo_watch_core.charge.shift import Shift
from omo_watch_core.charge.stance import Stance, stance
from omo_watch_core.fallback.engine.aborting import STOP
from omo_watch_core.select.condition import is_parked
from omo_watch_core.state import SessionKey
from omo_watch_core.tasks.run.mine import is_ours


def permission(shift: Shift, key: SessionKey, source: str) -> Stance:
    """Decide about the step under way, else about one that the handler `source` wants."""
    server, session = shift.server(key), shift.session(key)
    if server is None or session is None:
        return Stance(does="keeps still", why="the session is gone")
    if any(_is_persons(action, key) for action in shift.state.actions.values()):
        return Stance(does="keeps still", why="a person moves or stops it at this moment")
    if is_ours(shift.state, server, session):
        return Stance(does="keeps still", why="it is a task of ours, with a chain of its own")
    if session.info.probe:
        return Stance(does="keeps still", why="it probes a model")
    if session.status == "idle" and is_parked(session):
        return Stance(does="keeps still", why="it is parked")
    record = shift.record(key)
    step = record.step or record.queued
    handler = step.trouble.source if step else source
    if handler == STOP:
        return Stance(does="keeps still", why="a person stops it")
    rescued = key in shift.duty.rescued
    return stance(shift.state, server, session, handler, rescued=rescued)


def _is_persons(action: Action, key: SessionKey) -> bool:
    if action.result is not None or action.server != key[0]:
        return False
    if isinstance(action, CancelAction):
        return action.strength != "steer" and key[1] in (action.session, *action.targets)
    if isinstance(action, ParkAction):
        return action.key == key
    return isinstance(action, OverrideAction) and not action.automatic and action.key == key
