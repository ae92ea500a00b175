"""One line of the log, and its column heads."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.log.columns import HEADS, LogName, log_layout
from omo_watch.lines.moments import time_of_day
from omo_watch.lines.pen import Pen
from omo_watch.lines.results.telling import in_quotes
from omo_watch.lines.tables.row import PAGES, Cursor, add_edge
from omo_watch.lines.text import fit
from omo_watch_core.logged import LogKind
from omo_watch_core.select.log import LogRow, Tone

KINDS: dict[LogKind, tuple[str, bool]] = {
    "action": ("accent", True),
    "ask": ("ask", True),
    "fact": ("text", False),
    "toast": ("soft", False),
    "status": ("muted", False),
    "link": ("unknown", False),
    "notice": ("soft", False),
}
"""The role of each kind, and whether it is bold."""
TONES: dict[Tone, tuple[str, bool]] = {
    "good": ("done", False),
    "bad": ("bad", True),
    "ask": ("ask", False),
    "set": ("accent", False),
    "quiet": ("muted", False),
}
LOUD: frozenset[LogKind] = frozenset({"action", "fact"})
"""What was done and what was found out stands out against what was said."""


def log_heads(width: int, several_servers: bool, pen: Pen) -> Strip:
    """Draw the column heads."""
    line = Line(pen.style("text"))
    for name, place in log_layout(width, several_servers).items():
        line.to(place.start).add(HEADS[name], pen.style("muted"))
    return line.strip(width)


def log_row(row: LogRow, width: int, several_servers: bool, pen: Pen, cursor: Cursor) -> Strip:
    """Draw one line of the log."""
    on = PAGES[cursor]
    line = Line(pen.style("text", on=on))
    add_edge(line, pen, cursor)
    plain = pen.ink.plain and cursor != "none"
    loud = row.kind in LOUD
    said: dict[LogName, tuple[str, str, bool]] = {
        "time": (time_of_day(row.at_ms), "muted", False),
        "kind": (row.kind, *KINDS[row.kind]),
        "result": (result_of(row, pen), *_tone(row)),
        "server": (row.server, "soft", False),
        "session": (row.title, "text" if loud else "soft", False),
        "what": (what_of(row, pen), "text" if loud else "soft", False),
    }
    for name, place in log_layout(width, several_servers).items():
        text, role, bold = said[name]
        underlined = plain and name == "session"
        style = pen.style(role, bold=bold or underlined, on=on, underline=underlined)
        line.to(place.start).add(fit(text, place.width, pen.glyphs.ellipsis), style)
    return line.strip(width)


def result_of(row: LogRow, pen: Pen) -> str:
    """Write the result; a fact carries the sign of what it came to."""
    if row.kind == "fact":
        sign = pen.glyphs.proved if row.tone == "good" else pen.glyphs.mismatch_wide
        return f"{sign} {row.result}"
    return row.result


def what_of(row: LogRow, pen: Pen) -> str:
    """Write what happened in one line."""
    toast = row.entry.toast if row.entry else None
    text = in_quotes(toast, pen) if toast else f" {pen.glyphs.separator} ".join(row.what)
    return f"{text} {pen.glyphs.separator} by {row.by}" if row.by else text


def _tone(row: LogRow) -> tuple[str, bool]:
    role, bold = TONES[row.tone]
    # That a server is gone needs no second shout: its rows say so.
    return role, bold and row.kind != "link"
