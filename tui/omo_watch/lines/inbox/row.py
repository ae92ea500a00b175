"""One row of the Inbox, and its column heads."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from textual.strip import Strip

from omo_watch.glyphs import Glyphs
from omo_watch.lines.line import Line
from omo_watch.lines.naming import called
from omo_watch.lines.pen import Pen
from omo_watch.lines.tables.layout import Column, Layout, Place, laid_out
from omo_watch.lines.tables.row import PAGES, Cursor, add_edge
from omo_watch.lines.text import fit
from omo_watch_core.clock import age
from omo_watch_core.select.inbox_entry import DECIDED, PEOPLE
from omo_watch_core.select.inbox_rows import InboxRow

Name = Literal["what", "waited", "session", "server", "text"]
WORD = 11
ROOMY = 120
"""From this width on SERVER is shown, and titles have more room."""


@lru_cache(maxsize=64)
def inbox_layout(width: int, several_servers: bool, past: bool) -> Layout[Name]:
    """Lay the columns out; the text takes what is left."""
    roomy = width >= ROOMY
    shown: list[Column[Name]] = [
        Column("what", "WHAT", 2 + WORD),
        Column("waited", "AGO" if past else "WAITED", 6, right=True),
        Column("session", "SESSION", min(26 + (width - ROOMY) // 2, 40) if roomy else 22),
    ]
    if roomy and several_servers:
        shown.append(Column("server", "SERVER", 7))
    shown.append(Column("text", "", 0))
    return laid_out(shown, width, {}, "text", width, "text")


def inbox_row(
    row: InboxRow,
    layout: Layout[Name],
    now_ms: int,
    pen: Pen,
    cursor: Cursor = "none",
    *,
    marked: bool = False,
) -> Strip:
    """Draw one row: what can be answered here is a chip, the rest is a bold word."""
    on, places = PAGES[cursor], layout.places
    line = Line(pen.style("text", on=on))
    add_edge(line, pen, cursor)
    _add_what(line, row, pen, on, marked)
    waited = age(now_ms - row.since_ms) if row.since_ms else ""
    asks = row.kind in PEOPLE and not row.past and not row.over
    line.right(waited, pen.style("ask" if asks else "muted", on=on), places["waited"].end)
    _add_title(line, row, places["session"], pen, cursor, asks)
    if "server" in places:
        server = fit(row.server, places["server"].width, pen.glyphs.ellipsis)
        line.to(places["server"].start).add(server, pen.style("muted", on=on))
    line.to(places["text"].start)
    room = layout.width - line.width - 1
    role = "muted" if row.over else "soft"
    line.add(fit(row.text, room, pen.glyphs.ellipsis), pen.style(role, on=on))
    return line.strip(layout.width)


def _add_title(
    line: Line, row: InboxRow, place: Place[Name], pen: Pen, cursor: Cursor, asks: bool
) -> None:
    """Draw the session, behind a guide where another one is above it."""
    on, plain = PAGES[cursor], pen.ink.plain and cursor != "none"
    guide = pen.glyphs.tree_last if row.above else ""
    line.to(place.start).add(guide, pen.style("line", on=on))
    role = "muted" if row.over else "soft" if row.past else "text"
    style = pen.style(role, bold=asks or plain, on=on, underline=plain)
    title = called(row.title, child=bool(row.above)) or row.session
    line.add(fit(title, place.width - len(guide), pen.glyphs.ellipsis), style)


def sign_of(row: InboxRow, glyphs: Glyphs) -> str:
    """Give the one-cell sign of what waits, or of how it was dealt with."""
    if row.over:
        return glyphs.idle
    signs = {
        "permission": glyphs.asking, "question": glyphs.asking, "offer": glyphs.next,
        "exhausted": glyphs.failed, "no answer": glyphs.failed, "stuck": glyphs.stuck,
        "mismatch": glyphs.mismatch, "answered": glyphs.done, "rejected": glyphs.absent,
        "closed": glyphs.idle,
    }  # fmt: skip
    return signs.get(row.kind, glyphs.not_proved)


def role_of(row: InboxRow) -> str:
    """Give the role of its word."""
    if row.over:
        return "muted"
    if row.past:
        return "soft"
    if row.kind in PEOPLE:
        return "ask"
    return "accent" if row.kind in DECIDED else "bad"


def _add_what(line: Line, row: InboxRow, pen: Pen, on: str, marked: bool) -> None:
    mark, rests = pen.glyphs.marked if marked else " ", row.past or row.over
    text = f"{sign_of(row, pen.glyphs)} {'over' if row.over else row.kind:<{WORD}}"
    if row.kind in PEOPLE and not rests:
        line.add(f"{mark}{text}", pen.ink.chip("ask"))
        return
    line.add(mark, pen.style("accent", bold=True, on=on))
    line.add(text, pen.style(role_of(row), bold=not rests, on=on))
