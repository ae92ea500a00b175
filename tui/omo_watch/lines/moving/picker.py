"""The rows and sentences of the picker of models."""

from __future__ import annotations

from difflib import get_close_matches

from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.figures import tokens
from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE
from omo_watch.lines.moving.choice import Choice
from omo_watch.lines.moving.consequence import move_sentences
from omo_watch.lines.moving.plan import How
from omo_watch.lines.naming import model_in
from omo_watch.lines.pen import Pen
from omo_watch.lines.steered import steered_ago
from omo_watch.lines.text import fit, wrap
from omo_watch_core.clock import countdown
from omo_watch_core.select.row import Row

NAME, STATE, PLACE = 28, 10, 20
GONE = "That model is not there any more; choose another one."
SAID = 4
HEADING = "other models"
KEYS: tuple[Hint, ...] = (("enter", "move"), ("tab", "options"), ("esc", "leave as it is"))


def list_rows(found: list[Choice]) -> list[Choice | None]:
    """Give the rows of the list; None is the heading above models outside the chain."""
    chain: list[Choice | None] = [choice for choice in found if choice.rung is not None]
    others = [choice for choice in found if choice.rung is None]
    heading: list[Choice | None] = [None] if chain and others else []
    return [*chain, *heading, *others]


def choice_lines(
    rows: list[Choice | None], cursor: int, top: int, height: int, now_ms: int, width: int, pen: Pen
) -> list[Strip]:
    """Draw the rows in view."""
    lines: list[Strip] = []
    for place in range(top, min(top + height, len(rows))):
        choice = rows[place]
        if choice is None:
            line = Line(pen.style("text", on=PAGE)).gap(PAD)
            lines.append(line.add(HEADING, pen.style("muted", on=PAGE)).strip(width))
        else:
            lines.append(_choice(choice, place == cursor, now_ms, width, pen))
    return lines + [blank(width, pen.style("text", on=PAGE))] * (height - len(lines))


def said_lines(
    row: Row, choice: Choice, how: How, now_ms: int, width: int, pen: Pen
) -> list[Strip]:
    """Say what such a move to this model does, in four lines."""
    room = width - 2 * PAD + 1
    said = [
        (text, "soft" if place else "text")
        for place, sentence in enumerate([*_other(row, now_ms), *move_sentences(row, choice, how)])
        for text in wrap(sentence, room)
    ]
    if len(said) > SAID:
        last, role = said[SAID - 1]
        said[SAID - 1] = (fit(f"{last} {pen.glyphs.ellipsis}", room, pen.glyphs.ellipsis), role)
    lines: list[Strip] = []
    for text, role in said[:SAID]:
        line = Line(pen.style("text", on=PAGE)).gap(PAD)
        lines.append(line.add(text, pen.style(role, on=PAGE)).strip(width))
    return _filled(lines, SAID, width, pen)


def _other(row: Row, now_ms: int) -> list[str]:
    """Say who else steers it, before a person does."""
    other = row.steered
    return [f"{steered_ago(other, now_ms)}."] if other and not other.own else []


def nothing_lines(row: Row, typed: str, width: int, pen: Pen) -> list[Strip]:
    """Say that no model has the typed letters, and which ones are near; or that it is gone."""
    if not typed and row.server.models:
        return _filled([_soft(GONE, width, pen)], SAID, width, pen)
    near = get_close_matches(typed, list(row.server.models), n=2, cutoff=0.3)
    said = f"{row.server.name} has no model `{typed}`."
    texts = [said, *([f"Nearest: {', '.join(near)}."] if near else []), "Nothing was sent."]
    if not row.server.models:
        texts = [f"The models of {row.server.name} are not known yet."]
    return _filled([_soft(text, width, pen) for text in texts], SAID, width, pen)


def _soft(text: str, width: int, pen: Pen) -> Strip:
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    text = fit(text, width - 2 * PAD, pen.glyphs.ellipsis)
    return line.add(text, pen.style("soft", on=PAGE)).strip(width)


def _filled(lines: list[Strip], height: int, width: int, pen: Pen) -> list[Strip]:
    return lines + [blank(width, pen.style("text", on=PAGE))] * (height - len(lines))


def _choice(choice: Choice, here: bool, now_ms: int, width: int, pen: Pen) -> Strip:
    on = "cursor" if here else PAGE
    line = Line(pen.style("text", on=on))
    line.add(pen.glyphs.edge if here else " ", pen.style("accent", on=on)).to(PAD)
    role = "muted" if choice.standing == "absent" else "text"
    name = model_in(choice.model, NAME, pen.glyphs.ellipsis)
    marked = here and pen.ink.plain
    line.add(name, pen.style(role, bold=here, on=on, underline=marked)).to(PAD + NAME + 1)
    _add_standing(line, choice, now_ms, on, pen)
    line.to(PAD + NAME + 1 + STATE + 1)
    place, role = _place(choice)
    line.add(fit(place, PLACE, pen.glyphs.ellipsis), pen.style(role, on=on))
    context = tokens(choice.context) if choice.context else ""
    return line.right(context, pen.style("muted", on=on), width - PAD).strip(width)


def _add_standing(line: Line, choice: Choice, now_ms: int, on: str, pen: Pen) -> None:
    glyphs = pen.glyphs
    match choice.standing:
        case "cooling":
            left = countdown((choice.until_ms or now_ms) - now_ms)
            line.add(f"{glyphs.clock} {left}", pen.style("wait", on=on))
        case "failed":
            line.add(f"{glyphs.failed} failed", pen.style("bad", on=on))
        case "answers":
            line.add(f"{glyphs.current} answers", pen.style("busy", on=on))
        case "last":
            line.add(f"{glyphs.current} last", pen.style("soft", on=on))
        case "absent":
            line.add(f"{glyphs.absent} not here", pen.style("muted", on=on))
        case "held":
            line.add(f"{glyphs.set} held", pen.style("accent", on=on))
        case "free":
            line.add(f"{glyphs.idle} free", pen.style("soft", on=on))


def _place(choice: Choice) -> tuple[str, str]:
    if choice.too_small:
        return "context too small", "wait"
    if choice.rung is None:
        return "not in the chain", "muted"
    return (
        (f"rung {choice.rung}, next", "accent")
        if choice.is_next
        else (f"rung {choice.rung}", "muted")
    )
