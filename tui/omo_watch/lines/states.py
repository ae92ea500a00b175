"""How each state of a session looks: glyph, role and loudness, worst first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from rich.style import Style

from omo_watch.glyphs import Glyphs
from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch_core.model import SessionState

Loudness = Literal["loud", "middle", "quiet", "muted"]
WORD = 7
"""Cells of the longest state word."""


class StateLook(NamedTuple):
    """Hold how one state looks and what it means; its sign comes from `glyph_of`."""

    role: str
    loudness: Loudness
    meaning: str
    short: str


STATES: dict[SessionState, StateLook] = {
    "asking": StateLook(
        "ask",
        "loud",
        "a permission or question waits for a person",
        "a person must answer",
    ),
    "stuck": StateLook(
        "bad",
        "loud",
        "no way forward by itself; the row names the cause",
        "no way forward",
    ),
    "failed": StateLook(
        "bad",
        "middle",
        "ended with an error, or without an answer",
        "error, or no answer",
    ),
    "retry": StateLook(
        "wait",
        "quiet",
        "waits for a limit; the time counts down",
        "waits for a limit",
    ),
    "parked": StateLook(
        "wait",
        "quiet",
        "put aside by an operator until its limit ends",
        "put aside until then",
    ),
    "unknown": StateLook(
        "unknown",
        "quiet",
        "the stream had a gap; nothing newer is known",
        "the stream had a gap",
    ),
    "busy": StateLook("busy", "quiet", "works", "works"),
    "done": StateLook(
        "done",
        "quiet",
        "finished, its answer not yet seen by you",
        "answer not yet seen",
    ),
    "idle": StateLook("muted", "muted", "finished and seen", "finished and seen"),
}


def glyph_of(state: SessionState, glyphs: Glyphs) -> str:
    """Give the one-cell sign of a state."""
    if state == "retry":
        return glyphs.clock
    return str(getattr(glyphs, state))


def add_state(line: Line, state: SessionState, pen: Pen, on: str = "ground") -> None:
    """Add the state's ten cells: a chip where it is loud, else mark, glyph and word."""
    look = STATES[state]
    text = f" {glyph_of(state, pen.glyphs)} {state:<{WORD}}"
    if look.loudness == "loud":
        line.add(text, chip_style(state, pen))
    else:
        line.add(text, pen.style(look.role, bold=look.loudness == "middle", on=on))


def chip_style(state: SessionState, pen: Pen) -> Style:
    """Give what the chip of a loud state is drawn with."""
    return pen.ink.chip("ask" if state == "asking" else "stuck")


def add_state_word(line: Line, state: SessionState, pen: Pen, on: str = "ground") -> None:
    """Add glyph and word without a chip, bold where the state is not quiet."""
    style = pen.style(STATES[state].role, bold=is_strong(state), on=on)
    line.add(f"{glyph_of(state, pen.glyphs)} {state}", style)


def is_strong(state: SessionState) -> bool:
    """Tell whether a state is written bold."""
    return STATES[state].loudness in ("loud", "middle")


def add_counts(
    line: Line, counts: Mapping[SessionState, int], pen: Pen, on: str = "ground", between: int = 3
) -> None:
    """Add `? 1 asking   ■ 1 stuck`, worst first, only what is above zero."""
    first = True
    for state, look in STATES.items():
        count = counts.get(state, 0)
        if not count or look.loudness == "muted" or state == "done":
            continue
        line.gap(0 if first else between)
        first = False
        bold = look.loudness in ("loud", "middle")
        style = pen.style(look.role, bold=bold, on=on)
        line.add(f"{glyph_of(state, pen.glyphs)} {count} {state}", style)
