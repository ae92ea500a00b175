"""The columns of the log: RESULT stands beside KIND, so that both read as one thing."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from omo_watch.lines.tables.layout import APART, EDGE

LogName = Literal["time", "kind", "result", "server", "session", "what"]
ROOMY = 120
"""From this width on SERVER is shown, and titles have more room."""
HEADS: dict[LogName, str] = {
    "time": "TIME", "kind": "KIND", "result": "RESULT", "server": "SERVER", "session": "SESSION",
    "what": "WHAT",
}  # fmt: skip


class LogPlace(NamedTuple):
    """Hold where a column stands."""

    start: int
    width: int


@lru_cache(maxsize=64)
def log_layout(width: int, several_servers: bool) -> dict[LogName, LogPlace]:
    """Lay the columns out from the left; WHAT takes what is left."""
    roomy = width >= ROOMY
    widths: dict[LogName, int] = {"time": 8, "kind": 6, "result": 11}
    if roomy and several_servers:
        widths["server"] = 7
    widths["session"] = 30 if roomy else 16
    places: dict[LogName, LogPlace] = {}
    start = EDGE
    for name, cells in widths.items():
        places[name] = LogPlace(start, cells)
        start += cells + APART
    places["what"] = LogPlace(start, max(width - start - 1, 0))
    return places
