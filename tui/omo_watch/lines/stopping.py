"""The lines of the choice how to stop a session."""

from __future__ import annotations

from dataclasses import dataclass

from textual.strip import Strip

from omo_watch.lines.consequence import (
    abort_words,
    in_charge_sentence,
    steer_words,
    tree_words,
)
from omo_watch.lines.facts import count_below
from omo_watch.lines.line import Line, blank
from omo_watch.lines.naming import name_of
from omo_watch.lines.pen import Pen
from omo_watch.lines.picker import PAD, PAGE, key_line
from omo_watch.lines.states import add_counts
from omo_watch.lines.steered import steered_ago
from omo_watch.lines.text import fit, wrap
from omo_watch_core.commands import Strength
from omo_watch_core.family import descendants
from omo_watch_core.model import SessionState
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.row import Row, RowKey
from omo_watch_core.state import State

STRENGTHS: tuple[Strength, ...] = ("steer", "abort", "tree")
WHAT = {
    "steer": "ask it to wrap up",
    "abort": "stop this session only",
    "tree": "stop this session and all below",
}
TEXT = 13
WATCHES = "Then we watch for 3s of quiet: stopped, still alive, or came back."


@dataclass(frozen=True, slots=True)
class Stopping:
    """Hold what is to be stopped."""

    row: Row
    below: dict[SessionState, int]
    running: tuple[str, ...]
    """Titles of what runs below."""
    other: str = ""
    """Who else steers it, and when that began."""


def stopping(state: State, row: Row) -> Stopping:
    """Gather what would stop with a session."""
    names = descendants(row.server, row.session.id)
    keys = tuple(RowKey(server=row.server.name, session=name) for name in names)
    sessions = [row.server.sessions[name] for name in names]
    running = tuple(name_of(s) for s in sessions if s.status != "idle")
    steered = row.steered
    other = steered_ago(steered, state.now_ms) if steered and not steered.own else ""
    return Stopping(row, count_below(state, keys), running, other)


def least_harm(what: Stopping) -> Strength:
    """Choose the strength that does least harm among those that help."""
    if what.row.session.status == "idle":
        return "tree" if what.running else "abort"
    return "steer" if what.row.state == "busy" else "abort"


def stopping_lines(what: Stopping, chosen: Strength, width: int, pen: Pen) -> list[Strip]:
    """Draw who is in charge, the strengths, what stops by name, and the keys."""
    empty = blank(width, pen.style("text", on=PAGE))
    other = [_plain(f"{what.other}.", "text", width, pen)] if what.other else []
    lines = [empty, *other, _in_charge(what, width, pen), empty]
    for place, strength in enumerate(STRENGTHS):
        lines += _strength(place + 1, strength, what, strength == chosen, width, pen)
        lines.append(empty)
    lines.append(_plain(_by_name(what, chosen), "soft", width, pen))
    lines.append(_plain(WATCHES if chosen != "steer" else "", "muted", width, pen))
    keys = (("enter", chosen), ("1 2 3", "choose"), ("esc", "leave it running"))
    return [*lines, empty, key_line(keys, width, pen)]


def _in_charge(what: Stopping, width: int, pen: Pen) -> Strip:
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    line.add(in_charge_sentence(what.row), pen.style("soft", on=PAGE)).gap()
    loud: dict[SessionState, int] = {
        state: count for state, count in what.below.items() if state not in ("idle", "done")
    }
    if not what.below:
        line.add("Nothing is below.", pen.style("soft", on=PAGE))
    elif not loud:
        line.add(f"Below: {sum(what.below.values())} at rest.", pen.style("soft", on=PAGE))
    else:
        line.add("Below: ", pen.style("soft", on=PAGE))
        add_counts(line, loud, pen, on=PAGE, between=2)
    return line.strip(width)


def _strength(
    digit: int, strength: Strength, what: Stopping, here: bool, width: int, pen: Pen
) -> list[Strip]:
    on = "cursor" if here else PAGE
    texts = [WHAT[strength], *wrap(_words(strength, what), width - TEXT - PAD)]
    lines: list[Strip] = []
    for place, text in enumerate(texts):
        line = Line(pen.style("text", on=on))
        line.add(pen.glyphs.edge if here else " ", pen.style("accent", on=on)).to(PAD)
        if not place:
            marked = here and pen.ink.plain
            line.add(str(digit), pen.style("accent", bold=True, on=on)).gap(2)
            line.add(strength, pen.style("text", bold=True, on=on, underline=marked))
        role = "soft" if here or not place else "muted"
        lines.append(line.to(TEXT).add(text, pen.style(role, on=on)).strip(width))
    return lines


def _words(strength: Strength, what: Stopping) -> str:
    if strength == "steer":
        return steer_words(what.row)
    say = abort_words if strength == "abort" else tree_words
    return say(what.row, len(what.running))


def _by_name(what: Stopping, chosen: Strength) -> str:
    """Name what stops; what is only likely to stop is not named."""
    row = what.row
    own = [name_of(row.session)] if row.session.status != "idle" else []
    if chosen == "steer":
        return "Stops nothing."
    plugin = plugin_in(row.server, row.session.info.directory)
    sure = chosen == "tree" or plugin is False
    names = own + (list(what.running) if sure else [])
    if not names:
        return "Stops nothing: nothing runs."
    return f"Stops {_listed(names)}."


def _listed(names: list[str]) -> str:
    shown = names[:3]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(shown) + more


def _plain(text: str, role: str, width: int, pen: Pen) -> Strip:
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    text = fit(text, width - 2 * PAD, pen.glyphs.ellipsis)
    return line.add(text, pen.style(role, on=PAGE)).strip(width)
