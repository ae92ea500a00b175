"""What follows when tasks end: whose child is aborted, and what their parents are told.

Source: background-tasks 2, 5, 6, 7 and 11.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from omo_watch_core.tasks.attempts import ended
from omo_watch_core.tasks.durations import in_notices
from omo_watch_core.tasks.errors import read_error
from omo_watch_core.tasks.notice_merging import merged
from omo_watch_core.tasks.notices import final, message, progress, wants_reply
from omo_watch_core.tasks.record import Status, Task
from omo_watch_core.tasks.retries import retried
from omo_watch_core.value import Value

Tasks = Mapping[str, Task]
"""Every task that is remembered, by id, first launched first."""
DELETED = "Session deleted"
NO_AGENT = (
    'Agent "{agent}" not found. Make sure the agent is registered in your opencode.json or'
    " provided by a plugin."
)


class Post(Value):
    """Hold one message to a parent."""

    session: str
    text: str
    reply: bool
    """A turn of the parent is to follow."""


class Outcome(Value):
    """Hold the tasks after a change, and what is left to do."""

    tasks: Tasks
    ended: tuple[str, ...] = ()
    """Ids of tasks that ended now; each is forgotten later (`prune.is_forgotten`)."""
    aborts: tuple[str, ...] = ()
    """Children to abort. Where that fails a cancelled task stays as it was before."""
    posts: tuple[Post, ...] = ()


def completed(tasks: Tasks, task: str, now_ms: float) -> Outcome:
    """End a running task whose child has done its work (`lifecycle.at_rest`)."""
    known = tasks.get(task)
    if known is None or known.status != "running":
        return Outcome(tasks=tasks)
    return _closed(tasks, [ended(known, "completed", None, now_ms)], aborts=[known])


def cancelled(
    tasks: Tasks, task: str, reason: str | None, now_ms: float, *, tell: bool = True
) -> Outcome:
    """End an open task on purpose; the plugin's own tool tells the parent itself."""
    known = tasks.get(task)
    if known is None or known.is_over:
        return Outcome(tasks=tasks)
    return _cancelled(tasks, [known], reason, now_ms, tell=tell)


def deleted(tasks: Tasks, session: str, now_ms: float) -> Outcome:
    """End the task of a deleted session and all open ones below it."""
    open_ones = [task for task in below(tasks, session) if not task.is_over]
    return _cancelled(tasks, open_ones, DELETED, now_ms, tell=True)


def failed(
    tasks: Tasks,
    session: str,
    error: object,
    now_ms: float,
    *,
    exists: bool,
    connected: Collection[str] | None = None,
) -> Outcome:
    """Do what an error in a session means for its running task.

    It ends without its agent, else goes on with the next model of its chain; an error that may
    pass is ignored as long as the session `exists`.
    """
    task = next((known for known in tasks.values() if _runs_in(known, session)), None)
    if task is None:
        return Outcome(tasks=tasks)
    read = read_error(error)
    if read.is_agent_missing:
        reason = NO_AGENT.format(agent=task.agent)
        return _closed(tasks, [ended(task, "interrupt", reason, now_ms)])
    retry = retried(task, error, connected, now_ms)
    if retry is not None:
        return Outcome(tasks={**tasks, task.id: retry.task}, aborts=(session,))
    if exists and not read.is_terminal:
        return Outcome(tasks=tasks)
    return _closed(tasks, [ended(task, "error", read.told or read.message, now_ms)])


def timed_out(tasks: Tasks, late: Iterable[Task]) -> Outcome:
    """Note the tasks that a look at all of them gave up (`prune.pruned`), and tell of them."""
    return _closed(tasks, late)


def below(tasks: Tasks, session: str) -> tuple[Task, ...]:
    """Give the task of a session and all that were launched below it, parents first."""
    found = {task.id: task for task in tasks.values() if task.session == session}
    sessions = [session]
    for parent in sessions:
        children = [task for task in tasks.values() if task.parent == parent]
        new = [task for task in children if task.id not in found]
        found |= {task.id: task for task in new}
        sessions += [task.session for task in new if task.session is not None]
    return tuple(found.values())


def open_beside(tasks: Tasks, parent: str) -> int:
    """Count the open tasks of a parent; this is the number that a notice gives."""
    return sum(task.parent == parent and not task.is_over for task in tasks.values())


def _runs_in(task: Task, session: str) -> bool:
    return task.status == "running" and task.session == session


def _cancelled(
    tasks: Tasks, open_ones: list[Task], reason: str | None, now_ms: float, *, tell: bool
) -> Outcome:
    status: Status = "cancelled"
    over = [ended(task, status, reason, now_ms) for task in open_ones]
    return _closed(tasks, over, aborts=open_ones, tell=tell)


def _closed(
    tasks: Tasks, over: Iterable[Task], aborts: Iterable[Task] = (), *, tell: bool = True
) -> Outcome:
    """Put ended tasks in their places, one after the other, and tell each one's parent."""
    told: dict[str, list[tuple[str, bool]]] = {}
    over = tuple(over)
    for task in over:
        tasks = {**tasks, task.id: replace(task, is_announced=not tell)}
        if tell:
            tasks, notice = _told(tasks, task)
            told.setdefault(task.parent, []).append(notice)
    return Outcome(
        tasks=tasks,
        ended=tuple(task.id for task in over),
        aborts=tuple(task.session for task in aborts if task.session is not None),
        posts=tuple(_post(parent, notices) for parent, notices in told.items()),
    )


def _told(tasks: Tasks, task: Task) -> tuple[Tasks, tuple[str, bool]]:
    """Give the notice and whether a turn follows; the last one names all that ended since."""
    left = open_beside(tasks, task.parent)
    if left:
        return tasks, (progress(task, _duration(task), left), wants_reply(task, left))
    mine = [known for known in tasks.values() if known.parent == task.parent]
    over = [known for known in mine if not known.is_announced]
    over.sort(key=lambda known: known.completed_ms or 0)
    announced = {known.id: replace(known, is_announced=True) for known in over}
    return {**tasks, **announced}, (final(task, over), True)


def _post(parent: str, notices: list[tuple[str, bool]]) -> Post:
    reply = any(wanted for _, wanted in notices)
    text = message(merged(text for text, _ in notices), reply=reply)
    return Post(session=parent, text=text, reply=reply)


def _duration(task: Task) -> str:
    if task.started_ms is None or task.completed_ms is None:
        return in_notices(0)
    return in_notices(task.completed_ms - task.started_ms)
