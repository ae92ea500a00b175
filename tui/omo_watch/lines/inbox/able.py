"""Which keys do something on a row of the Inbox."""

from __future__ import annotations

from omo_watch.lines.sessions.able import REACH
from omo_watch_core.decide import locked
from omo_watch_core.select.inbox_entry import DECIDED
from omo_watch_core.select.inbox_rows import InboxRow
from omo_watch_core.state import State

ACTS = frozenset({"o", "A", "R", "i", "p", "f", "m", "x", "d"})
DOES: dict[str, frozenset[str]] = {
    "permission": frozenset({"o", "A", "R", "i", "m", "x"}),
    "question": frozenset({"p", "i", "R", "m", "x"}),
    "offer": frozenset({"f", "m", "x"}),
}
"""What is done about what a person decides; all else is news."""
NEWS = frozenset({"m", "x", "d"})


def idle_in_inbox(state: State, row: InboxRow | None, there: bool) -> frozenset[str]:
    """Name the keys that do nothing; `there` tells whether the row's session still exists."""
    if row is None:
        return ACTS | REACH | {"enter", "spc"}
    if row.past or row.over:
        return ACTS | ({"spc"} if there else REACH | {"spc", "enter"})
    works = DOES.get(row.kind, NEWS)
    server = state.servers.get(row.server)
    ask = server.asks.get(row.id) if server else None
    if ask is not None and not ask.always:
        works -= {"A"}
    if locked(state, row.server):
        works &= {"d"}
    idle = ACTS - works
    return idle if there else idle | REACH | {"enter", "m", "x"}


def is_news(row: InboxRow) -> bool:
    """Tell whether a row can be put away."""
    return not row.past and not row.over and row.kind not in DECIDED
