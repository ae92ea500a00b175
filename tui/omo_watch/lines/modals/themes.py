"""The rows and sentences of the list of themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.states import STATES, glyph_of
from omo_watch.lines.text import fit, wrap

PAGE = "raised"
PAD, NAME, KIND = 2, 16, 11
MOST_FAULT_LINES = 4


@dataclass(frozen=True)
class Cloth:
    """Hold one theme of the list, and what draws a sample of it."""

    name: str
    kind: str
    pen: Pen


def kind_of(pen: Pen, own: bool) -> str:
    """Say in a word or two what a theme is."""
    palette = pen.ink.palette
    if palette.ansi:
        return "16 colours"
    kind = "dark" if palette.dark else "light"
    return f"{kind}, own" if own else kind


def cloth_lines(
    rows: Sequence[Cloth], cursor: int, top: int, height: int, width: int, pen: Pen
) -> list[Strip]:
    """Draw the themes in view, each with a sample of its own colours."""
    seen = rows[top : top + height]
    lines = [_row(row, top + y == cursor, width, pen) for y, row in enumerate(seen)]
    if not rows:
        style = pen.style("soft", on=PAGE)
        lines = [Line(style).gap(PAD).add("No theme has these letters.", style).strip(width)]
    return [*lines, *[blank(width, pen.style("text", on=PAGE))] * (height - len(lines))]


def cloth_said(texts: Sequence[tuple[str, str]], width: int, pen: Pen) -> list[Strip]:
    """Draw sentences, each in a role; of what is wrong only so many lines."""
    lines: list[Strip] = []
    for text, role in texts:
        folded = wrap(text, width - 2 * PAD)
        cut = folded[:MOST_FAULT_LINES]
        if len(folded) > len(cut):
            cut[-1] = fit(f"{cut[-1]} {pen.glyphs.ellipsis}", width - 2 * PAD, pen.glyphs.ellipsis)
        for part in cut:
            line = Line(pen.style("text", on=PAGE)).gap(PAD)
            lines.append(line.add(part, pen.style(role, on=PAGE)).strip(width))
    return lines


def _row(row: Cloth, here: bool, width: int, pen: Pen) -> Strip:
    on = "cursor" if here else PAGE
    line = Line(pen.style("text", on=on))
    line.add(pen.glyphs.edge if here else " ", pen.style("accent", on=on)).to(PAD)
    underline = here and pen.ink.plain
    name = fit(row.name, NAME, pen.glyphs.ellipsis)
    line.add(name, pen.style("text", bold=here, on=on, underline=underline)).to(PAD + NAME + 1)
    line.add(row.kind, pen.style("muted", on=on)).to(PAD + NAME + 1 + KIND + 1)
    _add_sample(line, row.pen)
    return line.strip(width)


def _add_sample(line: Line, pen: Pen) -> None:
    """Show the states as this theme draws them on its own ground."""
    line.add(" ", pen.style("text"))
    for state, look in STATES.items():
        line.add(glyph_of(state, pen.glyphs), pen.style(look.role, bold=look.loudness == "loud"))
        line.add(" ", pen.style("text"))
