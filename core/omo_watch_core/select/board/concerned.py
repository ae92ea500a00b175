"""Whom a limit concerns, and where they would go."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.select.ladder import crossroads, ladder
from omo_watch_core.state import Server, Session, SessionKey, State
from omo_watch_core.value import Value


class Concerned(Value):
    """Hold one session that uses a model that cannot answer."""

    key: SessionKey
    title: str
    now: bool
    """It is on the model now."""
    waits: bool
    """The server waits for the model there."""
    goes_to: str
    """The next model of its chain that can answer; "" where there is none."""


def concerned(
    state: State, users: Sequence[SessionKey], on_it: Sequence[SessionKey]
) -> tuple[Concerned, ...]:
    """Give the sessions, those that are on the model first."""
    here, ways = frozenset(on_it), dict[tuple[object, ...], str]()
    found: list[Concerned] = []
    for key in users:
        session = state.session(key)
        if session is None:
            continue
        found.append(
            Concerned(
                key=key,
                title=session.info.title,
                now=key in here,
                waits=session.status == "retry",
                goes_to=_goes_to(state, state.servers[key[0]], session, ways),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.now, not one.waits)))


def _goes_to(
    state: State, server: Server, session: Session, ways: dict[tuple[object, ...], str]
) -> str:
    """Name the next model of a session; `ways` are those that were worked out before."""
    place = crossroads(state, server, session)
    found = ways.get(place)
    if found is None:
        rungs = ladder(state, server, session)
        found = next((rung.model.name for rung in rungs if rung.kind == "next"), "")
        ways[place] = found
    return found
