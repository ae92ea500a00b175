"""Requests of the demo's story: answered, put away, asked by nobody any more, or very long."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from msgspec.structs import replace

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.commands import Answer, Cancel
from omo_watch_core.edge.demo.ci_box import CI_BOX, DEPLOY
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.events import NewsClosed
from omo_watch_core.journal.kept import Closed
from omo_watch_core.select.inbox import InboxEntry, inbox
from omo_watch_core.state import State
from tests.scenery.told.journal import begin_again
from tests.scenery.told.watching import OWNER, do, given, recast, watch

SCRIPT = "\n".join(
    ["set -eu", *(f"curl -fsS https://mirror-{n}.example/health" for n in range(40))]
)
ASKS, WONDERS = "Deploy script", "Rename invoice fields"
OTHERS = "bob@ci"
AT_MS = 14_000


def answer(told: Rehearsal, title: str, reply: str) -> str:
    """Let the operator answer what a session asks."""
    (ask,) = (
        ask.id
        for server in told.state.servers.values()
        for ask in server.asks.values()
        if server.sessions[ask.session].info.title.startswith(title)
    )
    return do(told, Answer, title, ask=ask, reply=reply)


def _allowed(told: Rehearsal) -> Rehearsal:
    told.run_to(5_000)
    answer(told, ASKS, "once")
    return told


@cache
def answered() -> State:
    """A permission was allowed, news were put away, and another operator rejected a question."""
    told = watch(owner=OTHERS)
    told.run_to(2_000)
    answer(told, WONDERS, "reject")
    told.run_to(4_000)
    begin_again(told, OWNER)
    _allowed(told).run_to(AT_MS - 3 * SECOND)
    news = next(entry for entry in inbox(told.state) if entry.kind == "no answer")
    told.happen(_closed(told.state, [news]))
    return told.run_to(AT_MS)


@cache
def nothing_left() -> State:
    """One server, where all that was asked is answered and all news are put away."""
    told = watch((CI_BOX,))
    told.run_to(4_000)
    news = [row for row in inbox(told.state) if row.kind != "permission"]
    told.happen(_closed(told.state, news))
    return _allowed(told).run_to(14 * MINUTE)


def _closed(state: State, rows: Sequence[InboxEntry]) -> NewsClosed:
    closed = (
        Closed(
            id=row.id, changed_ms=state.now_ms, since_ms=row.since_ms, kind=row.kind,
            server=row.server, session=row.session, title=row.title, text=row.text,
            owner=state.owner,
        )
        for row in rows
    )  # fmt: skip
    return NewsClosed(server="", at_ms=state.now_ms, closed=tuple(closed))


@cache
def dead() -> State:
    """Somebody stopped the session that wanted permission."""
    told = watch(owner=OTHERS)
    told.run_to(5_000)
    do(told, Cancel, ASKS)
    told.run_to(9_000)
    told.begin(given())
    return told.run_to(10_000)


@cache
def long_script() -> State:
    """A permission for a script that is longer than any pane."""
    return watch((recast(CI_BOX, [replace(DEPLOY, permission=SCRIPT)]),)).run_to(5_000)
