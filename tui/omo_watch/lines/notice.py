"""Short notices in the result line's place: the newest toasts, and what the screen itself says."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.footer import hints_line
from omo_watch.lines.line import Line, spread
from omo_watch.lines.pen import Pen
from omo_watch.lines.telling import telling
from omo_watch.lines.text import fit
from omo_watch_core.clock import age
from omo_watch_core.journal.cut_off import sentence
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.model import Toast

NEWEST = 2
"""How many toasts are shown; the rest is counted."""
LEVEL, TITLE, SERVER, AGE = 7, 20, 16, 2
PAGE = "raised"


def toast_lines(
    toasts: Sequence[Toast], now_ms: int, width: int, pen: Pen, room: int
) -> list[Strip]:
    """Draw toasts, newest first, in at most `room` lines: the newest two, and how many more."""
    if room <= 0 or not toasts:
        return []
    shown = toasts[: min(NEWEST, room if len(toasts) <= room else max(room - 1, 1))]
    lines = [toast_line(toast, now_ms, width, pen) for toast in reversed(shown)]
    left = len(toasts) - len(shown)
    if left and len(lines) < room:
        more = _begin("muted", pen).add(f"and {left} more in the Log", pen.style("muted", on=PAGE))
        lines.insert(0, more.strip(width))
    return lines


def toast_line(toast: Toast, now_ms: int, width: int, pen: Pen) -> Strip:
    """Draw a toast: level, title, text, server and age; it is a claim, so nothing is ticked."""
    said = telling(toast, pen)
    line = _begin(said.role, pen)
    line.add(said.level.ljust(LEVEL), pen.style(said.role, bold=True, on=PAGE)).gap(3)
    right = Line(pen.style("text", on=PAGE))
    aged = age(now_ms - toast.at_ms).rjust(AGE)
    server = fit(toast.server, SERVER, pen.glyphs.ellipsis)
    right.add(f"{server}  {aged}", pen.style("muted", on=PAGE))
    room = width - line.width - right.width - 4
    title = fit(said.title, min(room, max(TITLE, width // 4)), pen.glyphs.ellipsis)
    if title:
        line.add(title, pen.style("text", bold=True, on=PAGE)).gap(2)
    text = fit(said.text, width - line.width - right.width - 4, pen.glyphs.ellipsis)
    return spread(line.add(text, pen.style("soft", on=PAGE)), right, width)


def refused_line(why: str, width: int, pen: Pen) -> Strip:
    """Draw why the screen itself did nothing."""
    line = _begin("soft", pen)
    line.add(f"{pen.glyphs.absent} refused", pen.style("soft", bold=True, on=PAGE)).gap(3)
    return line.add(
        fit(why, width - line.width - 1, pen.glyphs.ellipsis), pen.style("soft", on=PAGE)
    ).strip(width)


def said_line(word: str, what: str, width: int, pen: Pen) -> Strip:
    """Draw what a key did on this machine; no server was asked."""
    line = _begin("accent", pen)
    line.add(f"{pen.glyphs.set} {word}", pen.style("accent", bold=True, on=PAGE)).gap(3)
    room = width - line.width - 1
    return line.add(fit(what, room, pen.glyphs.ellipsis), pen.style("soft", on=PAGE)).strip(width)


def fault_line(why: str, width: int, pen: Pen) -> Strip:
    """Draw that something of the program itself fails; it stays until it is closed."""
    line = _begin("bad", pen)
    line.add(f"{pen.glyphs.failed} fault", pen.style("bad", bold=True, on=PAGE)).gap(3)
    right = hints_line([("esc", "close")], width, pen, on=PAGE)
    room = width - line.width - right.width - 4
    line.add(fit(why, room, pen.glyphs.ellipsis), pen.style("soft", on=PAGE))
    return spread(line, right, width)


def cut_off_line(deeds: Sequence[Deed], width: int, pen: Pen) -> Strip:
    """Draw what a program that is gone left half done; it stays until it is closed."""
    line = _begin("bad", pen)
    line.add(f"{pen.glyphs.failed} cut off", pen.style("bad", bold=True, on=PAGE)).gap(3)
    right = hints_line([("esc", "close")], width, pen, on=PAGE)
    more = f" (and {len(deeds) - 1} more)" if len(deeds) > 1 else ""
    said = f"{sentence(deeds[-1])}{more}"
    room = width - line.width - right.width - 4
    line.add(fit(said, room, pen.glyphs.ellipsis), pen.style("soft", on=PAGE))
    return spread(line, right, width)


def _begin(role: str, pen: Pen) -> Line:
    line = Line(pen.style("text", on=PAGE))
    return line.add(pen.glyphs.edge, pen.style(role, on=PAGE)).gap()
