"""Servers that say nothing, refuse, or are gone."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from omo_watch_core.clock import SECOND
from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.rehearsal import START_MS
from omo_watch_core.events import Event, ServerAdded, StreamEnded, StreamRefused, Ticked
from omo_watch_core.reduce import reduce
from omo_watch_core.state import State
from tests.scenery.told.watching import AT_MS, given, watch

DOWN_MS = 38 * SECOND
NOBODY = "nothing listens there"
CERTIFICATE = "its certificate is not trusted: self-signed certificate"
PASSWORD = "it wants a user name and a password, or others than these"


def none() -> State:
    """A program that was given no server."""
    return _heard(given(), Ticked(server="", at_ms=START_MS))


def opening() -> State:
    """A server that is asked for its sessions."""
    return _heard(none(), ServerAdded(server="laptop", at_ms=START_MS, url="http://127.0.0.1:4096"))


def locked() -> State:
    """A server that wants a password."""
    return _heard(
        opening(),
        StreamRefused(server="laptop", at_ms=START_MS, status=401, reason=PASSWORD),
        Ticked(server="", at_ms=START_MS + SECOND),
    )


@cache
def silent(reason: str = NOBODY) -> State:
    """A server that was tried for a while in vain."""
    state = opening()
    for at in range(START_MS, START_MS + DOWN_MS + 1, SECOND // 2):
        if state.servers["laptop"].link.phase == "opening":
            state = _heard(state, StreamEnded(server="laptop", at_ms=at, reason=reason))
        state = _heard(state, Ticked(server="", at_ms=at))
    return state


def untrusted() -> State:
    """A server whose certificate is not trusted."""
    return silent(CERTIFICATE)


@cache
def lost() -> State:
    """A server that was there a moment ago."""
    return watch((replace(LAPTOP, falls_ms=AT_MS),)).run_to(AT_MS + DOWN_MS)


def _heard(state: State, *events: Event) -> State:
    return reduce(state, events)[0]
