"""The whole of what waits under the cursor, and what each key would do about it."""

from __future__ import annotations

from typing import NamedTuple

from textual.strip import Strip

from omo_watch.keys.table import shown_in
from omo_watch.lines.answering.asked import asked
from omo_watch.lines.inbox.news import news_body, news_head
from omo_watch.lines.inbox.piece import INDENT, Choice, Piece, kept, said_lines, spare
from omo_watch.lines.inbox.request import request_body, request_choices, request_head
from omo_watch.lines.inbox.steps import news_choices
from omo_watch.lines.line import Line
from omo_watch.lines.moments import time_of_day
from omo_watch.lines.naming import called
from omo_watch.lines.pen import Pen
from omo_watch.lines.scrolling.window import last_top as window_top
from omo_watch.lines.scrolling.window import window
from omo_watch.lines.sessions.detail import HOME
from omo_watch.lines.text import fit, one_line, wrap
from omo_watch_core.select.inbox_entry import DECIDED, PEOPLE
from omo_watch_core.select.inbox_rows import InboxRow
from omo_watch_core.state import State

LABEL = 12
MOST_WORDS = 2
"""Lines that the consequence of one answer may take."""
READ_ONLY = "read-only: nothing can be answered from here"
OVER = "it does not wait any more: it was answered or closed, or it ended by itself"
WANTS = {
    "permission": "asks for permission", "question": "asks a question",
    "offer": "a move is offered",
}  # fmt: skip


class Whole(NamedTuple):
    """Hold a detail: what stands above and below what can be read on, line by line."""

    head: list[Piece]
    body: list[Strip]
    tail: list[Piece]

    def room(self, height: int) -> int:
        """Count the lines that the body may have."""
        return max(height - sum(not piece.spare for piece in (*self.head, *self.tail)), 1)


def inbox_title(row: InboxRow) -> tuple[str, str]:
    """Give the title of the rule above, and what stands behind it."""
    behind = "over" if row.over else WANTS.get(row.kind, row.kind)
    return called(row.title, child=bool(row.above)), behind


def inbox_whole(state: State, row: InboxRow, width: int, pen: Pen, read_only: bool) -> Whole:
    """Gather all that is known and can be done."""
    what = None
    if row.kind in PEOPLE and not row.past and not row.over:
        what = asked(state, row.server, row.id)
    choices: list[Choice] = []
    tail: list[Piece] = []
    if what is not None:
        head, body = request_head(state, what, width, pen), list(request_body(what.ask, width, pen))
        choices = [] if read_only else request_choices(what)
        if what.ask.kind == "permission":
            head, tail = [*head, spare(4, width, pen, "surface")], [spare(4, width, pen, "surface")]
    else:
        head, body = news_head(state, row, width, pen), news_body(state, row, width, pen)
        if not row.over:
            choices = news_choices(state, row, read_only)
    tail.append(spare(5, width, pen))
    if row.over:
        tail += kept(said_lines(OVER, "muted", width, pen))
    elif read_only and row.kind in DECIDED:
        tail += kept(said_lines(READ_ONLY, "muted", width, pen))
    for usual, label, does in choices:
        choice = (shown_in("inbox", usual, pen.keyboard), label, does)
        tail += kept(_choice(choice, width, pen))
    return Whole(head, body, [*tail, spare(2, width, pen), Piece(_origin(state, row, width, pen))])


def inbox_detail(whole: Whole, height: int, top: int, width: int, pen: Pen) -> list[Strip]:
    """Draw it in so many lines: spare ones go first, then the body is a window that begins at top.

    The answers always stay in view.
    """
    body = window(whole.body, whole.room(height), top, "inbox", width, pen)
    pieces = [*whole.head, *kept(body), *whole.tail]
    while len(pieces) > height:
        least = min((piece.spare for piece in pieces if piece.spare), default=0)
        if not least:
            break
        last = max(n for n, piece in enumerate(pieces) if piece.spare == least)
        del pieces[last]
    return [piece.strip for piece in pieces[:height]]


def last_top(whole: Whole, height: int) -> int:
    """Give the line where the last window begins."""
    return window_top(len(whole.body), whole.room(height))


def _choice(choice: Choice, width: int, pen: Pen) -> list[Strip]:
    key, label, does = choice
    lines: list[Strip] = []
    room = width - INDENT - LABEL - 1
    words = wrap(one_line(does[: room * MOST_WORDS * 2]), room)
    if len(words) > MOST_WORDS:
        # No text from outside may push the other answers out of view.
        rest = " ".join(words[MOST_WORDS - 1 :])
        words[MOST_WORDS - 1 :] = [fit(rest, room, pen.glyphs.ellipsis)]
    for place, text in enumerate(words):
        line = Line(pen.style("text")).gap(INDENT)
        if not place:
            line.add(key, pen.style("accent", bold=True)).gap()
            line.add(label, pen.style("text"))
        lines.append(line.to(INDENT + LABEL).add(text, pen.style("soft")).strip(width))
    return lines


def _origin(state: State, row: InboxRow, width: int, pen: Pen) -> Strip:
    """Say since when, by whom and where; what has no room goes from the right end."""
    session = state.session((row.server, row.session))
    moment = time_of_day(row.since_ms) if row.since_ms else ""
    verb = row.how if row.past else "asked" if row.kind in PEOPLE else "since"
    by = f" by {one_line(row.by)}" if row.by else ""
    above = " / ".join(called(title, child=place > 0) for place, title in enumerate(row.above))
    where = HOME.sub("~", one_line(session.info.directory)) if session else ""
    parts = [
        f"{verb} {moment}{by}" if moment else "",
        f"below {above}" if above else "root session" if session else "its session is gone",
        f"{where} on {row.server}" if where else row.server,
        row.session,
    ]
    parts = [part for part in parts if part]
    separator, room = f" {pen.glyphs.separator} ", width - INDENT - 1
    while len(parts) > 2 and len(separator.join(parts)) > room:
        parts.pop()
    text = fit(separator.join(parts), room, pen.glyphs.ellipsis)
    return Line(pen.style("text")).gap(INDENT).add(text, pen.style("muted")).strip(width)
