"""What is known of one line of the log: requests, facts and the end; or the whole of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.log.row import result_of
from omo_watch.lines.moments import instant_of_day
from omo_watch.lines.pen import NARROW, Pen
from omo_watch.lines.results.telling import telling
from omo_watch.lines.sessions.claim import SAID_BY
from omo_watch.lines.text import fit, wrap
from omo_watch_core.journal.nouns import Step
from omo_watch_core.journal.stages import SENT
from omo_watch_core.logged import Logged
from omo_watch_core.select.log import LogRow
from omo_watch_core.sent import Request
from omo_watch_core.tasks.toast_reading import read

INDENT, LABEL, TIME = 2, 8, 14
PATH = 56
"""Cells for a path, before the status."""
_ID = re.compile(r"([a-z]+_\w{6})\w{4,}")
NOTE_LEAST = 12
NO_SESSION = "it names no session, and more than one can be meant"
EVERY_END = "it is said of every end, also of a failed or cancelled task"


class LogFacts(NamedTuple):
    """Hold what the detail of a row is made of."""

    row: LogRow
    requests: tuple[Request, ...] = ()
    """What this program sent for it."""
    steps: tuple[Step, ...] = ()
    """What the journal says of it, where another program did it."""
    facts: tuple[Logged, ...] = ()
    """What was found out about its session from then on."""


def log_detail(known: LogFacts, width: int, pen: Pen) -> list[Strip]:
    """Draw what is known of a line."""
    lines = list(_action(known, width, pen) if known.row.deed else _heard(known, width, pen))
    return [line.strip(width) for line in lines]


def log_title(row: LogRow, width: int, pen: Pen) -> tuple[str, str]:
    """Give the title of the rule above, and what stands behind it; the model where room is short.

    The session's title stands in the line already.
    """
    if row.deed is None:
        behind = row.title or row.server
        return row.kind, behind
    if row.deed.target is None:
        return row.deed.kind, row.title
    target = f"{pen.glyphs.arrow} {row.deed.target.name}"
    return row.deed.kind, target if width < NARROW else f"{row.title} {target}"


def _action(known: LogFacts, width: int, pen: Pen) -> Iterator[Line]:
    deed = known.row.deed
    assert deed is not None
    before: Request | None = None
    for request in known.requests:
        yield _request(request, before, width, pen)
        before = request
    if not known.requests:
        for step in known.steps:
            if step.stage == SENT:
                sent = Request(at_ms=step.at_ms, what=step.what)
                yield _request(sent, None, width, pen)
    for fact in known.facts:
        yield _fact(fact, width, pen)
    if deed.ended_ms is not None:
        yield from _end(known.row, deed.ended_ms, deed.evidence, width, pen)
    if known.row.by:
        yield _said("by", f"{known.row.by}, as the journal of this machine says", width, pen)


def _request(request: Request, before: Request | None, width: int, pen: Pen) -> Line:
    line = _at(request.at_ms, pen)
    verb, _, path = request.what.partition(" ")
    line.add(verb.ljust(4), pen.style("soft", bold=True)).gap(2)
    room = min(PATH, width - line.width - 18)
    begin, dots = line.width, pen.glyphs.ellipsis
    if cell_len(path) > room:
        # What is done stands at its end: the ids give way.
        path = _ID.sub(lambda found: found[1] + dots, path)
    line.add(fit(path, room, dots), pen.style("text")).to(begin + room).gap(2)
    if request.status is not None:
        good = 200 <= request.status < 300
        said = str(request.status) if request.status else "none"
        line.add(said.ljust(4), pen.style("done" if good else "bad", bold=not good))
    elif request.reason or before is None:
        line.gap(4)
    if request.answered_ms is not None and request.status:
        took = f"{max(request.answered_ms - request.at_ms, 0)} ms"
        line.right(took, pen.style("muted"), line.width + 10)
    note = request.reason or _again(request, before)
    room = width - line.width - 4
    if room < NOTE_LEAST:
        return line
    return line.gap(3).add(fit(note, room, pen.glyphs.ellipsis), pen.style("muted"))


def _again(request: Request, before: Request | None) -> str:
    same = before is not None and (before.what, before.body) == (request.what, request.body)
    return "the identical body once more" if same and request.body else ""


def _fact(fact: Logged, width: int, pen: Pen) -> Line:
    good = fact.result == "agrees"
    role, sign = ("done", pen.glyphs.proved) if good else ("bad", pen.glyphs.mismatch_wide)
    line = _at(fact.at_ms, pen).add("fact", pen.style(role, bold=True)).gap(2)
    claimed = f", {fact.claimed} was announced" if not good else ""
    text = fit(f"{fact.what[0]}{claimed}", width - line.width - 4, pen.glyphs.ellipsis)
    return line.add(text, pen.style("text")).gap().add(sign, pen.style(role, bold=True))


def _end(row: LogRow, at: int, evidence: str, width: int, pen: Pen) -> Iterator[Line]:
    role = {"good": "done", "bad": "bad", "set": "accent"}.get(row.tone, "soft")
    line = _at(at, pen).add(row.result.split(" ")[0] if row.tone == "good" else row.result,
                            pen.style(role, bold=True)).gap(2)  # fmt: skip
    first, *more = wrap(evidence, max(width - line.width - 1, 20)) or [""]
    yield line.add(first, pen.style("soft"))
    for text in more:
        yield Line(pen.style("text")).to(line.width - len(first)).add(text, pen.style("soft"))


def _heard(known: LogFacts, width: int, pen: Pen) -> Iterator[Line]:
    row, entry = known.row, known.row.entry
    if entry is None:
        return
    if entry.toast is not None:
        yield from _toast(known, width, pen)
    elif entry.kind == "fact":
        said = SAID_BY[entry.source] if entry.source is not None else ""
        yield _said("claim", f"{entry.claimed}, announced {said}", width, pen)
        yield _said("fact", f"{entry.what[0]}", width, pen, result_of(row, pen), row.tone)
    elif entry.kind == "notice":
        labels = ("why", "by", "told") if entry.result == "not sent" else ("told", "by")
        for label, text in zip(labels, entry.what, strict=True):
            yield from _whole(label, text, width, pen)
    else:
        yield from _whole(row.kind, " · ".join(entry.what), width, pen)
        if entry.kind == "ask":
            yield _said("now", _ask_now(row.result), width, pen)


def _ask_now(result: str) -> str:
    words = {"open": "it waits for an answer", "dead": "its run is over: nobody waits any more"}
    return words.get(result, "it was answered, or its run ended")


def _toast(known: LogFacts, width: int, pen: Pen) -> Iterator[Line]:
    entry = known.row.entry
    assert entry is not None
    assert entry.toast is not None
    toast = entry.toast
    yield _said("title", toast.title, width, pen)
    for place, text in enumerate(t for t in toast.lines or (toast.message,) if t):
        yield _said("text" if not place else "", text, width, pen)
    if entry.result == "told":
        yield _said("from", "another omo-watch; what it did stands in the journal", width, pen)
        return
    level = telling(toast, pen).level
    if read(toast).says == "end":
        yield _said("check", EVERY_END, width, pen)
    elif known.facts:
        yield _fact(known.facts[0], width, pen)
    else:
        unknown = "nothing has answered since" if known.row.session else NO_SESSION
        yield _said("check", f"{unknown}; level {level}", width, pen)


def _whole(label: str, text: str, width: int, pen: Pen) -> Sequence[Line]:
    lines = wrap(text, max(width - INDENT - LABEL - 1, 20))
    return [_said(label if not place else "", line, width, pen) for place, line in enumerate(lines)]


def _said(label: str, text: str, width: int, pen: Pen, sign: str = "", tone: str = "quiet") -> Line:
    line = Line(pen.style("text")).gap(INDENT)
    line.add(label, pen.style("muted")).to(INDENT + LABEL)
    room = width - line.width - len(sign) - 3
    line.add(fit(text, room, pen.glyphs.ellipsis), pen.style("soft"))
    role = {"good": "done", "bad": "bad"}.get(tone, "muted")
    return line.gap(2).add(sign, pen.style(role, bold=True)) if sign else line


def _at(at: int, pen: Pen) -> Line:
    line = Line(pen.style("text")).gap(INDENT)
    return line.add(instant_of_day(at), pen.style("muted")).gap(2)
