"""Ladders of the demo's story and of recordings: a limit of others, a claim, a move of a plugin."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tests.tui.recorded import begun, tape_of

from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.reduce import reduce
from omo_watch_core.state import Session, State


@cache
def minute() -> State:
    """The demo's first minute: limits of one session stand on the ladders of others."""
    return Rehearsal().run_to(60_000)


@cache
def claimed() -> State:
    """A recording: a toast says that the second model answers, and no answer has shown it."""
    return _recorded(lambda session: session.announced is not None)


@cache
def used_up() -> State:
    """The same a moment later: the second one is limited as well."""
    return _recorded(lambda session: len(session.setbacks) == 2 and session.status == "retry")


@cache
def moved_by_plugin() -> State:
    """The same at its end: the plugin moved it twice, and the third model answers."""
    return _recorded(lambda session: False)


def _recorded(until: Callable[[Session], bool]) -> State:
    """Fold a session that the plugin moves down its chain, until it is so, else to the end."""
    tape = tape_of("omo-a1-runtime-fallback")
    chains = Chains(everywhere=("fake/limited-two", "fake/ok-kimi", "fake/ok-three"))
    made = begun(State(chains=chains), tape)
    for event in tape.events:
        made, _ = reduce(made, [event])
        if any(until(session) for session in made.servers["laptop"].sessions.values()):
            break
    return made
