"""The transcript of one session, bounded, following its newest line."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.blocks import Blocks
from omo_watch.lines.ending import ending_lines
from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.transcript import Shape, full_shape
from omo_watch.widgets.line_log import LineLog
from omo_watch_core.select.row import Row
from omo_watch_core.state import State


class TranscriptLog(LineLog):
    """Show what was said and done in one session."""

    def __init__(self) -> None:
        super().__init__("log", follows=True)
        self._blocks: Blocks | None = None
        self._pen: Pen | None = None

    def show(self, state: State, row: Row, roomy: bool) -> None:
        """Take the newest state of the session."""
        width, pen = self.size.width, self.app.pen
        if not width:
            return
        shape = full_shape(width, roomy)
        if self._blocks is None or self._blocks.shape != shape or self._pen is not pen:
            self._blocks, self._pen = Blocks(shape, pen), pen
        transcript = row.server.transcripts.get(row.session.id)
        empty = blank(width, pen.style("text"))
        lines = [empty] if roomy else []
        if transcript is None or not (transcript.entries or transcript.complete):
            lines.append(_note("Reading its messages.", shape, pen))
        else:
            if transcript.truncated:
                lines.append(_note("Older messages are not shown.", shape, pen))
            child = row.session.info.parent is not None
            lines += self._blocks.lines(transcript.entries, row.server, state.now_ms, child)
            if not transcript.entries:
                lines.append(_note("Nothing was said yet.", shape, pen))
        self.tell([*lines, *ending_lines(row, state.now_ms, shape, pen)])


def _note(text: str, shape: Shape, pen: Pen) -> Strip:
    line = Line(pen.style("text")).to(shape.label)
    return line.add(text, pen.style("muted")).strip(shape.width)
