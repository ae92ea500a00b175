"""The lines of the question before a probe: the cost class first, then what is sent."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE, key_line
from omo_watch.lines.models.words import price_words
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, wrap
from omo_watch_core.model import ModelInfo
from omo_watch_core.select.board.cost import cost_class

LABEL = 10


def probe_lines(server: str, info: ModelInfo | None, width: int, pen: Pen) -> list[Strip]:
    """Draw what it costs, what is sent, what it proves, and the two keys."""
    empty = blank(width, pen.style("text", on=PAGE))
    named = cost_class(info)
    price = price_words(info).removeprefix(named).lstrip(",: ")
    lines = [empty, _cost(named, price, width, pen), empty]
    said = (
        (
            "sends",
            f"one word to {server}, without tools, in a session of its own; the server "
            "adds its own instructions, which are paid for too",
        ),
        ("proves", "only an answer of this model; a limit that it meets goes onto the board"),
        ("leaves", "nothing: the session is stopped and deleted, it shows up in no list here"),
    )
    for label, text in said:
        for place, piece in enumerate(wrap(text, width - 2 * PAD - LABEL)):
            line = _begin("" if place else label, pen)
            lines.append(line.add(piece, pen.style("soft", on=PAGE)).strip(width))
    return [*lines, empty, key_line((("enter", "probe"), ("esc", "leave it")), width, pen)]


def _cost(named: str, price: str, width: int, pen: Pen) -> Strip:
    line = _begin("costs", pen)
    role = "wait" if named in ("dear", "price not known") else "text"
    line.add(named, pen.style(role, bold=True, on=PAGE)).gap(2)
    room = width - line.width - PAD
    return line.add(fit(price, room, pen.glyphs.ellipsis), pen.style("soft", on=PAGE)).strip(width)


def _begin(label: str, pen: Pen) -> Line:
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    return line.add(label, pen.style("muted", on=PAGE)).to(PAD + LABEL)
