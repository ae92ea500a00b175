"""One line of the task table from what is claimed and what is seen."""

from __future__ import annotations

from omo_watch_core.launched import Tally
from omo_watch_core.model import ABORTED, ModelRef, Tokens
from omo_watch_core.pairing import agent_of, task_title
from omo_watch_core.select.condition import due, silent_ms
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.verdict import failure_line
from omo_watch_core.state import Session
from omo_watch_core.tasks.derive.case import Case
from omo_watch_core.tasks.derive.look import Look, Standing
from omo_watch_core.tasks.derive.row import TaskClaim, TaskRow, TaskState, TryRow
from omo_watch_core.tasks.derive.standing import standing
from omo_watch_core.tasks.prune import OPEN_FOR_MS
from omo_watch_core.value import Value

_AT_WORK: frozenset[TaskState] = frozenset({"running", "retry", "stuck", "waiting"})
_BAD: frozenset[TaskState] = frozenset({"failed", "aborted", "stuck", "cancelled"})


class _Seen(Value):
    """Hold what is known of the session of a task, also of one that is gone."""

    agent: str = ""
    title: str = ""
    model: ModelRef | None = None
    tally: Tally = Tally()
    tokens: Tokens = Tokens()
    cost: float = 0.0


def row_of(look: Look, case: Case) -> TaskRow:
    """Write one line; its lane and its place there come later."""
    launch, child, seen, stands = case.launch, case.child, _seen(case), standing(look, case)
    model = seen.model or launch.model
    works = child if stands.state in _AT_WORK else None
    return TaskRow(
        server=case.server.name,
        id=launch.task or launch.call,
        origin=case.origin,
        parent=case.parent,
        parent_title=case.parent_title,
        session=launch.child,
        description=launch.title or seen.title,
        agent=seen.agent or launch.agent,
        model=model,
        state=stands.state,
        claim=_claim(case),
        verdict=stands.verdict,
        category=launch.category or (child.category if child else ""),
        why=stands.why,
        launched_ms=case.local(launch.at_ms) or (_born(case, child) if child else 0),
        since_ms=stands.since_ms,
        ended_ms=stands.ended_ms if stands.state != "stuck" else None,
        due_ms=due(case.server, child) if child and stands.state == "retry" else None,
        silent_ms=silent_ms(works, look.now_ms) if works else None,
        claimed_ms=case.local(launch.said_ms) or None,
        attempts=_attempts(case, model),
        calls=seen.tally.calls,
        last_tool=seen.tally.tool,
        tokens=seen.tokens,
        cost=seen.cost,
        stopped_by=stands.stop.by if stands.stop else "",
        stopped_ms=stands.stop.started_ms if stands.stop else None,
        error=launch.error or _error(child, stands),
        counted=_counted(case, look.now_ms),
    )


def _claim(case: Case) -> TaskClaim | None:
    """Give what was said last; a task that has a session was bound to it by who runs it."""
    launch = case.launch
    if launch.claim in (None, "pending") and launch.child is not None and not launch.ended:
        return "running"
    return launch.claim


def _counted(case: Case, now_ms: int) -> int | None:
    """Give the plugin's own count; an old one may be of before the server was started anew."""
    count = case.server.counted.get(case.parent) if case.origin == "plugin" else None
    if count is None or now_ms - case.local(count.updated_ms) > OPEN_FOR_MS:
        return None
    return count.active


def _attempts(case: Case, model: ModelRef | None) -> tuple[TryRow, ...]:
    """Give all tries; one that nobody told of is a number alone."""
    launch = case.launch
    missing = max(launch.number - 1 - len(launch.tries), 0)
    unknown = [TryRow(number=number) for number in range(1, missing + 1)]
    known = [
        TryRow(number=number, session=each.session, model=each.model, error=each.error)
        for number, each in enumerate(launch.tries, missing + 1)
    ]
    newest = TryRow(number=missing + len(known) + 1, session=launch.child, model=model)
    return (*unknown, *known, newest)


def _seen(case: Case) -> _Seen:
    child, remains = case.child, case.launch.remains
    if child is not None:
        info, tally, model = child.info, child.tally, answering(child)
    elif remains is not None:
        info, tally, model = remains.info, remains.tally, remains.info.model
    else:
        return _Seen()
    return _Seen(
        agent=info.agent or agent_of(info.title),
        title=task_title(info.title),
        model=model,
        tally=tally,
        tokens=info.tokens,
        cost=info.cost,
    )


def _born(case: Case, child: Session) -> int:
    return case.local(child.info.created_ms)


def _error(child: Session | None, stands: Standing) -> str:
    failure = child.failure if child is not None else None
    if failure is None or failure.name == ABORTED or stands.state not in _BAD:
        return ""
    return failure_line(failure)
