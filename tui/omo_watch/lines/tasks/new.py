"""The lines of the modal that launches a task: labels, choices, and what will happen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE, inner_rule, key_line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, wrap

LABEL = 15
SAID = 5
"""Lines for the sentences, so that the frame keeps its height."""
KEYS = (("enter", "launch"), ("tab", "next field"), ("esc", "leave it"))


def label_line(label: str, focused: bool, width: int, pen: Pen) -> Strip:
    """Draw the label of a field, accent where keys go."""
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    style = pen.style("accent" if focused else "muted", bold=focused, on=PAGE)
    return line.add(label, style).strip(width)


def hint_line(hint: str, options: Sequence[str], chosen: str, width: int, pen: Pen) -> Strip:
    """Draw what the field takes: a hint, or the choices with the one that is taken."""
    line = Line(pen.style("text", on=PAGE)).gap(LABEL)
    if not options:
        text = fit(hint, width - LABEL - PAD, pen.glyphs.ellipsis)
        return line.add(text, pen.style("muted", on=PAGE)).strip(width)
    keys = Line(pen.style("text", on=PAGE)).gap(2)
    keys.add("up down", pen.style("text", bold=True, on=PAGE)).gap()
    keys.add("choose", pen.style("muted", on=PAGE))
    room = width - PAD - keys.width
    begin = options.index(chosen) if chosen in options else 0
    for place, option in enumerate(options[begin:]):
        apart = 2 if place else 0
        if line.width + apart + len(option) > room:
            break
        style = pen.style("accent" if option == chosen else "soft", on=PAGE)
        line.gap(apart).add(option, style)
    return line.to(room).join(keys).strip(width)


def launch_lines(fault: str | None, sentences: Sequence[str], width: int, pen: Pen) -> list[Strip]:
    """Draw what will happen, or what is wrong, and the keys."""
    lines = [inner_rule(width, pen)]
    said = [(f"{fault} Nothing was sent.", "bad")] if fault else []
    said += [(text, "soft" if place or fault else "text") for place, text in enumerate(sentences)]
    pieces = [(piece, role) for text, role in said for piece in wrap(text, width - 2 * PAD)]
    for text, role in pieces[:SAID]:
        line = Line(pen.style("text", on=PAGE)).gap(PAD)
        lines.append(line.add(text, pen.style(role, on=PAGE)).strip(width))
    empty = blank(width, pen.style("text", on=PAGE))
    lines += [empty] * (SAID + 2 - len(lines))
    return [*lines, key_line(KEYS, width, pen)]
