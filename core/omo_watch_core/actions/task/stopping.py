"""Stop a task of our own: its session with all below it, or before it has one."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import Action, CancelAction
from omo_watch_core.actions.cancel import cancel
from omo_watch_core.actions.moves import Move, end, enter
from omo_watch_core.actions.task.nouns import TaskAction
from omo_watch_core.state import Server, Session, State


def begin_cancel(
    state: State, action: TaskAction, server: Server, parent: Session | None
) -> Move[Action]:
    """Stop the session of a task, or wait until its lane knows that it is not to begin."""
    own = state.journal.tasks.get(action.task)
    now = action.started_ms
    if own is None:
        return end(action, "refused", now, f"There is no task `{action.task}` of ours.")
    action = replace(action, title=own.task.title)
    if own.task.is_over:
        return end(action, "refused", now, f"{own.task.title} is over")
    child = server.sessions.get(own.task.session or "")
    if child is not None:
        return cancel.begin(_stop(action, child), server, child, prompted=False)
    if own.task.lane is not None:
        why = f"{own.task.title} is being begun at this moment"
        return end(action, "refused", now, why, "try again in a second")
    return enter(action, "waiting", now)


def _stop(action: TaskAction, child: Session) -> CancelAction:
    return CancelAction(
        id=action.id,
        server=action.server,
        session=child.id,
        title=child.info.title,
        by=action.by,
        batch=action.batch,
        phase=action.phase,
        started_ms=action.started_ms,
        phase_ms=action.phase_ms,
        strength="tree",
        confirmed=True,
    )
