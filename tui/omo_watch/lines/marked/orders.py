"""What happens to each marked session when all are moved, retried or parked together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE, key_line, plain
from omo_watch.lines.moving.choice import Choice
from omo_watch.lines.moving.consequence import move_sentences, stop_sentences
from omo_watch.lines.naming import name_of
from omo_watch.lines.pen import Pen
from omo_watch.lines.sessions.able import RETRIES
from omo_watch.lines.states import glyph_of
from omo_watch.lines.text import fit, wrap
from omo_watch_core.clock import when
from omo_watch_core.commands import Command, LeaseWish, Override, Park, RetryNow
from omo_watch_core.decide import locked
from omo_watch_core.model import ModelRef
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.state import SessionKey, State

Does = Literal["move", "retry", "park"]
NAME, LEFT = 26, 3
WORDS = PAD + NAME + 4
"""Where the words begin."""
TITLES: dict[Does, str] = {"move": "Move {} to {}", "retry": "Retry {} now", "park": "Park {}"}


@dataclass(frozen=True, slots=True)
class Order:
    """Hold what all marked sessions are to do."""

    does: Does
    target: ModelRef | None = None
    """Of `move`."""
    lease: LeaseWish | None = None

    def title(self, many: int) -> str:
        """Say what is asked for, of how many."""
        marked = f"{many} marked session{'' if many == 1 else 's'}"
        return TITLES[self.does].format(marked, self.target.model if self.target else "")

    def command(self, key: SessionKey, nonce: str, batch: str) -> Command:
        """Make the command for one of them."""
        server, session = key
        if self.does == "move" and self.target is not None:
            return Override(
                nonce=nonce, server=server, session=session, batch=batch, target=self.target,
                lease=self.lease,
            )  # fmt: skip
        kind = Park if self.does == "park" else RetryNow
        return kind(nonce=nonce, server=server, session=session, batch=batch)


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one marked session, what happens to it, and whether anything does."""

    row: Row
    words: str
    acts: bool


def items(state: State, keys: Iterable[SessionKey], order: Order) -> list[Item]:
    """Say by name what happens, those that are left as they are at the end."""
    found = (row(state, RowKey(server=key[0], session=key[1])) for key in keys)
    made = [_item(one, order, state) for one in found if one is not None]
    return sorted(made, key=lambda item: (not item.acts, name_of(item.row.session).lower()))


def order_lines(
    made: Sequence[Item], order: Order, width: int, height: int, pen: Pen
) -> list[Strip]:
    """Draw each session with what happens to it, and the keys."""
    empty = blank(width, pen.style("text", on=PAGE))
    lines = [empty, *_items(made, width, max(height - LEFT, 1), pen)]
    many = sum(item.acts for item in made)
    does = (("enter", f"{order.does} {many}"),) if many else ()
    return [*lines, empty, key_line((*does, ("esc", "leave them")), width, pen)]


def order_height(made: Sequence[Item], width: int) -> int:
    """Tell how many lines it takes to say whole what happens to each."""
    return sum(len(_parts(item, width)) for item in made) + LEFT


def _items(made: Sequence[Item], width: int, room: int, pen: Pen) -> list[Strip]:
    """Draw all whole; where the height is not enough, one line each, so that each is named."""
    whole = [line for item in made for line in _lines(item, _parts(item, width), width, pen)]
    if len(whole) <= room:
        return whole
    most = len(made) if len(made) <= room else room - 1
    lines = [line for item in made[:most] for line in _lines(item, [item.words], width, pen)]
    if most < len(made):
        lines.append(plain(f"and {len(made) - most} more", "muted", width, pen))
    return lines


def _parts(item: Item, width: int) -> list[str]:
    return wrap(item.words, width - WORDS - PAD)


def _lines(item: Item, parts: Sequence[str], width: int, pen: Pen) -> list[Strip]:
    """Draw one session, its name at the left of the first line."""
    style = pen.style("text" if item.acts else "muted", on=PAGE)
    said = pen.style("soft" if item.acts else "muted", on=PAGE)
    line = Line(style).gap(PAD).add(glyph_of(item.row.state, pen.glyphs), style).gap()
    line.add(fit(name_of(item.row.session), NAME, pen.glyphs.ellipsis), style)
    lines: list[Strip] = []
    for part in parts:
        words = fit(part, width - WORDS - PAD, pen.glyphs.ellipsis)
        lines.append(line.to(WORDS).add(words, said).strip(width))
        line = Line(style)
    return lines


def _item(found: Row, order: Order, state: State) -> Item:
    if locked(state, found.key.server):
        return Item(found, "left as it is: read-only", False)
    if order.does == "move":
        return _move(found, order)
    felt = " ".join(stop_sentences(found.server, found.session))
    if order.does == "retry":
        able = found.state in RETRIES
        model = answering(found.session)
        words = f"goes on now with {model.model}" if model else "goes on now"
    else:
        able = found.session.status == "retry" and found.state in ("retry", "stuck")
        until = f", goes on {when(found.due_ms, state.now_ms)}" if found.due_ms else ""
        words = f"put aside{until}"
    if not able:
        return Item(found, f"left as it is: {found.state}, no wait to end", False)
    return Item(found, f"{words}. {felt}" if felt else words, True)


def _move(found: Row, order: Order) -> Item:
    target = order.target
    if target is None:
        return Item(found, "left as it is", False)
    info = found.server.models.get(target.name)
    if info is None:
        return Item(found, f"left as it is: {found.server.name} has no such model", False)
    small = 0 < info.context < found.session.context_used
    choice = Choice(target, "free", context=info.context, too_small=small)
    said = [_short(move_sentences(found, choice)[0])]
    said += ["Its context is too small for what the session uses"] if small else []
    felt = stop_sentences(found.server, found.session)
    return Item(found, ". ".join([*said, " ".join(felt)] if felt else said), True)


def _short(sentence: str) -> str:
    """Give the first half of what a move does; the title says which model goes on."""
    return sentence.partition(";")[0].rstrip(".")
