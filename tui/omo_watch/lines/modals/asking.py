"""The lines of a small question before something is done that others will feel."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE, key_line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import wrap


def asking_lines(sentences: Sequence[str], does: str, width: int, pen: Pen) -> list[Strip]:
    """Draw what will happen, and the two keys."""
    empty = blank(width, pen.style("text", on=PAGE))
    lines = [empty]
    for sentence in sentences:
        for text in wrap(sentence, width - 2 * PAD):
            line = Line(pen.style("text", on=PAGE)).gap(PAD)
            lines.append(line.add(text, pen.style("soft", on=PAGE)).strip(width))
    return [*lines, empty, key_line((("enter", does), ("esc", "leave it")), width, pen)]
