"""The ladder of a session as five cells, first choice on the left."""

from __future__ import annotations

from typing import NamedTuple

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch_core.model import SessionState
from omo_watch_core.rung import Rung

CELLS = 5


class Step(NamedTuple):
    """Hold how one rung looks."""

    glyph: str
    role: str
    bold: bool = False


def is_cooling(rung: Rung) -> bool:
    """Tell whether the rung's model comes back by itself."""
    return rung.kind == "cooling" or (rung.kind == "failed" and rung.until_ms is not None)


def step(rung: Rung, place: int, state: SessionState, first_answers: bool, pen: Pen) -> Step:
    """Give the look of the rung in this place of the ladder."""
    glyphs = pen.glyphs
    if rung.kind == "current":
        if state == "unknown":
            return Step(glyphs.unknown, "unknown")
        if state == "idle":
            return Step(glyphs.current, "muted")
        return Step(glyphs.current, "busy", bold=True) if place else Step(glyphs.current, "soft")
    if is_cooling(rung):
        return Step(glyphs.clock, "wait")
    if rung.kind == "failed":
        return Step(glyphs.failed, "bad")
    if rung.kind == "next":
        return Step(glyphs.next, "muted") if first_answers else Step(glyphs.next, "text", bold=True)
    if rung.kind == "held":
        return Step(glyphs.set, "accent")
    return Step(glyphs.absent if rung.kind == "unreachable" else glyphs.idle, "muted")


def steps(ladder: tuple[Rung, ...], state: SessionState, pen: Pen) -> list[Step]:
    """Give the look of every rung."""
    first = bool(ladder) and ladder[0].kind == "current"
    return [step(rung, place, state, first, pen) for place, rung in enumerate(ladder)]


def add_ladder(
    line: Line, ladder: tuple[Rung, ...], state: SessionState, pen: Pen, on: str = "ground"
) -> None:
    """Add at most five cells; of a longer ladder those around the current and the next rung."""
    looks = steps(ladder, state, pen)
    start = window(ladder)
    more = Step(pen.glyphs.more, "muted")
    for place in range(start, min(start + CELLS, len(looks))):
        hidden_left = place == start > 0
        hidden_right = place == start + CELLS - 1 < len(looks) - 1
        look = more if hidden_left or hidden_right else looks[place]
        line.add(look.glyph, pen.style(look.role, bold=look.bold, on=on))


def window(ladder: tuple[Rung, ...], cells: int = CELLS) -> int:
    """Give the first rung shown so that the current one, and if possible the next, are in view."""
    if len(ladder) <= cells:
        return 0
    kinds = [rung.kind for rung in ladder]
    wanted = [kinds.index(kind) for kind in ("current", "next") if kind in kinds]
    for goal in (wanted, wanted[:1]):
        for start in range(len(ladder) - cells + 1):
            left = start + (start > 0)
            right = start + cells - (start + cells < len(ladder))
            if all(left <= place < right for place in goal):
                return start
    return 0
