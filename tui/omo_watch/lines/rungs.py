"""The ladder in the detail: one line per rung, with what it does and when it comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from omo_watch.lines.bar import add_bar, left_cells
from omo_watch.lines.ladder import Step, is_cooling, steps, window
from omo_watch.lines.line import Line
from omo_watch.lines.moments import disagreement
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.clock import age, countdown, overdue
from omo_watch_core.model import Rung
from omo_watch_core.select.row import Row

NAME = 26
WHAT = 14
WHEN = 13
BAR = 8
FIRST_CHOICE = "first choice"
"""The healthy case: where room is short it is not said."""
SIDE_WHAT, SIDE_WHEN = 10, 7
_AddRest = Callable[[Line, Rung], None]


class Shown(NamedTuple):
    """Hold the words of one rung."""

    name_role: str
    what: str
    what_role: str
    strong: bool = False


def rung_lines(row: Row, now_ms: int, pen: Pen, most: int, proved: frozenset[str]) -> list[Line]:
    """Draw at most `most` rungs: number, glyph, name, what, when, bar; 68 cells."""
    return _drawn(row, pen, most, lambda line, rung: _wide(line, rung, row, now_ms, pen, proved))


def side_rung_lines(row: Row, now_ms: int, pen: Pen, most: int) -> list[Line]:
    """Draw the rungs for a side pane: without bar and with the bare time; 49 cells."""
    return _drawn(row, pen, most, lambda line, rung: _side(line, rung, row, now_ms, pen))


def ladder_words(row: Row, has_chain: bool) -> str:
    """Say in words where on its ladder a session stands."""
    kinds = [rung.kind for rung in row.ladder]
    if "current" in kinds:
        place = kinds.index("current")
        if not has_chain and row.lease is not None:
            return "no chain beside its lease"
        if not has_chain:
            return "no chain: if this model is limited, the session waits for it"
        return f"rung {place + 1} of {len(kinds)}" if place else FIRST_CHOICE
    spent = [rung for rung in row.ladder if rung.kind == "failed" and not is_cooling(rung)]
    if kinds and len(spent) == len(kinds) and has_chain:
        return f"exhausted · {len(spent)} of {len(kinds)} failed"
    return "nobody answers now" if kinds else "no model known"


def _drawn(row: Row, pen: Pen, most: int, add_rest: _AddRest) -> list[Line]:
    looks = steps(row.ladder, row.state, pen)
    most = max(most, 2)
    cells = len(looks) if len(looks) <= most else most - 1
    start = window(row.ladder, cells)
    lines: list[Line] = []
    for place in range(start, min(start + cells, len(looks))):
        lines.append(_head(row.ladder[place], looks[place], place, row, pen))
        add_rest(lines[-1], row.ladder[place])
    if cells < len(looks):
        rest = Line(pen.style("text")).gap(2)
        lines.append(rest.add(f"and {len(looks) - cells} more", pen.style("muted")))
    return lines


def _head(rung: Rung, look: Step, place: int, row: Row, pen: Pen) -> Line:
    line = Line(pen.style("text")).add(f"{place + 1} ", pen.style("muted"))
    line.add(look.glyph, pen.style(look.role, bold=look.bold)).gap()
    name = fit(rung.model.name, NAME, pen.glyphs.ellipsis)
    return line.add(name, pen.style(_shown(rung, row, 0).name_role)).to(4 + NAME + 1)


def _shown(rung: Rung, row: Row, now_ms: int) -> Shown:
    if rung.kind == "current":
        return _current(row, now_ms)
    if rung.claimed and rung.kind != "failed":
        return Shown("text", "claimed", "accent" if rung.kind == "next" else "soft")
    if is_cooling(rung):
        return Shown("soft", rung.reason or "limited", "wait")
    if rung.kind == "failed":
        return Shown("soft", rung.reason or "failed", "bad")
    if rung.kind == "next":
        return Shown("text", "next", "accent")
    return Shown("muted", "not connected" if rung.kind == "unreachable" else "untried", "muted")


def _current(row: Row, now_ms: int) -> Shown:
    if row.state == "unknown":
        return Shown("text", "was current", "unknown")
    if row.session.status == "idle" and row.state != "asking":
        return Shown("soft", "answered last" if row.session.answered else "is set", "muted")
    answer = row.session.answer
    role = "soft" if row.ladder[0].kind == "current" else "busy"
    if answer is None or not row.session.answered:
        return Shown("text", "no answer yet", "muted")
    seconds = now_ms - answer.created_ms - row.server.offset_ms
    return Shown("text", f"answers, {age(seconds)}", role)


def _wide(line: Line, rung: Rung, row: Row, now_ms: int, pen: Pen, proved: frozenset[str]) -> None:
    shown = _shown(rung, row, now_ms)
    line.add(fit(shown.what, WHAT, pen.glyphs.ellipsis), pen.style(shown.what_role))
    end = 4 + NAME + 1 + WHAT + 1 + WHEN
    if rung.kind == "current" and rung.model.name in proved:
        line.right(f"{pen.glyphs.proved} proved", pen.style("done"), end)
    if rung.until_ms is None or not is_cooling(rung):
        return
    line.right(overdue(rung.until_ms - now_ms), pen.style("soft"), end)
    if rung.at_ms is not None and rung.until_ms > now_ms and not _two_times(rung, row):
        add_bar(line.gap(), left_cells(rung.at_ms, rung.until_ms, now_ms, BAR), BAR, pen)


def _two_times(rung: Rung, row: Row) -> bool:
    """Tell whether message and server disagree about this rung, so that a bar would lie."""
    return rung.until_ms == row.due_ms and disagreement(row, 0) is not None


def _side(line: Line, rung: Rung, row: Row, now_ms: int, pen: Pen) -> None:
    shown = _shown(rung, row, now_ms)
    bold = rung.kind == "next"
    room = SIDE_WHAT + (0 if rung.until_ms and is_cooling(rung) else 1 + SIDE_WHEN)
    what = fit(shown.what, room, pen.glyphs.ellipsis)
    line.add(what, pen.style(shown.what_role, bold=bold))
    if rung.until_ms is not None and is_cooling(rung):
        end = 4 + NAME + 1 + SIDE_WHAT + 1 + SIDE_WHEN
        line.right(countdown(rung.until_ms - now_ms), pen.style("soft"), end)
