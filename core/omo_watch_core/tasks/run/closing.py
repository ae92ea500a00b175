"""Tell a person what became of what they asked for: it runs, it waits, it is stopped."""

from __future__ import annotations

from omo_watch_core.actions.action import Result
from omo_watch_core.actions.moves import end
from omo_watch_core.actions.task.nouns import LaunchAction, TaskAction
from omo_watch_core.clock import SECOND
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.run.queue import has_room, is_paused, lane_key, lanes_of
from omo_watch_core.tasks.run.round import Round

NOBODY_MS = 25 * SECOND
"""So long somebody may take who runs the tasks."""
NOBODY = "`omo-watch guard`, or a screen that is open, begins it"


def close(look: Round) -> None:
    """End the actions whose wish has come true, or cannot."""
    for action in tuple(look.state.actions.values()):
        if isinstance(action, TaskAction) and action.result is None:
            own = look.tasks.get(action.task)
            done = _new(look, action, own) if action.wants == "new" else _stop(look, action, own)
            if done is None and look.now - action.started_ms >= NOBODY_MS:
                said = f"{action.task} is noted, and nobody has begun it yet"
                done = ("accepted", said, _who(look, own))
            if done is not None:
                result, said, hint = done
                look.end(end(action, result, look.now, said, hint)[0])


def _who(look: Round, own: OwnTask | None) -> str:
    """Say who is to begin it."""
    keeping = look.state.keeping.get(own.place) if own else None
    if keeping is None or keeping.own or not keeping.owner:
        return NOBODY
    return f"it is for {keeping.owner}, which runs the tasks here"


def _new(look: Round, action: TaskAction, own: OwnTask | None) -> tuple[Result, str, str] | None:
    if own is None:
        return "refused", f"{action.task} is gone", ""
    task = own.task
    if task.is_over and task.session is None:
        return "refused", f"{own.id}: {task.error}", ""
    if task.is_over:
        return "launched", f"{own.id} ran as {task.session}", ""
    if task.status == "running" and not _is_beginning(look, own):
        on = f" on {task.model.name}" if task.model else ""
        return "launched", f"{own.id} runs as {task.session}{on}", ""
    if task.status == "pending" and task.lane is None and _has_to_wait(look, own):
        return "queued", f"{own.id} {_place(look, own)}", ""
    return None


def _stop(look: Round, action: TaskAction, own: OwnTask | None) -> tuple[Result, str, str] | None:
    if own is None or not own.task.is_over:
        return None
    if own.task.status == "cancelled":
        tried = len(own.task.attempts) > 1
        will = "will not go on with another model" if tried else "had not begun, and will not"
        return "stopped", f"{own.task.title} {will}", ""
    return "refused", f"{own.task.title} was over before", ""


def _is_beginning(look: Round, own: OwnTask) -> bool:
    actions = look.state.actions.values()
    launches = (a for a in actions if isinstance(a, LaunchAction) and a.task == own.id)
    return any(launch.result is None for launch in launches)


def _has_to_wait(look: Round, own: OwnTask) -> bool:
    """Tell whether its lane has no slot for it, not only that nobody has looked yet."""
    key = lane_key(look.state, own)
    lane = lanes_of(look.state, look.tasks.values(), own.place)[key]
    before = lane.held + lane.waiting.index(own.id)
    return not has_room(look.state, own.place, key, before)


def _place(look: Round, own: OwnTask) -> str:
    key = lane_key(look.state, own)
    lane = lanes_of(look.state, look.tasks.values(), own.place)[key]
    number = lane.waiting.index(own.id) + 1
    paused = ", which is paused" if is_paused(look.state, own.place, key) else ""
    return f"waits as #{number} in {key}{paused}"
