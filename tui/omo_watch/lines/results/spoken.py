"""What the screen itself says in the place of results; no server was asked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.results.edge import PAGE, edge, sentence_lines
from omo_watch_core.journal.cut_off import sentence
from omo_watch_core.journal.nouns import Deed

CLOSE: Hint = ("esc", "close")


def refused_lines(why: str, width: int, pen: Pen) -> list[Strip]:
    """Draw why the screen itself did nothing."""
    return sentence_lines(_head(pen.glyphs.absent, "refused", "soft", pen), why, "soft", width, pen)


def said_lines(word: str, what: str, width: int, pen: Pen) -> list[Strip]:
    """Draw what a key did on this machine."""
    return sentence_lines(_head(pen.glyphs.set, word, "accent", pen), what, "accent", width, pen)


def quiet_lines(word: str, what: str, width: int, pen: Pen) -> list[Strip]:
    """Draw that a key did nothing, and where it does something."""
    head = _head(pen.glyphs.absent, word, "muted", pen, begin="line")
    return sentence_lines(head, what, "line", width, pen)


def fault_lines(why: str, width: int, pen: Pen) -> list[Strip]:
    """Draw that something of the program itself fails; it stays until it is closed."""
    head = _head(pen.glyphs.failed, "fault", "bad", pen)
    return sentence_lines(head, why, "bad", width, pen, [CLOSE])


def settings_lines(faults: Sequence[str], width: int, pen: Pen) -> list[Strip]:
    """Draw the first thing that is wrong in the settings, and how to read all."""
    many = "read it" if len(faults) == 1 else f"all {len(faults)}"
    keys: list[Hint] = [(pen.keyboard.key("faults"), many), CLOSE]
    head = _head(pen.glyphs.failed, "settings", "bad", pen)
    return sentence_lines(head, faults[0], "bad", width, pen, keys)


def cut_off_lines(deeds: Sequence[Deed], width: int, pen: Pen) -> list[Strip]:
    """Draw what a program that is gone left half done; it stays until it is closed."""
    more = f" (and {len(deeds) - 1} more)" if len(deeds) > 1 else ""
    head = _head(pen.glyphs.failed, "cut off", "bad", pen)
    return sentence_lines(head, f"{sentence(deeds[-1])}{more}", "bad", width, pen, [CLOSE])


def _head(sign: str, word: str, role: str, pen: Pen, begin: str = "") -> Line:
    style = pen.style(role, bold=True, on=PAGE)
    return edge(begin or role, pen).add(f"{sign} {word}", style).gap(3)
