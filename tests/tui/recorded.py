"""States that recordings of a real server end in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from omo_watch_core.events import (
    Event,
    HealthRead,
    ServerAdded,
    ServerDescribed,
    SessionOpened,
    StreamOpened,
)
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.reduce import reduce
from omo_watch_core.replay import Recording, read
from omo_watch_core.state import State

RECORDINGS = Path(__file__).parents[1] / "recordings"
FIRST_PORT = 4_096
WRITERS = "ses_e07b903bfffevjzVhFqFy4kRhp"


def tape_of(recording: str, server: str = "laptop") -> Recording:
    """Read a recording as what that server said."""
    return read((RECORDINGS / f"{recording}.jsonl").read_bytes().splitlines(), server=server)


def begun(
    given: State, tape: Recording, server: str = "laptop", looked_at: Iterable[str] = ()
) -> State:
    """Watch a server from the begin of a recording on: it says that the plugin is there."""
    at = tape.base_ms
    url = f"http://127.0.0.1:{FIRST_PORT + len(given.servers)}"
    events: Sequence[Event] = (
        ServerAdded(server=server, at_ms=at, url=url),
        StreamOpened(server=server, at_ms=at),
        HealthRead(server=server, at_ms=at, version="1.18.33"),
        ServerDescribed(server=server, at_ms=at, own_directory=None, plugin=True),
        *(SessionOpened(server=server, at_ms=at, session=name) for name in looked_at),
    )
    return reduce(given, events)[0]


@cache
def two_writers() -> State:
    """A recording: a plugin claims a model for a prompt that another one has answered."""
    tape = tape_of("omo-d1-two-writers")
    chains = Chains(everywhere=("fake/limited-two", "fake/ok-three", "fake/ok-kimi"))
    return reduce(begun(State(chains=chains), tape, looked_at=[WRITERS]), tape.events)[0]
