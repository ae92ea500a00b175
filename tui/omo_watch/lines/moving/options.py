"""The lines of the options of a move, below what it will do."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.moving.choice import Choice
from omo_watch.lines.moving.plan import (
    HOLDS,
    How,
    Stop,
    has_chain,
    stop_of,
    stops,
    usual,
    variant_of,
    variants_of,
)
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.select.row import Row

PAGE = "raised"
PAD, LABEL = 2, 9
LINES: tuple[Stop, ...] = ("hold", "variant", "chain")
HINT = "left right"


def option_lines(how: How, row: Row, choice: Choice | None, width: int, pen: Pen) -> list[Strip]:
    """Draw an option a line, with the keys at the one that they change."""
    if choice is None:
        return [blank(width, pen.style("text", on=PAGE))] * len(LINES)
    return [_option(stop, how, row, choice, width, pen) for stop in LINES]


def _option(stop: Stop, how: How, row: Row, choice: Choice, width: int, pen: Pen) -> Strip:
    here = stop_of(how, row, choice) == stop
    on = "cursor" if here else PAGE
    text, chosen = _said(stop, how, row, choice)
    role = "accent" if chosen else "soft" if stop in stops(how, row, choice) else "muted"
    line = Line(pen.style("text", on=on))
    line.add(pen.glyphs.edge if here else " ", pen.style("accent", on=on)).to(PAD)
    line.add(stop, pen.style("muted", on=on)).to(PAD + LABEL)
    hint = f"{HINT}  change it" if here else ""
    room = width - PAD - LABEL - PAD - (len(hint) + 2 if hint else 0)
    marked = here and pen.ink.plain
    line.add(fit(text, room, pen.glyphs.ellipsis), pen.style(role, on=on, underline=marked))
    if here:
        line.to(width - PAD - len(hint)).add(HINT, pen.style("text", bold=True, on=on))
        line.gap(2).add("change it", pen.style("muted", on=on))
    return line.strip(width)


def _said(stop: Stop, how: How, row: Row, choice: Choice) -> tuple[str, bool]:
    """Say what an option is, and whether a person chose it."""
    if stop == "hold":
        return HOLDS[how.hold], bool(how.hold)
    if stop == "variant":
        return _variant(how, row, choice)
    if not has_chain(row):
        return "it has none", False
    if not how.hold:
        return "goes on below it where it fails; only a hold can end that", False
    if how.strict:
        return "nothing else is tried where it fails", True
    return "goes on below it where it fails", False


def _variant(how: How, row: Row, choice: Choice) -> tuple[str, bool]:
    if choice.model.name not in row.server.models:
        return "not known, as the model is not here", False
    chosen, own = variant_of(how, row, choice), usual(row, choice)
    if chosen:
        return chosen, True
    if own:
        return f"{own}, {'as in the chain' if choice.model.variant else 'as before'}", False
    if not variants_of(row, choice):
        return "this model has none", False
    return f"none; it has {', '.join(variants_of(row, choice))}", False
