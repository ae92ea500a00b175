"""Let the next tasks of the lanes begin: in a session of their own, or where they got stuck."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.override import override
from omo_watch_core.actions.prompt import fresh_id
from omo_watch_core.actions.task import launch
from omo_watch_core.actions.task.nouns import LaunchAction
from omo_watch_core.actions.task.tell import KIND
from omo_watch_core.charge.marks import derived_nonce
from omo_watch_core.clock import SECOND
from omo_watch_core.order import moment_of
from omo_watch_core.state import Server, Session
from omo_watch_core.tasks.attempts import newest
from omo_watch_core.tasks.ends import DELETED
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.run.ending import give_up
from omo_watch_core.tasks.run.queue import has_room, lane_key, lanes_of
from omo_watch_core.tasks.run.round import Round

GOING_MS = 2 * SECOND
"""So long after a child its parent may be deleted; the server would make a session under it."""
WITHOUT = {"task": False}
"""What a task may not use: it begins no tasks of its own."""


def start_waiting(look: Round, server: Server, place: str) -> None:
    """Start what waits, as long as its lane has room."""
    for key, lane in lanes_of(look.state, look.tasks.values(), place).items():
        held = lane.held
        for name in lane.waiting:
            if not has_room(look.state, place, key, held):
                break
            if _may_be_deleted(look, look.tasks[name]):
                continue
            start(look, server, look.tasks[name])
            held += look.tasks[name].task.lane is not None


def _may_be_deleted(look: Round, own: OwnTask) -> bool:
    """Tell whether its parent may be about to go: a server deletes what is below it first."""
    siblings = (one.task for one in look.tasks.values() if one.task.parent == own.task.parent)
    return any(
        task.error == DELETED and look.now - (task.completed_ms or 0) < GOING_MS
        for task in siblings
    )


def start(look: Round, server: Server, own: OwnTask) -> None:
    """Give a task its slot and let it begin, or go on where its last try ended."""
    parent = server.sessions.get(own.task.parent)
    before = [attempt.session for attempt in own.task.attempts[:-1] if attempt.session]
    if parent is None:
        give_up(look, server, own, "error", "its parent is gone")
        return
    own = look.set(own, replace(own.task, lane=lane_key(look.state, own)))
    child = server.sessions.get(before[-1]) if before else None
    if child is not None:
        _move(look, server, own, child)
    elif before:
        give_up(look, server, own, "error", "the session of its last try is gone")
    else:
        begin_anew(look, server, own, parent)


def begin_anew(look: Round, server: Server, own: OwnTask, parent: Session) -> None:
    """Create its session and prompt it; one that was created already is only prompted."""
    clock, nonce = look.now - server.offset_ms, _nonce(own)
    message = own.message or fresh_id("msg", nonce, clock)
    if message != own.message:
        look.put(replace(own, message=message))
        own = look.tasks[own.id]
    name = f"{own.task.title} (@{own.task.agent} subagent)"
    action = LaunchAction(
        id=name_of(own),
        server=server.name,
        session=parent.id,
        title=own.task.title,
        by=look.state.owner,
        phase="creating",
        started_ms=look.now,
        phase_ms=look.now,
        task=own.id,
        child=own.task.session or _made_before(server, own),
        directory=parent.info.directory,
        creation=_creation(own, parent, name),
        message=message,
        body=_prompt(own, message, moment_of(message, int(clock))),
    )
    look.begin(*launch.begin(action))


def begin_again(look: Round, server: Server, own: OwnTask) -> None:
    """Prompt the session that a program made which died before it could."""
    parent = server.sessions.get(own.task.parent)
    if parent is not None:
        begin_anew(look, server, own, parent)


def was_begun_here(look: Round, own: OwnTask) -> bool:
    """Tell whether this program itself began the newest try."""
    return name_of(own) in look.state.actions


def _move(look: Round, server: Server, own: OwnTask, child: Session) -> None:
    """Let the session of the last try go on with the next model: its work is kept."""
    model = own.task.model
    if model is None:
        give_up(look, server, own, "error", "no model is known for it")
        return
    action = OverrideAction(
        id=name_of(own),
        server=server.name,
        session=child.id,
        title=child.info.title,
        by=look.state.owner,
        phase="reading",
        started_ms=look.now,
        phase_ms=look.now,
        target=model,
        source=own.task.attempts[-2].model,
        purpose="fallback",
    )
    look.begin(*override.begin(action, server, child))
    look.tell(server, own, f"goes on with {model.name}, attempt {newest(own.task).number}")


def name_of(own: OwnTask) -> str:
    """Name the action that begins the newest try of a task."""
    return f"act_{_nonce(own)}"


def _nonce(own: OwnTask) -> str:
    """Make the same letters in every program that would begin this try."""
    return derived_nonce(own.id, str(newest(own.task).number), own.task.parent)


def _made_before(server: Server, own: OwnTask) -> str:
    """Give a session that was made for the task by a program that died before it knew."""
    made = (session for session in server.sessions.values() if session.info.task == own.id)
    return next((session.id for session in made), "")


def _creation(own: OwnTask, parent: Session, name: str) -> bytes:
    note: dict[str, object] = {"task": {"id": own.id, "by": own.owner}}
    body: dict[str, object] = {
        "parentID": parent.id,
        "title": name,
        "agent": own.task.agent,
        "metadata": {"omo-watch": note},
    }
    model = own.task.model
    if model is not None:
        body["model"] = {"id": model.model, "providerID": model.provider}
    return msgspec.json.encode(body)


def _prompt(own: OwnTask, message: str, clock_ms: int) -> bytes:
    mark: dict[str, object] = {"action": own.id, "kind": KIND, "at": clock_ms, "by": own.owner}
    part = {
        "id": f"prt_{message.removeprefix('msg_')}",
        "type": "text",
        "text": own.task.prompt,
        "metadata": {"omo-watch": mark},
    }
    body: dict[str, object] = {"agent": own.task.agent, "messageID": message, "tools": WITHOUT}
    model = own.task.model
    if model is not None:
        body["model"] = {"providerID": model.provider, "modelID": model.model}
        if model.variant:
            body["variant"] = model.variant
    return msgspec.json.encode({**body, "parts": [part]})
