"""The log as people read it: what was heard and what was done, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from omo_watch_core.clock import SECOND, age
from omo_watch_core.journal.cut_off import CUT_OFF
from omo_watch_core.journal.deeds import deed_of
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.logged import Logged, LogKind
from omo_watch_core.select.deeds_named import named
from omo_watch_core.select.filter import FilterError, Term, agrees, parse
from omo_watch_core.state import State
from omo_watch_core.titles import SUBAGENT
from omo_watch_core.value import Value

Tone = Literal["good", "bad", "ask", "set", "quiet"]
"""How a result is to be read: proved, not, waiting for a person, done without a proof, nothing."""
FIELDS = ("kind", "server", "result", "session", "by", "what")
KINDS: tuple[LogKind | None, ...] = (
    None, "toast", "action", "fact", "ask", "status", "link", "notice",
)  # fmt: skip
"""What can be shown alone; None is everything."""
WORDS = {"kind": [kind for kind in KINDS if kind]}
_GOOD = frozenset({"proved", "stopped", "answered", "deleted", "given up", "launched"})
_BAD = frozenset({"not proved", "still alive", "came back", CUT_OFF})
_SET = frozenset({
    "set", "asked", "handed", "cleared", "parked", "undone", "told", "queued", "changed", "held",
    "released",
})  # fmt: skip


class LogRow(Value):
    """Hold one line of the log."""

    id: str
    at_ms: int
    kind: LogKind
    result: str
    tone: Tone
    server: str
    session: str
    title: str
    what: tuple[str, ...]
    by: str = ""
    """Who did it, where that was another program than this one."""
    entry: Logged | None = None
    deed: Deed | None = None
    """What was done; its requests are in `state.requests`, or in the journal's steps."""


class LogView(Value):
    """Hold what of the log is looked at."""

    kind: LogKind | None = None
    filter: str = ""


class LogRows(Value):
    """Hold the rows of a view, newest first."""

    rows: tuple[LogRow, ...] = ()
    hidden: int = 0
    fault: str = ""
    """What is wrong with the filter."""


def log(state: State, view: LogView) -> LogRows:
    """Give what happened, newest first."""
    found = sorted(_rows(state), key=lambda row: row.at_ms, reverse=True)
    kept = [row for row in found if view.kind is None or row.kind == view.kind]
    try:
        terms = parse(view.filter, FIELDS, WORDS)
    except FilterError as error:
        return LogRows(rows=tuple(kept), hidden=len(found) - len(kept), fault=str(error))
    kept = [row for row in kept if _matches(row, terms)]
    return LogRows(rows=tuple(kept), hidden=len(found) - len(kept))


def facts_of(state: State, row: LogRow, until_ms: int | None = None) -> tuple[Logged, ...]:
    """Give what was found out about the session of a row from its moment on, oldest first."""
    begin = row.deed.started_ms if row.deed else row.at_ms
    return tuple(
        entry
        for entry in state.log.entries
        if entry.kind == "fact"
        and row.session
        and (entry.server, entry.session) == (row.server, row.session)
        and entry.at_ms >= begin
        and (until_ms is None or entry.at_ms <= until_ms)
    )


def _rows(state: State) -> Iterator[LogRow]:
    # Of two at the same moment the later one stands above: sorting keeps this order.
    for deed in _deeds(state):
        yield from _of_deed(state, deed)
    for entry in reversed(state.log.entries):
        yield _of_entry(state, entry)


def _deeds(state: State) -> Iterator[Deed]:
    """Give what was done, newest first: of our own actions what they know themselves."""
    for action in reversed(state.actions.values()):
        yield deed_of(state, action)
    for name, deed in reversed(state.journal.deeds.items()):
        if name not in state.actions:
            yield deed


def _of_deed(state: State, deed: Deed) -> Iterator[LogRow]:
    names = [s.name for s in state.servers.values() if place_of(s.url) == deed.place]
    if not names and deed.place in state.servers:
        names = [deed.place]
    if not names and not deed.place:
        names = [""]  # a wish about a model is of no server
    if not names:
        return
    word, tone = _end_of(deed)
    title = _title(state, names[0], deed.session, deed.title)
    yield LogRow(
        id=deed.id, at_ms=deed.ended_ms or deed.started_ms, kind="action", result=word, tone=tone,
        server=names[0], session=deed.session, title=title,
        what=(named(deed),), by=deed.owner if deed.owner != state.owner else "", deed=deed,
    )  # fmt: skip


def _end_of(deed: Deed) -> tuple[str, Tone]:
    stage = deed.stage
    if deed.ended_ms is None:
        return ("running" if stage != CUT_OFF else CUT_OFF), "quiet"
    if stage in _BAD:
        return stage, "bad"
    if stage == "proved":
        return f"proved {_took(deed.ended_ms - deed.started_ms)}", "good"
    if stage in _GOOD:
        return stage, "good"
    return stage, "set" if stage in _SET else "quiet"


def _took(ms: int) -> str:
    return f"{max(ms, 0) / SECOND:.1f}s" if ms < 9_950 else age(ms)


def _of_entry(state: State, entry: Logged) -> LogRow:
    result, tone = _RESULTS.get(entry.result, (entry.result, "quiet"))
    if entry.kind == "ask":
        result, tone = _ask(state, entry)
    return LogRow(
        id=f"log:{entry.number}", at_ms=entry.at_ms, kind=entry.kind, result=result, tone=tone,
        server=entry.server, session=entry.session,
        title=_title(state, entry.server, entry.session, entry.title),
        what=entry.what, entry=entry,
    )  # fmt: skip


def _ask(state: State, entry: Logged) -> tuple[str, Tone]:
    server = state.servers.get(entry.server)
    if server is not None and entry.ask in server.asks:
        return "open", "ask"
    dead = server is not None and entry.ask in server.dead
    return ("dead" if dead else "closed"), "quiet"


def _title(state: State, server: str, session: str, known: str) -> str:
    found = state.session((server, session)) if session else None
    if found is None:
        return known or session
    title = found.info.title
    return (SUBAGENT.sub("", title) if found.info.parent else title) or known or session


def _matches(row: LogRow, terms: tuple[Term, ...]) -> bool:
    values = {
        "kind": row.kind, "server": row.server, "result": row.result,
        "session": f"{row.title} {row.session}", "by": row.by, "what": " ".join(row.what),
    }  # fmt: skip
    return all(agrees(term, values) for term in terms)


_RESULTS: dict[str, tuple[str, Tone]] = {
    "agrees": ("agrees", "good"),
    "differs": ("claim", "bad"),
    "down": ("down", "bad"),
    "refused": ("refused", "bad"),
    "back": ("back", "good"),
    "sent": ("sent", "set"),
    "not sent": ("not sent", "bad"),
}
