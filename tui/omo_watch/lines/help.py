"""The help: keys by purpose, and the legend of states, ladder and marks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.style import Style
from textual.strip import Strip

from omo_watch.keys import Key, Purpose, by_purpose
from omo_watch.lines.footer import Hint
from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.picker import PAD, PAGE, inner_rule, key_line
from omo_watch.lines.states import STATES, add_state
from omo_watch_core.state import Mode

WIDE = 120
"""Columns inside the frame from which all stands on one page."""
TALL = 36
"""Lines inside the frame that the one page needs."""
Block = list[Line]


def help_pages(width: int, height: int, mode: Mode, pen: Pen) -> list[list[Strip]]:
    """Draw the help as one page where it fits, else as two."""
    if width >= WIDE and height >= TALL:
        return [_one_page(width, mode, pen)]
    return [_first_page(width, mode, pen), _second_page(width, pen)]


def _one_page(width: int, mode: Mode, pen: Pen) -> list[Strip]:
    groups = by_purpose(mode == "watch")
    empty = blank(width, pen.style("text", on=PAGE))
    keys = [_keys(name, groups[name], 10, pen) for name in groups]
    right = _block("Ladder, first choice on the left", _rungs(pen, 3), pen)
    right += [_empty(pen), _words(f"no {pen.glyphs.current} in a ladder: nobody answers", pen)]
    left = _block("States, worst first", _states(pen, short=False), pen)
    marks = _block("Marks", _marks(pen), pen)
    charge = _block("In charge", _in_charge(pen), pen)
    return [
        empty,
        *_beside(keys, (30, 30, 30), width, pen),
        empty,
        inner_rule(width, pen),
        *_beside([left, right], (65,), width, pen),
        empty,
        *_beside([marks, charge], (65,), width, pen),
        empty,
        key_line((("esc", "close"),), width, pen),
    ]


def _first_page(width: int, mode: Mode, pen: Pen) -> list[Strip]:
    groups = by_purpose(mode == "watch")
    act = _keys("Act", groups["Act"], 4, pen) if groups["Act"] else []
    look = _keys("Look", groups["Look"], 4, pen) + _keys("Also", groups["Also"], 4, pen)
    keys = [_keys("Move", groups["Move"], 11, pen), look, act]
    hints: tuple[Hint, ...] = (("esc", "close"), ("space", "states, and who is in charge"))
    return [
        *_beside(keys, (27, 24), width, pen),
        inner_rule(width, pen),
        *_beside([_block("Marks", _marks(pen), pen)], (), width, pen),
        key_line(hints, width, pen),
    ]


def _second_page(width: int, pen: Pen) -> list[Strip]:
    left = _block("States", _states(pen, short=True), pen)
    right = _block("Ladder", _rungs(pen, 3), pen)
    return [
        *_beside([left, right], (39,), width, pen),
        inner_rule(width, pen),
        *_beside([_block("In charge", _in_charge(pen), pen)], (), width, pen),
        key_line((("esc", "close"), ("space", "keys and marks")), width, pen),
    ]


def _beside(blocks: Sequence[Block], widths: tuple[int, ...], width: int, pen: Pen) -> list[Strip]:
    """Put blocks of lines beside each other; `widths` are the cells of all but the last."""
    strips: list[Strip] = []
    for parts in zip_longest(*blocks):
        line = _empty(pen)
        for place, part in enumerate(parts):
            # lines begin one cell early: it is the padding of a chip
            line.to(PAD - 1 + sum(widths[:place]))
            if part is not None:
                line.join(part)
        strips.append(line.strip(width))
    return strips


def _block(title: str, lines: Block, pen: Pen) -> Block:
    heading = _empty(pen).gap().add(title, pen.style("accent", bold=True, on=PAGE))
    return [heading, *lines]


def _keys(name: Purpose, keys: list[Key], room: int, pen: Pen) -> Block:
    lines: Block = []
    for key in keys:
        line = _empty(pen).gap().add(key.shown, pen.style("text", bold=True, on=PAGE))
        lines.append(line.to(1 + room).add(key.what, pen.style("soft", on=PAGE)))
    return _block(name, lines, pen)


def _states(pen: Pen, short: bool) -> Block:
    lines: Block = []
    for state, look in STATES.items():
        line = _empty(pen)
        add_state(line, state, pen, on=PAGE)
        line.to(12 if short else 11).add(look.short if short else look.meaning, _soft(pen))
        lines.append(line)
    return lines


def _rungs(pen: Pen, room: int) -> Block:
    glyphs = pen.glyphs
    looks = (
        (glyphs.current, "busy", "answers now"),
        (glyphs.next, "text", "next"),
        (glyphs.idle, "muted", "untried"),
        (glyphs.failed, "bad", "failed"),
        (glyphs.clock, "wait", "cooling, comes back by itself"),
        (glyphs.absent, "muted", "not connected"),
        (glyphs.more, "muted", "more rungs on this side"),
    )
    return [_sign(glyph, role, words, room, pen) for glyph, role, words in looks]


def _marks(pen: Pen) -> Block:
    glyphs = pen.glyphs
    return [
        _sign(glyphs.proved, "done", "proved: an answer of that model was seen", 10, pen),
        _sign(glyphs.mismatch, "bad", "what was claimed and what was seen differ", 10, pen),
        _sign(glyphs.not_proved, "bad", "not proved, or came back", 10, pen),
        _sign(f"{glyphs.asking}1", "ask", "the worst state below this row, and how many", 10, pen),
        _sign("#1", "muted", "the place of a task in the queue of its lane", 10, pen),
    ]


def _in_charge(pen: Pen) -> Block:
    return [
        _sign("plugin", "text", "moves models itself; omo-watch watches", 12, pen),
        _sign("omo-watch", "text", "one follows the chains by itself", 12, pen),
        _sign("nobody", "text", "nothing moves unless you do", 12, pen),
    ]


def _sign(sign: str, role: str, words: str, room: int, pen: Pen) -> Line:
    line = _empty(pen).gap().add(sign, pen.style(role, on=PAGE))
    return line.to(1 + room).add(words, _soft(pen))


def _words(text: str, pen: Pen) -> Line:
    return _empty(pen).gap().add(text, pen.style("muted", on=PAGE))


def _soft(pen: Pen) -> Style:
    return pen.style("soft", on=PAGE)


def _empty(pen: Pen) -> Line:
    return Line(pen.style("text", on=PAGE))
