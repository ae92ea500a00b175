"""The lines of the choice how to stop all that is marked, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.strip import Strip

from omo_watch.lines.clicked import placed
from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE, key_line, plain
from omo_watch.lines.naming import name_of
from omo_watch.lines.pen import Pen
from omo_watch.lines.states import glyph_of
from omo_watch.lines.stopping.choice import STRENGTHS, WATCHES, How
from omo_watch.lines.stopping.words import short_words
from omo_watch.lines.text import fit
from omo_watch_core.commands import Strength
from omo_watch_core.family import descendants
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.state import SessionKey, State

NAME, LEFT = 30, 5
WHAT: dict[How, str] = {
    "steer": "ask each to wrap up: one message, nothing is stopped",
    "abort": "stop each of these sessions",
    "tree": "stop each of them and all below",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Hold one session that is to be stopped with others."""

    row: Row
    running: tuple[str, ...]
    """Ids of what runs below it."""
    above: tuple[SessionKey, str] | None
    """The marked session whose tree it belongs to, and that one's name."""


def marked_rows(state: State, keys: Iterable[SessionKey]) -> list[Marked]:
    """Gather what is marked, in the order of names; what is gone is left out."""
    rows = {key: found for key in keys if (found := _row(state, key)) is not None}
    below = {key: descendants(found.server, found.session.id) for key, found in rows.items()}
    above: dict[SessionKey, SessionKey] = {}
    for key in rows:
        over = [other for other in rows if other[0] == key[0] and key[1] in below[other]]
        top = [other for other in over if not any(other[1] in below[one] for one in over)]
        if top:
            above[key] = top[0]
    ordered = sorted(rows.values(), key=lambda found: name_of(found.session).lower())
    return [
        Marked(
            row=found,
            running=_running(found, below[found.key.key]),
            above=_named(rows, above.get(found.key.key)),
        )
        for found in ordered
    ]


def _named(rows: dict[SessionKey, Row], key: SessionKey | None) -> tuple[SessionKey, str] | None:
    return (key, name_of(rows[key].session)) if key is not None else None


def _row(state: State, key: SessionKey) -> Row | None:
    return row(state, RowKey(server=key[0], session=key[1]))


def _running(found: Row, names: Sequence[str]) -> tuple[str, ...]:
    known = found.server.sessions
    return tuple(name for name in names if known[name].status != "idle")


def least_harm(marked: Sequence[Marked]) -> Strength:
    """Choose the strength that does least harm among those that help."""
    return "steer" if marked and all(each.row.state == "busy" for each in marked) else "abort"


def bulk_lines(
    marked: Sequence[Marked], chosen: How, width: int, height: int, pen: Pen
) -> list[Strip]:
    """Draw the strengths, each session with what happens to it, and the keys."""
    empty = blank(width, pen.style("text", on=PAGE))
    lines = [empty]
    for place, how in enumerate(STRENGTHS):
        lines.append(_strength(place + 1, how, how == chosen, width, pen))
    room = max(height - len(lines) - LEFT, 1)
    most = len(marked) if len(marked) <= room else room - 1
    lines.append(empty)
    lines += [_session(each, chosen, width, pen) for each in marked[:most]]
    if most < len(marked):
        lines.append(plain(f"and {len(marked) - most} more", "muted", width, pen))
    watches = WATCHES if chosen != "steer" else ""
    keys = (("enter", f"{chosen} {len(marked)}"), ("1 2 3", "choose"), ("esc", "leave them"))
    return [*lines, empty, plain(watches, "muted", width, pen), empty, key_line(keys, width, pen)]


def _strength(digit: int, how: How, here: bool, width: int, pen: Pen) -> Strip:
    on = "cursor" if here else PAGE
    line = Line(pen.style("text", on=on))
    line.add(pen.glyphs.edge if here else " ", pen.style("accent", on=on)).to(PAD)
    line.add(str(digit), pen.style("accent", bold=True, on=on)).gap(2)
    line.add(how, pen.style("text", bold=True, on=on, underline=here and pen.ink.plain))
    strip = line.to(PAD + 12).add(WHAT[how], pen.style("soft", on=on)).strip(width)
    return placed(strip, digit - 1)


def _session(each: Marked, chosen: How, width: int, pen: Pen) -> Strip:
    found = each.row
    above = each.above[1] if each.above and chosen == "tree" else ""
    style = pen.style("text", on=PAGE)
    line = Line(style).gap(PAD).add(glyph_of(found.state, pen.glyphs), style).gap()
    line.add(fit(name_of(found.session), NAME, pen.glyphs.ellipsis), style).to(PAD + NAME + 4)
    words = short_words(found, chosen, len(each.running), above)
    room = width - line.width - PAD
    return line.add(fit(words, room, pen.glyphs.ellipsis), pen.style("soft", on=PAGE)).strip(width)
