"""What stands under a transcript: what the session waits for now."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.bar import add_bar, left_cells
from omo_watch.lines.line import Line, blank
from omo_watch.lines.moments import disagreement, minute_of_day
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, wrap
from omo_watch.lines.transcript.block import Shape
from omo_watch_core.clock import overdue
from omo_watch_core.model import Ask
from omo_watch_core.select.row import Row

BAR_ROOMY, BAR = 20, 12


def ending_lines(row: Row, now_ms: int, shape: Shape, pen: Pen) -> list[Strip]:
    """Say what the session waits for: a limit or a person; nothing where it waits for nothing."""
    if row.state in ("retry", "parked", "stuck") and row.due_ms is not None:
        return [
            *_message(row, shape, pen),
            blank(shape.width, pen.style("text")),
            _wait(row, now_ms, shape, pen),
        ]
    if row.ask:
        line = Line(pen.style("text")).to(shape.label)
        line.add(pen.glyphs.asking, pen.style("ask", bold=True)).to(shape.text)
        text = fit(f"{row.ask.kind}: {row.ask.title}", shape.end - shape.text, pen.glyphs.ellipsis)
        line.add(text, pen.style("ask"))
        return [blank(shape.width, pen.style("text")), line.strip(shape.width)]
    return [_dead(row.dead[0], shape, pen)] if row.dead else []


def _dead(ask: Ask, shape: Shape, pen: Pen) -> Strip:
    """Label what outlived its run: nobody waits for it."""
    line = Line(pen.style("text")).to(shape.label)
    line.add(pen.glyphs.absent, pen.style("muted")).to(shape.text)
    text = fit(f"dead {ask.kind}: {ask.title}", shape.end - shape.text, pen.glyphs.ellipsis)
    return line.add(text, pen.style("muted")).strip(shape.width)


def _message(row: Row, shape: Shape, pen: Pen) -> list[Strip]:
    retry = row.session.retry
    if retry is None:
        return []
    lines: list[Strip] = []
    line = Line(pen.style("text"))
    if shape.time is not None:
        line.to(shape.time).add(minute_of_day(retry.since_ms), pen.style("muted"))
    line.to(shape.label).add(pen.glyphs.clock, pen.style("wait"))
    for text in wrap(retry.message, shape.end - shape.text):
        lines.append(line.to(shape.text).add(text, pen.style("wait")).strip(shape.width))
        line = Line(pen.style("text"))
    return lines


def _wait(row: Row, now_ms: int, shape: Shape, pen: Pen) -> Strip:
    due, retry = row.due_ms or 0, row.session.retry
    line = Line(pen.style("text")).to(shape.label)
    line.add(f"{pen.glyphs.clock} waits", pen.style("wait")).gap()
    times = disagreement(row, now_ms)
    if times:
        return line.add(times, pen.style("soft")).strip(shape.width)
    line.add(overdue(due - now_ms), pen.style("soft")).gap()
    cells = BAR_ROOMY if shape.width > 80 else BAR
    if retry and due > now_ms:
        add_bar(line, left_cells(retry.since_ms, due, now_ms, cells), cells, pen)
    if row.stated_ms is not None and shape.width > 80:
        line.gap(2).add("server and message agree", pen.style("muted"))
    return line.strip(shape.width)
