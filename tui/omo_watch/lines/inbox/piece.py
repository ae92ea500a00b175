"""Pieces of the Inbox's detail: lines that stay, and blank ones that go where room is short."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, one_line, wrap

INDENT = 2
WORDS = 9
"""Cells of the labels before what is known."""
Choice = tuple[str, str, str]
"""Key, name and consequence of what can be done."""


class Piece(NamedTuple):
    """Hold one line; those with the least number above zero go first."""

    strip: Strip
    spare: int = 0


def kept(lines: Iterable[Strip]) -> list[Piece]:
    """Give lines that stay."""
    return [Piece(line) for line in lines]


def spare(rank: int, width: int, pen: Pen, on: str = "ground") -> Piece:
    """Give a blank line, or one of a surface, that goes where room is short."""
    if on == "ground":
        return Piece(blank(width, pen.style("text")), rank)
    line = Line(pen.style("text")).gap(INDENT)
    line.add(" " * max(width - 2 * INDENT, 0), pen.style("text", on=on))
    return Piece(line.strip(width), rank)


def said_lines(text: str, role: str, width: int, pen: Pen, *, bold: bool = False) -> list[Strip]:
    """Wrap a text, indented."""
    lines: list[Strip] = []
    for one in wrap(text, width - INDENT - 1):
        line = Line(pen.style("text")).gap(INDENT)
        lines.append(line.add(one, pen.style(role, bold=bold)).strip(width))
    return lines


def labelled(label: str, text: str, role: str, width: int, pen: Pen) -> list[Strip]:
    """Wrap a text behind its label."""
    lines: list[Strip] = []
    for place, one in enumerate(wrap(one_line(text), width - INDENT - WORDS - 1)):
        line = Line(pen.style("text")).gap(INDENT)
        line.add("" if place else label, pen.style("muted")).to(INDENT + WORDS)
        lines.append(line.add(one, pen.style(role)).strip(width))
    return lines


def headed(before: str, strong: str, after: str, width: int, pen: Pen) -> Strip:
    """Draw a sentence with one strong word in it."""
    line = Line(pen.style("text")).gap(INDENT).add(before, pen.style("soft"))
    room = max(width - line.width - 1, 0)
    line.add(fit(strong, room, pen.glyphs.ellipsis), pen.style("text", bold=True))
    room = max(width - line.width - 1, 0)
    return line.add(fit(after, room, pen.glyphs.ellipsis) if after.strip() else "",
                    pen.style("soft")).strip(width)  # fmt: skip
