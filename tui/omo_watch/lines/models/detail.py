"""The pane below the board: who met the limit, until when, and where the sessions would go."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.models.facts import BoardFacts
from omo_watch.lines.models.row import standing_glyph
from omo_watch.lines.models.words import ROLES
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, one_line

TALL = 10
LABEL = 16
"""Where the words begin behind their label."""


def model_detail_lines(facts: BoardFacts, width: int, height: int, pen: Pen) -> list[Strip]:
    """Draw the detail, at most `height` lines; with room to spare it is airy."""
    lines = [_state_line(facts, width, pen)]
    if height >= TALL:
        lines.append(blank(width, pen.style("text")))
    for label, text in facts.labelled:
        line = Line(pen.style("text")).gap(2).add(label, pen.style("muted")).to(LABEL)
        room = width - LABEL - 1
        words = fit(one_line(text), room, pen.glyphs.ellipsis)
        lines.append(line.add(words, pen.style("soft")).strip(width))
    return lines[:height]


def _state_line(facts: BoardFacts, width: int, pen: Pen) -> Strip:
    standing = facts.row.standing if facts.row else "cooling"
    word = facts.row.standing if facts.row else "incident"
    line = Line(pen.style("text")).gap(2)
    line.add(f"{standing_glyph(standing, pen)} {word}", pen.style(ROLES[standing]))
    line.add(f" {pen.glyphs.separator} ", pen.style("muted"))
    room = width - line.width - 1
    text = facts.said.replace("·", pen.glyphs.separator)
    return line.add(fit(text, room, pen.glyphs.ellipsis), pen.style("soft")).strip(width)
