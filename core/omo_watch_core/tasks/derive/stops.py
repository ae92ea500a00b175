"""Which sessions an operator stopped: what is cancelled, the plugin may call completed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from omo_watch_core.actions.action import CancelAction, GiveUpAction
from omo_watch_core.clock import SECOND
from omo_watch_core.journal.deeds import GIVEN_UP
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.state import Server, State
from omo_watch_core.value import Value

LEEWAY_MS = 5 * SECOND
"""How far from the action an end may be that is its doing: an abort is answered late."""
WIDE = frozenset({"tree", "stop-all", "delete"})
"""Ways that stop what is below the session too."""
_DONE = frozenset({"stopped", "deleted", "given up", "not proved"})
"""How a stop ends in the journal that had left."""


class Stop(Value):
    """Hold one stop by an operator; times are local."""

    by: str
    started_ms: int
    ended_ms: int
    sessions: frozenset[str]
    wide: bool = False
    """What is below counts too."""
    deletes: bool = False
    """The session was deleted by it."""


def stops_on(state: State, server: Server) -> tuple[Stop, ...]:
    """Give the stops on a server, by actions of this program and by what the journal holds."""
    place = place_of(server.url) if state.journal.deeds else ""
    deeds = (deed for deed in state.journal.deeds.values() if deed.place == place)
    mine = (a for a in state.actions.values() if a.server == server.name)
    return (*_of_actions(state, mine), *filter(None, map(_of_deed, deeds)))


def stop_of(
    server: Server, stops: tuple[Stop, ...], session: str, parent: str, ended_ms: int | None
) -> Stop | None:
    """Give the stop that a session came to its end by; None where no operator did it."""
    if ended_ms is None or not stops:
        return None
    for stop in reversed(stops):
        is_then = stop.started_ms - SECOND <= ended_ms <= stop.ended_ms + LEEWAY_MS
        if is_then and _reaches(server, stop, session, parent):
            return stop
    return None


def deletion_of(stops: tuple[Stop, ...], session: str) -> Stop | None:
    """Give the stop by which a session was deleted."""
    return next((stop for stop in stops if stop.deletes and session in stop.sessions), None)


def _of_actions(state: State, actions: Iterable[object]) -> Iterator[Stop]:
    for action in actions:
        if not isinstance(action, CancelAction) or action.result == "refused":
            continue
        sent = action.aborts > 0 or action.way in WIDE
        if action.strength == "steer" or action.way == "rescue" or not sent:
            continue
        yield Stop(
            by=action.by or state.owner,
            started_ms=action.started_ms,
            ended_ms=action.ended_ms or state.now_ms,
            sessions=frozenset((action.session, *action.targets)),
            deletes=action.result == "deleted",
            wide=not isinstance(action, GiveUpAction)
            and (action.strength == "tree" or action.way in WIDE),
        )


def _of_deed(deed: Deed) -> Stop | None:
    what, _, way = deed.kind.partition(" ")
    is_stop = deed.kind == GIVEN_UP or (what == "cancel" and way in (*WIDE, "abort"))
    if not is_stop or deed.stage not in _DONE:
        return None
    return Stop(
        by=deed.owner,
        started_ms=deed.started_ms,
        ended_ms=deed.ended_ms or deed.changed_ms,
        sessions=frozenset((deed.session,)),
        wide=way in WIDE,
        deletes=deed.stage == "deleted",
    )


def _reaches(server: Server, stop: Stop, session: str, parent: str) -> bool:
    if session in stop.sessions:
        return True
    seen: set[str] = set()
    name: str | None = parent if stop.wide else None
    while name and name not in seen:
        if name in stop.sessions:
            return True
        seen.add(name)
        above = server.sessions.get(name)
        name = above.info.parent if above is not None else None
    return False
