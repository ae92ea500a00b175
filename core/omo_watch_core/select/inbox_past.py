"""What was answered and put away of the Inbox: how, when and by whom."""

from __future__ import annotations

from collections.abc import Iterator

from omo_watch_core.actions.action import AnswerAction
from omo_watch_core.journal.deeds import deed_of
from omo_watch_core.journal.kept import Closed
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.state import State
from omo_watch_core.value import Value

_HOW = {
    "once": "answered once", "always": "answered always", "reject": "rejected",
    "answers": "answered",
}  # fmt: skip


class Dealt(Value):
    """Hold one thing that a person has dealt with."""

    id: str
    kind: str
    """`answered`, `rejected` or `closed`."""
    how: str
    """For a sentence: `answered once`."""
    server: str
    session: str
    title: str
    text: str
    at_ms: int
    by: str


def dealt(state: State) -> Iterator[Dealt]:
    """Give it in no order; what a session wanted is known of our own answers alone."""
    servers = {place_of(server.url): server.name for server in state.servers.values()}
    for name, deed in state.journal.deeds.items():
        if name not in state.actions and deed.place in servers and _is_answer(deed):
            yield _answered(deed, servers[deed.place], "")
    for action in state.actions.values():
        if isinstance(action, AnswerAction) and action.server in state.servers:
            deed = deed_of(state, action)
            if _is_answer(deed):
                yield _answered(deed, action.server, action.ask.title if action.ask else "")
    for closed in state.journal.closed.values():
        server = servers.get(closed.place, "") if closed.place else closed.server
        if server in state.servers:
            yield _closed(closed, server)


def _is_answer(deed: Deed) -> bool:
    return deed.kind.startswith("answer ") and deed.stage == "answered"


def _answered(deed: Deed, server: str, asked: str) -> Dealt:
    reply = deed.kind.partition(" ")[2]
    said = deed.evidence.removeprefix(f"{deed.title}: ")
    return Dealt(
        id=deed.id, kind="rejected" if reply == "reject" else "answered",
        how=_HOW.get(reply, "answered"), server=server, session=deed.session, title=deed.title,
        text=": ".join(filter(None, (said, asked))), at_ms=deed.ended_ms or deed.changed_ms,
        by=deed.owner,
    )  # fmt: skip


def _closed(closed: Closed, server: str) -> Dealt:
    return Dealt(
        id=f"closed:{closed.id}", kind="closed", how="closed", server=server,
        session=closed.session, title=closed.title, text=f"{closed.kind}: {closed.text}",
        at_ms=closed.changed_ms, by=closed.owner,
    )  # fmt: skip
