"""The blocks of a transcript as lines, for the full screen and for the tail in the detail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.markdown.document import markdown_lines
from omo_watch.lines.moments import minute_of_day
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch.lines.transcript.growing import Growing
from omo_watch.lines.transcript.model_change import ModelChange
from omo_watch.lines.transcript.saying import Saying

LABEL = 6
DURATION = 4
RESULT_MOST = 30
ROLES = {"you": "text", "agent": "text", "thought": "muted", "note": "muted", "error": "bad"}


class Shape(NamedTuple):
    """Hold the columns of a transcript in a pane of a certain width."""

    width: int
    time: int | None
    """None: no times."""
    label: int
    text: int
    end: int
    """The column after the last one used."""


def full_shape(width: int, roomy: bool) -> Shape:
    """Give the columns of the full screen."""
    left = 2 if roomy else 1
    return Shape(width, left, left + 7, left + 14, width - 2)


def tail_shape(width: int) -> Shape:
    """Give the columns of the tail in the detail."""
    return Shape(width, None, 2, 9, width - 1)


def wants_blank(before: Saying | None, saying: Saying) -> bool:
    """Tell whether an empty line stands before a block."""
    if before is None:
        return False
    if saying.kind in ("you", "change"):
        return before.kind != "change"
    return saying.kind == "agent" and before.kind == "tool"


def clock_of(before_ms: float, saying: Saying) -> str:
    """Give the time beside a block: only where the minute is another one."""
    if not saying.at_ms:
        return ""
    now = minute_of_day(saying.at_ms)
    return "" if before_ms and minute_of_day(before_ms) == now else now


def saying_lines(
    saying: Saying, clock: str, shape: Shape, pen: Pen, growing: Growing | None = None
) -> list[Strip]:
    """Draw one block."""
    line = Line(pen.style("text"))
    if shape.time is not None:
        line.to(shape.time).add(clock, pen.style("muted"))
    line.to(shape.label)
    if saying.kind == "agent" and saying.done:
        drawn = markdown_lines(saying.text.strip("\n"), shape.end - shape.text, pen)
        if drawn is not None:
            return _marked(line, saying, drawn, shape, pen)
    if saying.change:
        return [_change(line, saying.change, shape, pen)]
    if saying.kind == "tool":
        return [_tool(line, saying, shape, pen)]
    return _text(line, saying, shape, pen, growing or Growing(shape.end - shape.text))


def tail_lines(spoken: Iterable[Saying], most: int, shape: Shape, pen: Pen) -> list[Strip]:
    """Draw the newest lines of a transcript, at most `most`."""
    lines: list[Strip] = []
    for saying in spoken:
        lines += saying_lines(saying, "", shape, pen)
    return lines[-most:] if most > 0 else []


def _marked(line: Line, saying: Saying, drawn: list[Line], shape: Shape, pen: Pen) -> list[Strip]:
    line.add(saying.label, pen.style("muted"))
    lines: list[Strip] = []
    for text in drawn or [Line(pen.style("text"))]:
        lines.append(line.to(shape.text).join(text).strip(shape.width))
        line = Line(pen.style("text"))
    return lines


def _text(line: Line, saying: Saying, shape: Shape, pen: Pen, growing: Growing) -> list[Strip]:
    if saying.kind == "error":
        line.add(pen.glyphs.failed, pen.style("bad"))
    elif saying.kind == "you":
        line.add(saying.label, pen.style("accent", bold=shape.time is not None))
    else:
        line.add(saying.label, pen.style("muted"))
    style, fill = pen.style(ROLES[saying.kind]), pen.style("text")

    def drawn(text: str) -> Strip:
        return Line(fill).to(shape.text).add(text, style).strip(shape.width)

    lines = growing.draw(saying.text.strip("\n"), drawn)
    head = line.to(shape.text).strip(shape.text)
    lines[0] = Strip.join([head, lines[0].crop(shape.text, shape.width)])
    return lines


def _tool(line: Line, saying: Saying, shape: Shape, pen: Pen) -> Strip:
    line.add(fit(saying.label, LABEL, pen.glyphs.ellipsis), pen.style("muted")).to(shape.text)
    result = fit(saying.result, RESULT_MOST, pen.glyphs.ellipsis)
    role = pen.style(saying.result_role)
    if shape.time is None:
        parts = [part for part in (result, saying.took) if part]
        room = shape.end - shape.text - sum(cell_len(part) + 3 for part in parts)
        line.add(fit(saying.text, room, pen.glyphs.ellipsis), pen.style("soft"))
        for part in parts:
            line.gap(3).add(part, role)
        return line.strip(shape.width)
    result_end = shape.end - DURATION - 3
    room = result_end - shape.text - (cell_len(result) + 2 if result else 0)
    line.add(fit(saying.text, room, pen.glyphs.ellipsis), pen.style("soft"))
    line.right(result, role, result_end)
    return line.right(saying.took, pen.style("muted"), shape.end).strip(shape.width)


def _change(line: Line, change: ModelChange, shape: Shape, pen: Pen) -> Strip:
    glyphs, rule = pen.glyphs, pen.style("line")
    ending = _ending(change, pen)
    line.add(glyphs.rule * LABEL, rule).to(shape.text).add(change.source, pen.style("soft"))
    if change.failure:
        line.gap().add(f"{glyphs.failed} {change.failure}", pen.style("bad"))
    line.gap().add(glyphs.arrow, pen.style("muted")).gap()
    line.add(change.target, pen.style("text", bold=True)).gap()
    claim = f"claimed by {change.claimed_by} " if change.claimed_by else ""
    end = shape.end - 1 - ending.width - 1
    if line.width + len(claim) < end:
        line.add(claim, pen.style("muted"))
    dashes = end - line.width
    line.add(glyphs.rule * max(dashes, 0), rule).gap().join(ending)
    return line.strip(shape.width)


def _ending(change: ModelChange, pen: Pen) -> Line:
    line = Line(pen.style("text"))
    if change.outcome == "proved":
        return line.add(f"{pen.glyphs.proved} proved", pen.style("done"))
    if change.outcome == "differs":
        style = pen.style("bad", bold=True)
        return line.add(f"{pen.glyphs.mismatch_wide} {change.answered} answered", style)
    return line.add(change.outcome, pen.style("muted"))
