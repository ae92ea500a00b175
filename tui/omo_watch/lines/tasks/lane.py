"""The line above the tasks of one lane: its name, its slots, and how many wait."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.tasks.derive.row import LaneRow

INDENT = 2
MOST_CELLS = 20
"""The bar has two cells per slot, up to this."""
FINISHED = "finished in the last hour"


def lane_line(lane: LaneRow, width: int, pen: Pen, *, several: bool = False) -> Strip:
    """Draw the head of a lane; with `several` servers it says whose it is."""
    line = Line(pen.style("text")).gap(INDENT)
    name = fit(lane.key or "lane not known", width // 2, pen.glyphs.ellipsis)
    line.add(name, pen.style("text" if lane.key else "muted", bold=bool(lane.key)))
    if lane.origin != "plugin":
        whose = "ours" if lane.origin == "omo-watch" else "of the server itself"
        line.gap(2).add(whose, pen.style("accent" if whose == "ours" else "muted"))
    if several:
        line.gap(2).add(lane.server, pen.style("muted"))
    _add_slots(line.gap(2), lane, pen)
    if lane.queued:
        line.gap(2).add(f"{lane.queued} queued", pen.style("wait"))
    if lane.paused:
        line.gap(2).add("paused", pen.style("wait", bold=True))
    return line.strip(width)


def finished_line(width: int, pen: Pen) -> Strip:
    """Draw the head above what has ended."""
    return Line(pen.style("text")).gap(INDENT).add(FINISHED, pen.style("muted")).strip(width)


def slots_of(lane: LaneRow) -> str:
    """Say how many slots are in use: `2 of 3 slots`, or how many run where nobody knows."""
    if not lane.width:
        return f"{lane.held} running"
    return f"{lane.held} of {lane.width} {'slot' if lane.width == 1 else 'slots'}"


def is_full(lane: LaneRow) -> bool:
    """Tell whether no slot is free."""
    return bool(lane.width) and lane.held >= (lane.width or 0)


def _add_slots(line: Line, lane: LaneRow, pen: Pen) -> None:
    line.add(slots_of(lane), pen.style("soft"))
    if not lane.width:
        return
    cells = min(2 * lane.width, MOST_CELLS)
    used = min(round(cells * lane.held / lane.width), cells)
    line.gap().add(pen.glyphs.bar_left * used, pen.style("wait" if is_full(lane) else "busy"))
    line.add(pen.glyphs.bar_spent * (cells - used), pen.style("line"))
