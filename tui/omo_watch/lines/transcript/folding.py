"""What a tool call gave back, unfolded below its line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len, chop_cells
from textual.strip import Strip

from omo_watch.lines.diff import diff_lines
from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import wrap
from omo_watch.lines.transcript.block import Shape
from omo_watch_core.model import Tool

LEAST_RUN = 3
_RUN = re.compile(rf"([=_*~# -])\1{{{LEAST_RUN},}}")
MOST_LINES = 400
"""Of an output; the end is kept, for there stands how it ended."""


class Given:
    """Be what a folded tool gave back; it is drawn once, when somebody looks into it."""

    __slots__ = ("_pen", "_shape", "_texts", "_tool")

    def __init__(self, tool: Tool, shape: Shape, pen: Pen) -> None:
        self._tool, self._shape, self._pen = tool, shape, pen
        self._texts: list[str] | None = None

    @property
    def texts(self) -> Sequence[str]:
        """Give the text of each line; none where it gave nothing back."""
        if self._texts is None:
            given, output = self._tool, self._tool.output
            has_any = given.error or output.diff or output.printed
            lines = given_lines(given, self._shape, self._pen) if has_any else []
            self._texts = [line.text for line in lines]
        return self._texts


def given_lines(tool: Tool, shape: Shape, pen: Pen) -> list[Strip]:
    """Draw error, diff and output; a sentence where there is none of them."""
    width = shape.end - shape.text - 2
    said = wrap(tool.error, width) if tool.error else []
    lines = [Line(pen.style("text")).add(text, pen.style("bad")) for text in said]
    if tool.output.diff:
        lines += diff_lines(tool.output.diff, width, pen)
    elif tool.output.printed:
        lines += _printed(tool.output.printed, width, pen)
    if not lines:
        lines = [Line(pen.style("text")).add(_nothing(tool), pen.style("muted"))]
    return [_beside(line, shape, pen) for line in lines]


def narrowed(text: str, width: int) -> str:
    """Shorten the rules and gaps that programs draw for wider screens, as far as need be."""
    excess = cell_len(text) - width
    if excess <= 0:
        return text
    runs = [len(run[0]) for run in _RUN.finditer(text)]
    most = _longest(runs, excess)
    return _RUN.sub(lambda run: run[0][:most], text)


def _longest(runs: list[int], excess: int) -> int:
    """Give how long runs may be so that all together are shorter by so much, if they can."""
    least, most = LEAST_RUN, max(runs, default=LEAST_RUN)
    while least < most:
        middle = (least + most + 1) // 2
        if sum(max(run - middle, 0) for run in runs) >= excess:
            least = middle
        else:
            most = middle - 1
    return least


def _printed(text: str, width: int, pen: Pen) -> list[Line]:
    texts = text.rstrip().replace("\t", "    ").split("\n")
    left_out = max(len(texts) - MOST_LINES, 0)
    shown = (narrowed(one.rstrip(), width) for one in texts[left_out:])
    pieces = [piece for one in shown for piece in chop_cells(one, width) or [""]]
    lines = [Line(pen.style("text")).add(piece, pen.style("soft")) for piece in pieces]
    if left_out:
        said = f"{left_out} more lines are not shown"
        return [Line(pen.style("text")).add(said, pen.style("muted")), *lines]
    return lines


def _nothing(tool: Tool) -> str:
    if tool.output.let_go:
        return "What it gave back is not held any more: newer calls needed the room."
    if tool.status in ("pending", "running"):
        return "It has given nothing back yet."
    return "It gave nothing back."


def _beside(line: Line, shape: Shape, pen: Pen) -> Strip:
    whole = Line(pen.style("text")).to(shape.text)
    whole.add(f"{pen.glyphs.rule_v} ", pen.style("line"))
    return whole.join(line).strip(shape.width)
