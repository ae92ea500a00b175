"""What happened to one session, newest first: the log's lines that concern it."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.log.row import KINDS, LOUD, TONES, result_of, what_of
from omo_watch.lines.moments import time_of_day
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.select.log import LogRow, LogView, log
from omo_watch_core.state import SessionKey, State

NOTHING = "Nothing has happened to it yet. Toasts, requests and actions show up here."
KIND, RESULT, WHAT = 12, 20, 33
"""The columns; the session needs none here."""


def happened_to(state: State, key: SessionKey) -> list[LogRow]:
    """Give what happened to a session, newest first."""
    return [row for row in log(state, LogView()).rows if (row.server, row.session) == key]


def happened_line(row: LogRow, width: int, pen: Pen) -> Strip:
    """Draw one line."""
    line = Line(pen.style("text")).gap(2).add(time_of_day(row.at_ms), pen.style("muted"))
    role, bold = KINDS[row.kind]
    line.to(KIND).add(row.kind, pen.style(role, bold=bold))
    role, bold = TONES[row.tone]
    result = fit(result_of(row, pen), WHAT - RESULT - 2, pen.glyphs.ellipsis)
    line.to(RESULT).add(result, pen.style(role, bold=bold and row.kind != "link"))
    what = fit(what_of(row, pen), width - WHAT - 2, pen.glyphs.ellipsis)
    said = "text" if row.kind in LOUD else "soft"
    return line.to(WHAT).add(what, pen.style(said)).strip(width)
