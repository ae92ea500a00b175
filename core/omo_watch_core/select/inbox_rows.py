"""The Inbox as a page shows it: what waits, filtered; or what was answered and put away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from msgspec.structs import replace

from omo_watch_core.select.filter import FilterError, Term, agrees, parse
from omo_watch_core.select.inbox import inbox
from omo_watch_core.select.inbox_entry import InboxEntry, Kind
from omo_watch_core.select.inbox_past import Dealt, dealt
from omo_watch_core.state import Server, State
from omo_watch_core.value import Value

FIELDS = ("kind", "server", "title", "agent", "id", "text")
WORDS = {"kind": get_args(Kind)}


class InboxRow(Value):
    """Hold one row: something that waits, or something that was dealt with."""

    id: str
    kind: str
    server: str
    session: str
    title: str
    text: str
    since_ms: int
    """Since when it waits, or when it was dealt with; 0 is unknown."""
    hint: str = ""
    mark: str = ""
    """The message that it is about."""
    agent: str = ""
    above: tuple[str, ...] = ()
    """Titles from the topmost session down to the parent."""
    by: str = ""
    """Who dealt with it."""
    how: str = ""
    """How it was dealt with: `answered once`."""
    past: bool = False
    over: bool = False
    """It waited until a moment ago: its row stays while a person is at it."""


class InboxView(Value):
    """Hold what of the Inbox is looked at."""

    filter: str = ""
    past: bool = False
    """What was answered and put away, newest first."""


class InboxRows(Value):
    """Hold the rows of a view."""

    rows: tuple[InboxRow, ...] = ()
    hidden: int = 0
    fault: str = ""
    """What is wrong with the filter."""


def inbox_rows(state: State, view: InboxView) -> InboxRows:
    """Give the rows of a view."""
    found = past(state) if view.past else tuple(_row(state, entry) for entry in inbox(state))
    try:
        terms = parse(view.filter, FIELDS, {} if view.past else WORDS)
    except FilterError as error:
        return InboxRows(rows=found, fault=str(error))
    kept = tuple(row for row in found if _matches(row, terms))
    return InboxRows(rows=kept, hidden=len(found) - len(kept))


def past(state: State) -> tuple[InboxRow, ...]:
    """Give what was answered and put away, newest first."""
    found = (_dealt(state, one) for one in dealt(state))
    return tuple(sorted(found, key=lambda row: row.since_ms, reverse=True))


def in_place(
    before: Sequence[InboxRow], after: Sequence[InboxRow], here: str, reads: bool
) -> tuple[InboxRow, ...]:
    """Give the rows as they are to stand: no other one comes under the cursor by itself.

    While a person reads all keep their places, and new ones stand at the end. Afterwards only
    the row under the cursor, `here`, stays although it is over, while others wait.
    """
    now = {row.id: row for row in after}
    if reads:
        kept = [now.pop(row.id) if row.id in now else replace(row, over=True) for row in before]
        return (*kept, *now.values())
    if not after or here in now:
        return tuple(after)
    rows = list(after)
    for place, row in enumerate(before):
        if row.id == here:
            rows.insert(place, replace(row, over=True))
    return tuple(rows)


def _row(state: State, entry: InboxEntry) -> InboxRow:
    server = state.servers[entry.server]
    session = server.sessions.get(entry.session)
    return InboxRow(
        id=entry.id, kind=entry.kind, server=entry.server, session=entry.session,
        title=entry.title or entry.session, text=entry.text, since_ms=entry.since_ms,
        hint=entry.hint, mark=entry.mark, agent=(session.info.agent if session else "") or "",
        above=tuple(_above(server, entry.session)),
    )  # fmt: skip


def _above(server: Server, session: str) -> list[str]:
    found: list[str] = []
    seen = {session}
    here = server.sessions.get(session)
    while here is not None and here.info.parent and here.info.parent not in seen:
        seen.add(here.info.parent)
        here = server.sessions.get(here.info.parent)
        if here is not None:
            found.append(here.info.title or here.id)
    return found[::-1]


def _dealt(state: State, one: Dealt) -> InboxRow:
    session = state.session((one.server, one.session))
    return InboxRow(
        id=one.id, kind=one.kind, server=one.server, session=one.session,
        title=(session.info.title if session else "") or one.title or one.session,
        text=one.text, since_ms=one.at_ms, by=one.by, how=one.how, past=True,
        agent=(session.info.agent if session else "") or "",
        above=tuple(_above(state.servers[one.server], one.session)),
    )  # fmt: skip


def _matches(row: InboxRow, terms: tuple[Term, ...]) -> bool:
    values = {
        "kind": row.kind, "server": row.server, "title": row.title, "agent": row.agent,
        "id": row.session, "text": row.text,
    }  # fmt: skip
    return all(agrees(term, values) for term in terms)
