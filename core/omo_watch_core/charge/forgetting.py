"""Forget that a model failed: the engine may choose it again."""

from __future__ import annotations

from collections.abc import Set

from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty
from omo_watch_core.fallback.board import Board, SessionKey, place
from omo_watch_core.fallback.engine.session import SessionFallback


def without_cooldown(
    duty: Duty,
    model: str,
    until_ms: int,
    server: str | None = None,
    later: Set[SessionKey] = frozenset(),
) -> Duty:
    """Give the duty without what was met with a model up to then, on one server if one is named.

    `later` are the sessions that are known to have met a limit of it since: they keep theirs.
    """
    key, engine = place(model), duty.engine
    board = {
        name: one
        for name, one in engine.board.cooldowns.items()
        if name != key or one.since_ms > until_ms or (server is not None and one.who[0] != server)
    }
    later = later | {one.who for name, one in board.items() if name == key}
    sessions = {
        name: one
        if name in later or (server is not None and name[0] != server)
        else _without(one, key, until_ms)
        for name, one in engine.sessions.items()
    }
    engine = replace(engine, board=Board(cooldowns=board), sessions=sessions)
    return replace(duty, engine=engine)


def _without(session: SessionFallback, key: str, until_ms: int) -> SessionFallback:
    state = session.state
    failed = state.failed if state is not None else {}
    if any(place(name) == key and at > until_ms for name, at in failed.items()):
        return session
    failures = {name: end for name, end in session.failures.items() if place(name) != key}
    left = {name: at for name, at in failed.items() if place(name) != key}
    if state is not None and len(left) != len(failed):
        state = replace(state, failed=left)
    if len(failures) == len(session.failures) and state is session.state:
        return session
    return replace(session, failures=failures, state=state)
