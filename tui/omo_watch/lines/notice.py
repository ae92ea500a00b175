"""Short notices in the result line's place: the newest toast, and what the screen itself says."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.footer import hints_line
from omo_watch.lines.line import Line, spread
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.clock import SECOND, age
from omo_watch_core.journal.cut_off import sentence
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.model import Toast

TOAST_MS = 10 * SECOND
LEVELS = {"error": "bad", "warning": "wait"}
PAGE = "raised"


def newest_toast(toasts: tuple[Toast, ...], now_ms: int) -> Toast | None:
    """Give the newest toast while it is younger than ten seconds."""
    if not toasts or now_ms - toasts[-1].at_ms >= TOAST_MS:
        return None
    return toasts[-1]


def toast_line(toast: Toast, now_ms: int, width: int, pen: Pen) -> Strip:
    """Draw a toast: level, title, text, server and age; it is a claim, so nothing is ticked."""
    role = LEVELS.get(toast.variant, "soft")
    line = (
        _begin(role, pen).add(toast.variant or "info", pen.style(role, bold=True, on=PAGE)).gap(3)
    )
    right = Line(pen.style("text", on=PAGE))
    right.add(f"{toast.server}  {age(now_ms - toast.at_ms)}", pen.style("muted", on=PAGE))
    room = width - line.width - right.width - 4
    title = fit(toast.title, min(room, 40), pen.glyphs.ellipsis)
    if title:
        line.add(title, pen.style("text", bold=True, on=PAGE)).gap(2)
    text = fit(toast.message, width - line.width - right.width - 4, pen.glyphs.ellipsis)
    return spread(line.add(text, pen.style("soft", on=PAGE)), right, width)


def refused_line(why: str, width: int, pen: Pen) -> Strip:
    """Draw why the screen itself did nothing."""
    line = _begin("soft", pen)
    line.add(f"{pen.glyphs.absent} refused", pen.style("soft", bold=True, on=PAGE)).gap(3)
    return line.add(
        fit(why, width - line.width - 1, pen.glyphs.ellipsis), pen.style("soft", on=PAGE)
    ).strip(width)


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
