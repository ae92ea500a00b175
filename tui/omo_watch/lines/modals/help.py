"""The help: keys by purpose, and the legend of states, ladder and marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from omo_watch.keys.elsewhere import ORDER, bare
from omo_watch.keys.key import PAGES, Hint, Key, Place, Purpose
from omo_watch.keys.places import name_of_place
from omo_watch.keys.table import of_place
from omo_watch.lines.frame.footer import hints_line
from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE, inner_rule
from omo_watch.lines.pen import Pen
from omo_watch.lines.states import STATES, add_state
from omo_watch.lines.text import fit
from omo_watch_core.state import Mode

PURPOSES: tuple[Purpose, ...] = ("Move", "Look", "Act", "Also")
COLUMNS: tuple[tuple[Purpose, ...], ...] = (("Move",), ("Look", "Also"), ("Act",))
WIDE = 120
"""Columns inside the frame from which four blocks stand beside each other."""
Block = list[Line]
OTHERS: tuple[Place, ...] = (*ORDER, "connect")


@dataclass(frozen=True, slots=True)
class Band:
    """Hold blocks beside each other, which are never cut."""

    title: str
    """For the key that turns to it."""
    strips: list[Strip]


def help_pages(place: Place, width: int, height: int, mode: Mode, pen: Pen) -> list[list[Strip]]:
    """Draw the help: keys of this page first, signs, then keys of other pages."""
    pages: list[list[Band]] = [[]]
    used = 0
    for band in _bands(place, width, mode, pen):
        needed = len(band.strips) + 1
        if pages[-1] and used + needed > height - 1:
            pages.append([])
            used = 0
        pages[-1].append(band)
        used += needed
    return [_page(place, pages, number, width, pen) for number in range(len(pages))]


def _page(place: Place, pages: list[list[Band]], number: int, width: int, pen: Pen) -> list[Strip]:
    """Put a rule between bands, and the keys below them."""
    strips: list[Strip] = []
    for band in pages[number]:
        strips += ([inner_rule(width, pen)] if strips else []) + band.strips
    hints: list[Hint] = [("esc", "close")]
    if len(pages) > 1:
        after = pages[(number + 1) % len(pages)]
        hints.append(("space", after[0].title))
    line = Line(pen.style("text", on=PAGE)).gap(PAD).join(hints_line(hints, 100, pen, on=PAGE))
    if len(pages) > 1:
        line.right(f"{number + 1} of {len(pages)}", pen.style("muted", on=PAGE), width - PAD)
    return [*strips, blank(width, pen.style("text", on=PAGE)), line.strip(width)]


def _bands(place: Place, width: int, mode: Mode, pen: Pen) -> Iterator[Band]:
    read_only = mode == "watch"
    mine = list(of_place(place, read_only))
    yield Band(f"keys of {name_of_place(place)}", _keys_of(mine, width, pen))
    marks, charge = _block("Marks", _marks(pen), pen), _block("In charge", _in_charge(pen), pen)
    if width >= WIDE:
        yield Band("marks", _beside((marks, charge), (65,), width, pen))
    else:
        yield Band("marks", _beside((marks,), (), width, pen))
    signs = (
        _block("States, worst first", _states(pen, short=width < WIDE), pen),
        _block("Ladder, first choice on the left", _ladder(pen), pen),
    )
    yield Band("states and ladder", _beside(signs, (65 if width >= WIDE else 39,), width, pen))
    if width < WIDE:
        yield Band("who is in charge", _beside((charge,), (), width, pen))
    listed = {(key.shown, key.what) for key in mine}
    for other in OTHERS:
        keys = [key for key in of_place(other, read_only) if (key.shown, key.what) not in listed]
        listed |= {(key.shown, key.what) for key in keys}
        if other != place and keys:
            title = _empty(pen).gap(PAD).add(f"Only on {name_of_place(other)}", _soft(pen))
            strips = [title.strip(width), *_keys_of(keys, width, pen)]
            yield Band(f"keys of {name_of_place(other)}", strips)


def _keys_of(keys: Sequence[Key], width: int, pen: Pen) -> list[Strip]:
    """Draw keys by purpose; two short groups share a column."""
    own = sorted(keys, key=lambda key: key.places >= PAGES)
    groups: dict[Purpose, list[Key]] = {
        name: [key for key in own if key.purpose == name] for name in PURPOSES
    }
    filled: list[list[Purpose]] = [[n for n in names if groups[n]] for names in COLUMNS]
    columns = [names for names in filled if names]
    widths = _widths([[groups[name] for name in names] for names in columns], width, pen)
    blocks = [
        [line for name in names for line in _keys(name, groups[name], cells - 2, pen)]
        for names, cells in zip(columns, widths, strict=True)
    ]
    return _beside(blocks, tuple(widths[:-1]), width, pen)


def _widths(columns: Sequence[Sequence[Sequence[Key]]], width: int, pen: Pen) -> list[int]:
    """Give each column what it needs; where that is too much, the widest ones give way."""
    widths = [max(_width(keys, pen) for keys in groups) + 3 for groups in columns]
    if width >= WIDE:
        widths = [max(cells, 34) for cells in widths]
    while sum(widths) > width - PAD:
        widths[widths.index(max(widths))] -= 1
    return widths


def _width(keys: Sequence[Key], pen: Pen) -> int:
    return _room(keys, pen) + max(cell_len(bare(key)) for key in keys)


def _room(keys: Sequence[Key], pen: Pen) -> int:
    return max(cell_len(pen.keyboard.shown(key)) for key in keys) + 2


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


def _keys(name: Purpose, keys: list[Key], width: int, pen: Pen) -> Block:
    """Draw a group of keys."""
    room = _room(keys, pen)
    lines: Block = []
    for key in keys:
        line = _empty(pen).gap().add(pen.keyboard.shown(key), pen.style("text", bold=True, on=PAGE))
        what = fit(bare(key), width - room, pen.glyphs.ellipsis)
        lines.append(line.to(1 + room).add(what, _soft(pen)))
    return _block(name, lines, pen)


def _ladder(pen: Pen) -> Block:
    return [*_rungs(pen, 3), _words(f"no {pen.glyphs.current} in a ladder: nobody answers", pen)]


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
