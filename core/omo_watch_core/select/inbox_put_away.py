"""What is written where a person puts a row of the Inbox away."""

from __future__ import annotations

from omo_watch_core.journal.kept import Closed
from omo_watch_core.journal.place import place_of
from omo_watch_core.select.inbox_closing import key_of
from omo_watch_core.select.inbox_rows import InboxRow
from omo_watch_core.state import State


def closed_of(state: State, row: InboxRow, at_ms: int) -> Closed:
    """Give what is written of one row."""
    place = place_of(state.servers[row.server].url)
    return Closed(
        id=key_of(row.kind, place, row.session, row.id), changed_ms=at_ms, since_ms=row.since_ms,
        kind=row.kind, server=row.server, session=row.session, title=row.title, text=row.text,
        owner=state.owner, place=place, mark=row.mark,
    )  # fmt: skip
