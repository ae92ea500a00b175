"""The ladder in the detail: one line per rung, with what it does and when it comes back."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len

from omo_watch.lines.bar import add_bar, left_cells
from omo_watch.lines.ladder.cells import Step, is_cooling, steps, window
from omo_watch.lines.ladder.words import FACT, Said, words_of
from omo_watch.lines.line import Line
from omo_watch.lines.moments import disagreement
from omo_watch.lines.naming import model_in
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.clock import countdown
from omo_watch_core.fallback import board
from omo_watch_core.limited import Limit
from omo_watch_core.rung import Rung
from omo_watch_core.select.row import Row

NAME = 26
WHAT = 14
WHEN = 13
BAR = 8
FIRST_CHOICE = "first choice"
"""The healthy case: where room is short it is not said."""
SIDE_WHAT, SIDE_WHEN = 10, 7
CELLS = 4 + NAME + 1 + WHAT + 1 + WHEN + 1 + BAR
"""What a rung takes with a name of `NAME` cells; longer names take what room there is beside."""
_AddRest = Callable[[Line, Rung, Said], None]


def rung_lines(
    row: Row, now_ms: int, pen: Pen, most: int, proved: frozenset[str], width: int = CELLS
) -> list[Line]:
    """Draw at most `most` rungs: number, glyph, name, what, when, bar; `width` is 68 or more."""

    def add(line: Line, rung: Rung, said: Said) -> None:
        _wide(line, rung, said, row, now_ms, pen, proved)

    return _drawn(row, now_ms, pen, most, add, width - CELLS)


def side_rung_lines(row: Row, now_ms: int, pen: Pen, most: int) -> list[Line]:
    """Draw the rungs for a side pane: without bar and with the bare time; 49 cells."""

    def add(line: Line, rung: Rung, said: Said) -> None:
        _side(line, rung, said, now_ms, pen)

    return _drawn(row, now_ms, pen, most, add)


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


def _drawn(
    row: Row, now_ms: int, pen: Pen, most: int, add_rest: _AddRest, spare: int = 0
) -> list[Line]:
    longest = max((cell_len(rung.model.name) for rung in row.ladder), default=0)
    room = min(max(longest, NAME), NAME + spare)
    looks = steps(row.ladder, row.state, pen)
    beside = row.beside(now_ms)
    most = max(most, 2)
    cells = len(looks) if len(looks) <= most else most - 1
    start = window(row.ladder, cells)
    lines: list[Line] = []
    for place in range(start, min(start + cells, len(looks))):
        rung = row.ladder[place]
        said = words_of(rung, row, now_ms, beside.get(board.place(rung.model.name)))
        lines.append(_head(rung, looks[place], place, said, room, pen))
        add_rest(lines[-1], rung, said)
    if cells < len(looks):
        rest = Line(pen.style("text")).gap(2)
        lines.append(rest.add(f"and {len(looks) - cells} more", pen.style("muted")))
    return lines


def _head(rung: Rung, look: Step, place: int, said: Said, room: int, pen: Pen) -> Line:
    line = Line(pen.style("text")).add(f"{place + 1} ", pen.style("muted"))
    line.add(look.glyph, pen.style(look.role, bold=look.bold)).gap()
    name = model_in(rung.model, room, pen.glyphs.ellipsis)
    return line.add(name, pen.style(said.name_role)).to(4 + room + 1)


def _wide(
    line: Line, rung: Rung, said: Said, row: Row, now_ms: int, pen: Pen, proved: frozenset[str]
) -> None:
    end = line.width + WHAT + 1 + WHEN
    if said.elsewhere is not None:
        _add_elsewhere(line, said.what, said.elsewhere, now_ms, pen)
        return
    when, role = said.when, said.when_role
    if rung.kind == "current" and rung.model.name in proved:
        when, role = f"{pen.glyphs.proved} proved", "done"
    elif when == FACT:
        when = f"{FACT} {pen.glyphs.proved}"
    room = WHAT if when else WHAT + 1 + WHEN
    line.add(fit(said.what, room, pen.glyphs.ellipsis), pen.style(said.what_role))
    line.right(when, pen.style(role), end)
    if rung.until_ms is None or not is_cooling(rung):
        return
    if rung.at_ms is not None and rung.until_ms > now_ms and not _two_times(rung, row):
        add_bar(line.gap(), left_cells(rung.at_ms, rung.until_ms, now_ms, BAR), BAR, pen)


def _add_elsewhere(line: Line, what: str, limit: Limit, now_ms: int, pen: Pen) -> None:
    """Say whose limit it is in the room of what and when, and the time in that of the bar."""
    end = line.width + WHAT + 1 + WHEN + 1 + BAR
    line.add(fit(what, WHAT + 1 + WHEN, pen.glyphs.ellipsis), pen.style("wait"))
    line.right(countdown(limit.until_ms - now_ms), pen.style("soft"), end)


def _two_times(rung: Rung, row: Row) -> bool:
    """Tell whether message and server disagree about this rung, so that a bar would lie."""
    return rung.until_ms == row.due_ms and disagreement(row, 0) is not None


def _side(line: Line, rung: Rung, said: Said, now_ms: int, pen: Pen) -> None:
    until = said.elsewhere.until_ms if said.elsewhere else rung.until_ms
    timed = until is not None and (said.elsewhere is not None or is_cooling(rung))
    when, role = said.when, said.when_role
    if timed and until is not None:
        when = countdown(until - now_ms)
    elif when == FACT:
        when = f"{FACT} {pen.glyphs.proved}"
    room = SIDE_WHAT if when else SIDE_WHAT + 1 + SIDE_WHEN
    end = line.width + SIDE_WHAT + 1 + SIDE_WHEN
    if not timed and when:
        room = SIDE_WHAT + 1 + SIDE_WHEN - len(when) - 1
    what = said.what.removeprefix("limited ") if said.elsewhere else said.what
    if len(what) > room and not said.elsewhere:
        what = what.partition(",")[0]
    line.add(fit(what, room, pen.glyphs.ellipsis), pen.style(said.what_role, bold=_next(said)))
    line.right(when, pen.style(role), end)


def _next(said: Said) -> bool:
    return said.what == "next"
