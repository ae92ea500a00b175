"""What actions did to the tasks of our own: begun, moved, stopped, told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from omo_watch_core.actions.action import (
    Action,
    CancelAction,
    DeleteAction,
    OverrideAction,
    StopAllAction,
)
from omo_watch_core.actions.cancel.cancel import covered
from omo_watch_core.actions.task.nouns import LaneAction, LaunchAction, TaskAction, TellAction
from omo_watch_core.charge import telling
from omo_watch_core.journal.place import place_of
from omo_watch_core.state import Server
from omo_watch_core.tasks.attempts import begun, bound, newest
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.record import Task
from omo_watch_core.tasks.run.ending import give_up
from omo_watch_core.tasks.run.judging import fail
from omo_watch_core.tasks.run.round import Round
from omo_watch_core.tasks.run.starting import name_of
from omo_watch_core.tasks.run.telling import was_told
from omo_watch_core.tasks.run.wish import lane_setting

STOPPED = ("stopped", "deleted")


def follow(look: Round, before: dict[str, Action]) -> None:
    """Note what has changed of actions since."""
    for name, action in tuple(look.state.actions.items()):
        former = before.get(name)
        note = _NOTES.get(type(action))
        server = look.state.servers.get(action.server)
        if action is not former and note is not None and server is not None:
            note(look, server, former, action)


def _asked(look: Round, server: Server, former: Action | None, action: TaskAction) -> None:
    """Take a new task in, or put one first."""
    if former is not None:
        return
    own = look.tasks.get(action.task)
    if action.wants == "up" and own is not None and action.result == "changed":
        ranks = [one.rank for one in look.tasks.values() if one.place == own.place]
        look.put(replace(own, rank=min(ranks) - 1))
    elif action.wants == "cancel" and own is not None and action.result is None:
        look.put(replace(own, wish="cancel"))
    elif action.wants == "new" and action.result is None and own is None:
        _take_in(look, server, action)


def _take_in(look: Round, server: Server, action: TaskAction) -> None:
    task = Task(
        id=action.task,
        parent=action.session,
        agent=action.agent,
        description=action.description,
        prompt=action.prompt,
        chain=action.chain,
        queued_ms=look.now,
    )
    own = OwnTask(
        id=action.task,
        place=place_of(server.url),
        task=begun(task, action.target),
        owner=look.state.owner,
        since_ms=look.now,
        changed_ms=look.now,
        category=action.category,
        rank=look.now,
    )
    look.put(own)
    look.tell(server, own, f"is to run under {action.title}")


def _lane(look: Round, server: Server, former: Action | None, action: LaneAction) -> None:
    if former is None and action.result == "changed":
        look.put_lane(lane_setting(look.state, action, server))


def _launched(look: Round, server: Server, former: Action | None, action: LaunchAction) -> None:
    own = look.tasks.get(action.task)
    if own is None or own.task.is_over:
        return
    if action.child and own.task.session != action.child:
        number = newest(own.task).number
        task = bound(own.task, number, action.child, own.task.model, look.now)
        own = look.set(own, task) if task is not None else own
    if action.result == "refused" and not (former and former.result):
        fail(look, server, own, {"message": action.evidence}, action.evidence)
    elif action.result is not None and action.child:
        look.tell(server, own, f"runs as {action.child}")


def _moved(look: Round, server: Server, former: Action | None, action: OverrideAction) -> None:
    """Bind a try to the session that goes on once it is prompted; its end tells what came of it."""
    if action.result is None and not action.sent_ms:
        return
    for own in tuple(look.tasks.values()):
        waits = own.task.status == "pending" and own.task.lane is not None
        if waits and name_of(own) == action.id:
            number = newest(own.task).number
            task = bound(own.task, number, action.session, own.task.model, look.now)
            if task is not None:
                look.set(own, task)


def _stopped(look: Round, server: Server, former: Action | None, action: CancelAction) -> None:
    """End the tasks whose sessions were stopped; a stop that failed is tried again."""
    if action.result is None or (former is not None and former.result):
        return
    reached = (action.session, *action.targets, *covered(action, server))
    for own in tuple(look.tasks.values()):
        if own.task.session not in reached or own.task.status != "running":
            continue
        if action.result in STOPPED:
            who = action.by or look.state.owner
            give_up(look, server, own, "cancelled", own.why or f"stopped by {who}")
        elif own.why:
            look.put(replace(own, why=""))


def _told(look: Round, server: Server, former: Action | None, action: TellAction) -> None:
    if action.result is not None and not (former and former.result):
        was_told(look, action)
        key = (server.name, action.session)
        said = telling.told("task", key, look.now, action.evidence, tasks=list(action.tasks))
        look.effects.append(said)


_NOTES: dict[type[Action], Callable[[Round, Server, Action | None, Any], None]] = {
    TaskAction: _asked,
    LaneAction: _lane,
    LaunchAction: _launched,
    OverrideAction: _moved,
    CancelAction: _stopped,
    DeleteAction: _stopped,
    StopAllAction: _stopped,
    TellAction: _told,
}
