"""Stop a task that repeats itself, or of which nothing is heard any more."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import CancelAction
from omo_watch_core.actions.cancel import cancel
from omo_watch_core.charge.marks import derived_nonce
from omo_watch_core.state import Server, Session
from omo_watch_core.tasks.attempts import newest
from omo_watch_core.tasks.loops import Breaker, Calls, breach
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.prune import timeout
from omo_watch_core.tasks.record import Task
from omo_watch_core.tasks.run.round import Round
from omo_watch_core.tasks.stale import Patience, suspicion, with_activity

PATIENCE, BREAKER = Patience(), Breaker()


def cut(look: Round, server: Server, own: OwnTask, child: Session) -> None:
    """Stop a working session that goes in circles or has gone silent, and say why."""
    why = _loop(child) or _silence(look, own, child)
    if why:
        stop(look, server, own, child, why)


def stop(look: Round, server: Server, own: OwnTask, child: Session, why: str) -> None:
    """Stop a session with all below it; its task ends once that is seen."""
    look.put(replace(own, why=why))
    action = CancelAction(
        id=f"act_{derived_nonce(own.id, str(newest(own.task).number), f'cut {look.now}')}",
        server=server.name,
        session=child.id,
        title=child.info.title,
        by=look.state.owner,
        phase="reading",
        started_ms=look.now,
        phase_ms=look.now,
        strength="tree",
        confirmed=True,
    )
    look.tell(server, own, f"is stopped: {why}")
    look.begin(*cancel.begin(action, server, child, prompted=False))


def is_overdue(look: Round, own: OwnTask, child: Session) -> str:
    """Say why a task at rest is given up for its age; "" where it is not."""
    return timeout(_heard(own, child), look.now, {}) or ""


def _loop(child: Session) -> str:
    tool = child.tools[-1].name if child.tools else "a tool"
    return breach(Calls(signature=tool, equal=child.repeats), BREAKER) or ""


def _silence(look: Round, own: OwnTask, child: Session) -> str:
    statuses = {child.id: child.status}
    doubt = suspicion(_heard(own, child), look.now, statuses, PATIENCE)
    if doubt is not None and doubt.ask == "activity":
        doubt = with_activity(doubt, look.now, child.active_ms or None)
    return doubt.reason if doubt is not None else ""


def _heard(own: OwnTask, child: Session) -> Task:
    """Give the task with the newest sign of work, which need not stand in its row."""
    heard = max(child.active_ms, child.since_ms)
    return replace(own.task, updated_ms=heard or own.task.updated_ms)
