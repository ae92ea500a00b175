"""States that recordings of a real server end in."""

from __future__ import annotations

from pathlib import Path

from omo_watch_core.fallback.chains import Chains
from omo_watch_core.link import Link
from omo_watch_core.reduce import reduce
from omo_watch_core.replay import read
from omo_watch_core.state import Server, State

RECORDINGS = Path(__file__).parents[1] / "recordings"
WRITERS = "ses_e07b903bfffevjzVhFqFy4kRhp"


def two_writers() -> State:
    """A recording: a plugin claims a model for a prompt that another one has answered."""
    lines = (RECORDINGS / "omo-d1-two-writers.jsonl").read_bytes().splitlines()
    tape = read(lines, server="laptop")
    link = Link(phase="live", opened_ms=tape.base_ms)
    laptop = Server(name="laptop", url="http://127.0.0.1:4096", link=link, plugin=True)
    chains = Chains(everywhere=("fake/limited-two", "fake/ok-three", "fake/ok-kimi"))
    first = State(
        now_ms=tape.base_ms,
        servers={"laptop": laptop},
        chains=chains,
        open=frozenset({("laptop", WRITERS)}),
    )
    return reduce(first, tape.events)[0]
