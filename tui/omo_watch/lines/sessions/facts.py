"""What the detail shows of a session, gathered from the state."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile

from omo_watch.lines.sessions.detail import Facts
from omo_watch.lines.transcript.model_change import END, model_changes
from omo_watch.lines.transcript.saying import Saying, sayings
from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.clock import HOUR
from omo_watch_core.fallback.chains import GLOBAL, NOWHERE
from omo_watch_core.model import SessionState
from omo_watch_core.select.chain import chain_of
from omo_watch_core.select.condition import condition
from omo_watch_core.select.row import Row, RowKey
from omo_watch_core.state import SessionKey, State

TAIL_MESSAGES = 8


def facts(state: State, row: Row, below: tuple[RowKey, ...]) -> Facts:
    """Gather what the detail shows."""
    return Facts(
        row=row,
        now_ms=state.now_ms,
        mode="watch" if row.server.read_only else state.mode,
        chain=whose_chain(state, row),
        below=count_below(state, below),
        tail=tail(state, row),
        proved=proved_models(state, row.key.key),
        note=_note(state, row),
    )


def whose_chain(state: State, row: Row) -> str | None:
    """Name the agent or category whose chain applies, `*` for the global one; None: no chain."""
    rule = chain_of(state, row.server, row.session).rule
    return {NOWHERE: None, GLOBAL: "*"}.get(rule, rule.partition(".")[2])


def rows_below(rows: tuple[RowKey, ...], place: int) -> tuple[RowKey, ...]:
    """Give the rows of the tree under the row in this place."""
    depth = rows[place].depth
    return tuple(takewhile(lambda key: key.depth > depth, rows[place + 1 :]))


def count_below(state: State, below: tuple[RowKey, ...]) -> dict[SessionState, int]:
    """Count the sessions of these rows by state."""
    count: Counter[SessionState] = Counter()
    for key in below:
        server = state.servers.get(key.server)
        session = server.sessions.get(key.session) if server else None
        if server and session:
            count[condition(server, session, state.now_ms)] += 1
    return dict(count)


def tail(state: State, row: Row, most: int = TAIL_MESSAGES) -> tuple[Saying, ...]:
    """Give the newest blocks of the session's transcript, as far as it is held."""
    transcript = row.server.transcripts.get(row.session.id)
    if transcript is None:
        return ()
    entries = list(transcript.entries.values())[-most:]
    changes = model_changes(entries)
    child = row.session.info.parent is not None
    spoken = [
        said
        for entry in entries
        for said in sayings(entry, row.server, state.now_ms, changes.get(entry.message.id), child)
    ]
    last = changes.get(END)
    return (*spoken, *([Saying("change", "", "", change=last)] if last else []))


def proved_models(state: State, key: SessionKey) -> frozenset[str]:
    """Name the models that an answer has proved for this session."""
    return frozenset(
        action.target.name
        for action in state.actions.values()
        if isinstance(action, OverrideAction) and action.key == key and action.result == "proved"
    )


def sleeps(state: State, row: Row) -> bool:
    """Tell whether reading the session would wake an instance that nobody uses now."""
    directory = row.server.directories.get(row.session.info.directory)
    if directory is not None and directory.heard:
        return False
    updated = row.session.info.updated_ms + row.server.offset_ms
    return row.session.status == "idle" and state.now_ms - updated > HOUR


def _note(state: State, row: Row) -> str:
    transcript = row.server.transcripts.get(row.session.id)
    if transcript is None:
        return "enter opens it; nobody used it for an hour" if sleeps(state, row) else ""
    return "" if transcript.complete else "reading its messages"
