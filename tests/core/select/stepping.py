"""The verdicts of a recording, moment by moment: every change of what a session's row says."""

from collections.abc import Iterator

from omo_watch_core.events import Event
from omo_watch_core.reduce import reduce
from omo_watch_core.replay import Recording
from omo_watch_core.select.charge import in_charge_of
from omo_watch_core.select.condition import condition
from omo_watch_core.select.verdict import verdict
from omo_watch_core.state import Server, State
from tests.core.reduce.tapes import TAPE, empty

Told = tuple[str, str, str]
"""State, cause and who is in charge; `-` where there is none."""
Step = tuple[int, str, *Told]
"""Milliseconds from the start, the session as `S1` in order of appearance, and what is told."""


def steps(recorded: Recording) -> list[Step]:
    """Give each change, looked for whenever something was heard; of one moment the last."""
    return list(_steps(recorded))


def lines(found: list[Step]) -> list[str]:
    """Write steps as lines."""
    return [" ".join(map(str, step)) for step in found]


def _steps(recorded: Recording) -> Iterator[Step]:
    names: dict[str, str] = {}
    last: dict[str, Told] = {}
    for at, state in moments(recorded):
        server = state.servers[TAPE]
        for session in server.sessions:
            name = names.setdefault(session, f"S{len(names) + 1}")
            told = _told(server, session, state.now_ms)
            if last.get(session) != told:
                last[session] = told
                yield (at - recorded.base_ms, name, *told)


def moments(recorded: Recording) -> Iterator[tuple[int, State]]:
    """Give the state after each moment of a recording."""
    batches: dict[int, list[Event]] = {}
    for event in recorded.events:
        batches.setdefault(event.at_ms, []).append(event)
    state = empty()
    for at, events in batches.items():
        state, _ = reduce(state, events)
        yield at, state


def _told(server: Server, name: str, now_ms: int) -> Told:
    session = server.sessions[name]
    word = condition(server, session, now_ms)
    found = verdict(server, session, word, now_ms)
    return word, found.cause if found else "-", in_charge_of(server, session) or "-"
