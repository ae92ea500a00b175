"""The state of a recording at a moment."""

from __future__ import annotations

from pathlib import Path

from omo_watch.cli.failing import USAGE, CommandError
from omo_watch_core.edge.tape import read_tape
from omo_watch_core.events import Ticked
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.link import Link
from omo_watch_core.reduce import reduce
from omo_watch_core.state import Server, State

NAME = "replay"


def replayed(
    path: Path,
    at: int | None,
    chains: Chains,
    watched: tuple[str, ...] = (),
) -> State:
    """Fold a recording up to a moment; `watched` sessions keep their transcripts.

    Raises CommandError for a file that is no recording.
    """
    tape = read_tape(path, NAME, at)
    if not tape.events:
        raise CommandError(
            f"{path} is no recording of an event stream",
            code=USAGE,
            hint='each line is {"t": ms, "event": {...}} as the server sent it',
        )
    now = tape.base_ms + at if at is not None else tape.end_ms
    server = Server(name=NAME, url=str(path), link=Link(phase="live", opened_ms=tape.base_ms))
    state = State(
        now_ms=tape.base_ms,
        servers={NAME: server},
        chains=chains,
        open=frozenset((NAME, session) for session in watched),
    )
    state, _ = reduce(state, [*tape.events, Ticked(server="", at_ms=now)])
    return state
