"""The lines of the modal in which a person answers a request."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.answering.asked import Asked, permission_choices, reject_words
from omo_watch.lines.clicked import placed
from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE, key_line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, wrap
from omo_watch_core.model import Question

MOST_LINES = 6
"""Lines that what is asked may take; a script may be longer than any modal."""
TEXT = 13
LABEL = 30
DEAD = "Its run is over and nobody waits for this any more."


def permission_lines(what: Asked, typing: bool, width: int, pen: Pen) -> list[Strip]:
    """Draw what a permission is for and what each answer does."""
    empty = blank(width, pen.style("text", on=PAGE))
    lines = [empty, _where(what, width, pen), empty]
    name = what.ask.title.partition(" ")[0] if what.ask.patterns else what.ask.title
    lines.append(_plain(f"It wants permission: {name}", "soft", width, pen))
    patterns = [text for pattern in what.ask.patterns for text in wrap(pattern, width - 3 * PAD)]
    lines += _block(patterns, width, pen)
    lines.append(empty)
    if what.dead:
        lines += [_plain(DEAD, "text", width, pen), empty]
    for key, label, does in permission_choices(what):
        lines += _choice(key, label, does, width, pen)
    return [*lines, empty, key_line(_permission_keys(what, typing), width, pen)]


def question_lines(
    what: Asked, step: int, cursor: int, marked: frozenset[int], typing: bool, width: int, pen: Pen
) -> list[Strip]:
    """Draw one question of a request with its choices."""
    empty = blank(width, pen.style("text", on=PAGE))
    lines = [empty, _where(what, width, pen), empty]
    question, count = what.ask.questions[step], len(what.ask.questions)
    number = f"{step + 1} of {count}: " if count > 1 else ""
    asks = wrap(f"{number}{question.text}", width - 2 * PAD)
    lines += [_plain(text, "text", width, pen, bold=True) for text in _cut(asks, pen)]
    lines.append(empty)
    if what.dead:
        lines += [_plain(DEAD, "text", width, pen), empty]
        lines += _choice("R", "clean up", permission_choices(what)[0][2], width, pen)
        return [*lines, empty, key_line((("R", "clean up"), ("esc", "leave it")), width, pen)]
    room = min(max((cell_len(label) for label, _ in question.options), default=0), LABEL)
    for place, option in enumerate(question.options):
        mark = place in marked if question.multiple else None
        lines.append(_option(place, option, mark, place == cursor, room, width, pen))
    lines += [empty, *_choice("R", "dismiss", reject_words(what), width, pen)]
    keys = _question_keys(question, typing, last=step + 1 == count)
    return [*lines, empty, key_line(keys, width, pen)]


def _permission_keys(what: Asked, typing: bool) -> tuple[Hint, ...]:
    if typing:
        return (("enter", "reject with these words"), ("esc", "stop typing"))
    keys = tuple((key, label) for key, label, _ in permission_choices(what))
    return (*keys, ("esc", "leave it" if what.dead else "leave it waiting"))


def _question_keys(question: Question, typing: bool, last: bool) -> tuple[Hint, ...]:
    enter = "answer" if last else "next question"
    if typing:
        return (("enter", enter), ("esc", "stop typing"))
    keys: list[Hint] = [("enter", enter)] if question.options else []
    keys += [("space", "mark")] if question.multiple else []
    keys += [("i", "own words")] if question.custom else []
    return (*keys, ("R", "dismiss"), ("esc", "leave it waiting"))


def _where(what: Asked, width: int, pen: Pen) -> Strip:
    """Say who asks: the path from the topmost session, the server, the folder."""
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    place = f"{what.server}  {what.ask.directory}"
    room = width - 2 * PAD
    path = " / ".join(what.path)
    line.add(fit(path, room, pen.glyphs.ellipsis), pen.style("text", on=PAGE))
    left = room + PAD - line.width - 2
    if left > 8:
        line.gap(2).add(fit(place, left, pen.glyphs.ellipsis), pen.style("muted", on=PAGE))
    return line.strip(width)


def _block(texts: list[str], width: int, pen: Pen) -> Iterator[Strip]:
    """Quote what is to be run, on a surface of its own."""
    for text in _cut(texts, pen):
        line = Line(pen.style("text", on=PAGE)).gap(PAD)
        line.add(" ", pen.style("text", on="surface"))
        line.add(text, pen.style("text", bold=True, on="surface"))
        left = width - PAD - line.width
        yield line.add(" " * max(left, 0), pen.style("text", on="surface")).strip(width)


def _cut(texts: list[str], pen: Pen) -> list[str]:
    if len(texts) <= MOST_LINES:
        return texts
    more = f"{pen.glyphs.ellipsis} and {len(texts) - MOST_LINES + 1} more lines"
    return [*texts[: MOST_LINES - 1], more]


def _choice(key: str, label: str, does: str, width: int, pen: Pen) -> Iterator[Strip]:
    for place, text in enumerate(wrap(does, width - TEXT - PAD)):
        line = Line(pen.style("text", on=PAGE)).gap(PAD)
        if not place:
            line.add(key, pen.style("accent", bold=True, on=PAGE)).gap(2)
            line.add(label, pen.style("text", bold=True, on=PAGE))
        yield line.to(TEXT + PAD).add(text, pen.style("soft", on=PAGE)).strip(width)


def _option(
    place: int,
    option: tuple[str, str],
    mark: bool | None,
    here: bool,
    room: int,
    width: int,
    pen: Pen,
) -> Strip:
    on, (label, does) = "cursor" if here else PAGE, option
    line = Line(pen.style("text", on=on))
    line.add(pen.glyphs.edge if here else " ", pen.style("accent", on=on)).to(PAD)
    digit = str(place + 1) if place < 9 else " "
    line.add(digit, pen.style("accent", bold=True, on=on)).gap(2)
    if mark is not None:
        line.add("[x] " if mark else "[ ] ", pen.style("text", on=on))
    bold = here or bool(mark)
    began = line.width
    shown = fit(label, width - PAD - began if not does else room, pen.glyphs.ellipsis)
    line.add(shown, pen.style("text", bold=bold, on=on, underline=here and pen.ink.plain))
    line.to(began + room + 2)
    left = width - PAD - line.width
    if left > 4:
        line.add(fit(does, left, pen.glyphs.ellipsis), pen.style("soft", on=on))
    return placed(line.strip(width), place)


def _plain(text: str, role: str, width: int, pen: Pen, *, bold: bool = False) -> Strip:
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    text = fit(text, width - 2 * PAD, pen.glyphs.ellipsis)
    return line.add(text, pen.style(role, bold=bold, on=PAGE)).strip(width)
