"""What will really happen when a task without a session of its own is stopped."""

from __future__ import annotations

from omo_watch.lines.naming import name_of
from omo_watch.lines.stopping.choice import listed
from omo_watch.lines.stopping.words import stop_all_words
from omo_watch_core.state import State
from omo_watch_core.tasks.derive import derive
from omo_watch_core.tasks.derive.row import TaskRow


def own_words(task: TaskRow) -> list[str]:
    """Say what the end of a task of ours does."""
    parent = task.parent_title or "its parent"
    if task.session is None:
        return [
            "It waits, and will not be started; nothing of it has run.",
            f"{parent} is told that it was cancelled.",
        ]
    return [
        "Stops its session, and gives its slot to the next one that waits.",
        f"What it did so far stays readable; {parent} is told that it was cancelled.",
    ]


def stop_all_on(state: State, task: TaskRow) -> str:
    """Name the session whose parent is the one that launched the task.

    stop-all acts on the parent of what it is given; a parent that is itself a child would let it
    act one level too high, so that another task of it is named, where there is one.
    """
    parent = state.session((task.server, task.parent))
    if parent is None or parent.info.parent is None:
        return task.parent
    here = state.servers[task.server].sessions
    below = (session.id for session in here.values() if session.info.parent == task.parent)
    return next(below, task.parent)


def waiting_words(state: State, task: TaskRow, session: str) -> list[str]:
    """Say that all tasks of the parent end with it, by name."""
    given = state.session((task.server, session))
    above = given.info.parent if given and given.info.parent else session
    parent = state.session((task.server, above))
    name = name_of(parent) if parent else task.parent_title
    names = [
        row.description or row.id
        for row in derive(state)
        if row.server == task.server and row.parent == above and not row.is_finished
    ]
    return [
        "It waits for a slot; the plugin lets nobody stop such a task alone.",
        stop_all_words(name, len(names)),
        f"Open: {listed(names, 5)}.",
    ]
