"""What all tasks of one server are judged by: the clock, who waits, and who stopped what."""

from __future__ import annotations

from omo_watch_core.launched import Claim
from omo_watch_core.model import Ask, Verdict
from omo_watch_core.select.condition import asking_in
from omo_watch_core.state import Server, State
from omo_watch_core.tasks.derive.row import TaskState, TaskVerdict
from omo_watch_core.tasks.derive.stops import Stop, stops_on
from omo_watch_core.value import Value

ENDS: dict[Claim | None, TaskState] = {
    "completed": "completed", "error": "failed", "interrupted": "failed",
    "cancelled": "cancelled",
}  # fmt: skip
"""What a task is by the last word about it, where nothing is seen of it."""


class Look(Value):
    """Hold what is the same for all tasks of a server."""

    server: Server
    now_ms: int
    asking: frozenset[str]
    waiting: dict[str, Ask]
    """Sessions in which, or below which, a request waits for a person, with the oldest one."""
    stops: tuple[Stop, ...]
    """What operators stopped."""


class Standing(Value):
    """Hold what is seen of one task, and since when; times are local."""

    state: TaskState
    verdict: TaskVerdict = "ok"
    since_ms: int = 0
    ended_ms: int | None = None
    why: Verdict | None = None
    stop: Stop | None = None


def look_at(state: State, server: Server) -> Look:
    """Give what the tasks of a server are judged by."""
    return Look(
        server=server,
        now_ms=state.now_ms,
        asking=asking_in(server),
        waiting=_waiting(server),
        stops=stops_on(state, server),
    )


def _waiting(server: Server) -> dict[str, Ask]:
    waiting: dict[str, Ask] = {}
    for ask in sorted(server.asks.values(), key=lambda ask: (ask.asked_ms, ask.id)):
        name: str | None = ask.session
        while name and name not in waiting:
            waiting[name] = ask
            session = server.sessions.get(name)
            name = session.info.parent if session is not None else None
    return waiting
