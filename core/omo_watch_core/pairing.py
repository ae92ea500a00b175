"""Which children of a session belong to which of its calls: told by title and age.

Source: background-tasks 16. Only a call that is over names its child.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from omo_watch_core.launch import STARTERS
from omo_watch_core.launched import Launch
from omo_watch_core.model import Tool
from omo_watch_core.state import Session
from omo_watch_core.value import Value

_NAMED = re.compile(r"(.*) \(@(.+) subagent\)", re.DOTALL)


class Waiting(Value):
    """Hold what waits for a session of its own; times are the server's."""

    title: str
    at_ms: int
    launch: Launch | None = None
    """None of a call that asks for no task in the background."""


def task_title(title: str) -> str:
    """Give the description of the task that a session of this title was started for."""
    found = _NAMED.fullmatch(title)
    return found[1] if found else title


def agent_of(title: str) -> str:
    """Give the agent that a session of this title was started for; "" where it names none."""
    found = _NAMED.fullmatch(title)
    return found[2] if found else ""


def waiting_calls(session: Session) -> Iterator[Waiting]:
    """Yield the calls that run without a session and that no task is known of."""
    known = {launch.call for launch in session.launches}
    for tool in session.tools:
        if tool.call not in known and _wants_child(tool):
            yield Waiting(title=tool.title, at_ms=tool.started_ms or 0)


def childless(session: Session) -> Iterator[Waiting]:
    """Yield the tasks without a session."""
    for launch in session.launches:
        if is_childless(launch):
            yield Waiting(title=launch.title, at_ms=launch.at_ms, launch=launch)


def is_childless(launch: Launch) -> bool:
    """Tell whether a task waits for its session."""
    return bool(launch.call) and not launch.ended and launch.child is None and launch.at_ms > 0


def claimed(session: Session) -> set[str | None]:
    """Name the children that a call or a task is known to have."""
    names = {launch.child for launch in session.launches} | {t.child for t in session.tools}
    return names | {each.session for launch in session.launches for each in launch.tries}


def free_children(children: Iterable[Session], taken: set[str | None]) -> list[Session]:
    """Give the children that are not taken, oldest first."""
    free = [child for child in children if child.id not in taken]
    return sorted(free, key=lambda child: child.info.created_ms)


def take(free: list[Session], title: str | None, since_ms: int) -> Session | None:
    """Take the child that fits out of those that are free; None as title fits any."""
    for child in free:
        if child.info.created_ms >= since_ms and title in (None, task_title(child.info.title)):
            free.remove(child)
            return child
    return None


def _wants_child(tool: Tool) -> bool:
    is_start = tool.name in STARTERS and tool.status == "running" and not tool.about.resumes
    return is_start and tool.child is None and tool.started_ms is not None
