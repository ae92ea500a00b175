"""What became of the background tasks of a session: queued, dead, or never told of.

Source: background-tasks 3, 5, 6, 11 and 16. All of it is derived from the stream: what the plugin
itself believes is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.family import waiting_prompt
from omo_watch_core.launched import Launch
from omo_watch_core.pairing import (
    Waiting,
    childless,
    claimed,
    free_children,
    is_childless,
    take,
    task_title,
    waiting_calls,
)
from omo_watch_core.state import Server, Session
from omo_watch_core.value import Value

QUEUED_AFTER_MS = SECOND
"""A task that got a lane has its session within less, and a prompt its turn."""
LOOKS_AFTER_MS = 5 * SECOND
"""So long after a rest the plugin writes anew what it counts."""
DEAD_AFTER_MS = 15 * SECOND
"""The plugin looks after 5 s and every 3 s; where it saw no output by then it never will."""
UNTOLD_AFTER_MS = MINUTE
"""So long the plugin holds a notice back at most."""
PRUNED_AFTER_MS = 30 * MINUTE
"""After so long without a sign the plugin gives a task up and says so."""


class Lasting(Value):
    """Hold what lasts, and since when, local clock."""

    title: str
    since_ms: int
    others: int = 0
    """How many more of the kind there are."""


def queued_tasks(server: Server, session: Session, now_ms: int) -> Lasting | None:
    """Give the task of a session that waits longest for a session of its own."""
    waiting = [
        (int(each.at_ms + server.offset_ms), each.title) for each in _without_child(server, session)
    ]
    late = [(at, title) for at, title in waiting if QUEUED_AFTER_MS < now_ms - at < PRUNED_AFTER_MS]
    if not late:
        return None
    at, title = min(late)
    return Lasting(title=title, since_ms=at, others=len(late) - 1)


def prompt_behind(server: Server, session: Session, now_ms: int) -> int | None:
    """Tell since when a prompt waits for a turn that runs, local clock; None where none does."""
    prompt, answer = session.prompt, session.answer
    if prompt is None or answer is None or not waiting_prompt(session):
        return None
    # A notice asks for nothing; a turn that is over is followed by the prompt at once.
    if answer.completed_ms is not None or prompt.id == session.silent_prompt:
        return None
    since = int(prompt.created_ms + server.offset_ms)
    return since if now_ms - since > QUEUED_AFTER_MS else None


def orphaned(server: Server, session: Session, now_ms: int) -> Lasting | None:
    """Tell since when a session is dead that the plugin still counts as a running task.

    It rests, its history is known whole and never showed output: so the plugin waits for it.
    """
    if session.info.parent is None or session.shown or not session.whole:
        return None
    if session.status != "idle" or session.prompt is None:
        return None
    launch, rested = _launch_of(server, session), rested_ms(server, session)
    if launch is None or launch.ended or rested is None:
        return None
    if _counts_none(server, session.info.parent, rested):
        return None
    if not DEAD_AFTER_MS < now_ms - rested < PRUNED_AFTER_MS:
        return None
    # A task that is known to be done here would have moved on with its newer try.
    if launch.child != session.id and _was_tried_again(server, session):
        return None
    return Lasting(title=launch.title, since_ms=rested)


def _counts_none(server: Server, parent: str, since_ms: int) -> bool:
    """Tell whether the plugin itself said since a moment that it counts no open task."""
    count = server.counted.get(parent)
    return count is not None and count.active == 0 and count.read_ms > since_ms + LOOKS_AFTER_MS


def untold(server: Server, session: Session, now_ms: int) -> Lasting | None:
    """Give the task whose end nobody told its idle parent, where none of its children runs."""
    left = [launch for launch in session.launches if _is_counted(launch) and launch.call]
    rested = rested_ms(server, session) if left else None
    if session.status != "idle" or rested is None or _has_work_below(server, session):
        return None
    ends = [_ended_ms(server, session, launch) for launch in left]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends) or _was_prompted_after(server, session, max(known)):
        return None
    below = [rested_ms(server, child) or 0 for child in _children(server, session)]
    if now_ms - max(*known, *below, rested) <= UNTOLD_AFTER_MS:
        return None
    since, first = min(zip(known, left, strict=True), key=lambda pair: pair[0])
    return Lasting(title=first.title, since_ms=since, others=len(left) - 1)


def _without_child(server: Server, session: Session) -> Iterator[Waiting]:
    """Yield the calls and tasks that no child belongs to."""
    wanted = [*waiting_calls(session), *childless(session)]
    if not wanted:
        return
    free = free_children(_children(server, session), claimed(session))
    wanted.sort(key=lambda each: each.at_ms)
    wanted = [each for each in wanted if take(free, each.title, each.at_ms) is None]
    # A title that was made up by the plugin stands in no call: whoever is left may be it.
    strange = _strangers(session, free)
    yield from (each for each in wanted if take(strange, None, each.at_ms) is None)


def _strangers(session: Session, free: list[Session]) -> list[Session]:
    """Give the free children that no known task is called like: others are further tries."""
    titles = {launch.title for launch in session.launches} | {t.title for t in session.tools}
    return [child for child in free if task_title(child.info.title) not in titles]


def _children(server: Server, session: Session) -> Iterator[Session]:
    return (child for child in server.sessions.values() if child.info.parent == session.id)


def _launch_of(server: Server, session: Session) -> Launch | None:
    parent = server.sessions.get(session.info.parent or "")
    launches = parent.launches if parent is not None else ()
    counted = [launch for launch in launches if not launch.server]
    for launch in counted:
        if launch.child == session.id:
            return launch
    fitting = (launch for launch in counted if _fits(launch, session))
    return next(fitting, None)


def _is_counted(launch: Launch) -> bool:
    """Tell whether the plugin has named a task and not said that it is over."""
    return launch.is_named and not launch.server and not launch.ended


def _fits(launch: Launch, child: Session) -> bool:
    """Tell whether a child may be that of a task whose call ended before it had one."""
    is_later = child.info.created_ms >= launch.at_ms
    return is_childless(launch) and is_later and task_title(child.info.title) == launch.title


def _was_tried_again(server: Server, session: Session) -> bool:
    """Tell whether a newer session does the same task: the plugin went on with that."""
    parent = server.sessions.get(session.info.parent or "")
    return parent is not None and any(
        child.info.title == session.info.title and child.info.created_ms > session.info.created_ms
        for child in _children(server, parent)
    )


def _has_work_below(server: Server, session: Session) -> bool:
    return any(child.status != "idle" for child in _children(server, session))


def _ended_ms(server: Server, session: Session, launch: Launch) -> int | None:
    """Give when the session of a task came to rest or went; None while that is not known."""
    name = launch.child
    if name is None:
        fitting = (child for child in _children(server, session) if _fits(launch, child))
        child = next(fitting, None)
    else:
        child = server.sessions.get(name)
    if child is None:
        return server.gone.ids.get(name or "")
    if child.info.parent != session.id or child.prompt is None:
        return None
    return rested_ms(server, child)


def rested_ms(server: Server, session: Session) -> int | None:
    """Give when a session came to rest, local clock; None where nobody knows."""
    if session.ended_ms is not None:
        return session.ended_ms
    answer = session.answer
    if answer is None or answer.completed_ms is None:
        return None
    return int(answer.completed_ms + server.offset_ms)


def _was_prompted_after(server: Server, session: Session, moment_ms: int) -> bool:
    prompt = session.prompt
    if prompt is None or prompt.id == session.silent_prompt:
        return False
    return prompt.created_ms + server.offset_ms > moment_ms
