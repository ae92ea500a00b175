"""A permission or a question in the detail of the Inbox."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.keys.table import shown_in
from omo_watch.lines.answering.asked import Asked, permission_choices, reject_words
from omo_watch.lines.inbox.piece import (
    INDENT,
    Choice,
    Piece,
    kept,
    labelled,
    said_lines,
    spare,
)
from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, one_line, wrap
from omo_watch_core.model import Ask
from omo_watch_core.state import State

SHORT = 60
"""Cells of patterns that stand whole beside the key that allows them."""
OPTION = 26
"""Cells for a choice, before what it means."""


def request_head(state: State, what: Asked, width: int, pen: Pen) -> list[Piece]:
    """Say who wants something."""
    session = state.session((what.server, what.ask.session))
    agent = one_line(session.info.agent or "") if session else ""
    who = f"The agent {agent}" if agent else "It"
    if what.ask.kind == "permission":
        said = f"{who} wants to run" if _tool(what.ask) == "bash" else f"{who} wants permission for"
    else:
        many = len(what.ask.questions)
        said = f"{who} asks" if many < 2 else f"{who} asks {many} questions"
    said = fit(said, width - INDENT - 1, pen.glyphs.ellipsis)
    return [spare(3, width, pen), *kept(said_lines(said, "soft", width, pen)), spare(1, width, pen)]


@lru_cache(maxsize=8)
def request_body(ask: Ask, width: int, pen: Pen) -> tuple[Strip, ...]:
    """Give all of what is asked; a long script is wrapped once, not with each new state."""
    if ask.kind == "permission":
        text = "\n".join(ask.patterns) or ask.title.partition(" ")[2]
        quoted = _quoted(_tool(ask), text, width, pen)
        covers = ", ".join(ask.always)
        if cell_len(covers) > SHORT:
            # Beside its key it is cut.
            key = shown_in("inbox", "A", pen.keyboard)
            quoted += labelled(f"{key} covers", covers, "text", width, pen)
        return tuple(quoted)
    lines: list[Strip] = []
    for place, question in enumerate(ask.questions):
        number = f"{place + 1} of {len(ask.questions)}  " if ask.questions[1:] else ""
        lines += [blank(width, pen.style("text"))] if lines else []
        lines += said_lines(f"{number}{question.text}", "text", width, pen, bold=True)
        for option, (label, does) in enumerate(question.options):
            lines += _option(option, label, does, width, pen)
        if question.multiple:
            lines += said_lines("more than one may be chosen", "muted", width, pen)
    return tuple(lines or said_lines(ask.title, "text", width, pen, bold=True))


def request_choices(what: Asked) -> list[Choice]:
    """Give key, name and consequence of each answer."""
    if what.ask.kind == "permission":
        return list(permission_choices(what))
    custom = any(question.custom for question in what.ask.questions) or not what.ask.questions
    words: list[Choice] = [("i", "words", "answer in your own words")] if custom else []
    return [
        ("p", "answer", "choose; nothing is sent before the last enter"),
        *words,
        ("R", "dismiss", reject_words(what)),
    ]


def _tool(ask: Ask) -> str:
    return one_line(ask.title).partition(" ")[0]


def _quoted(tool: str, text: str, width: int, pen: Pen) -> list[Strip]:
    """Quote what is to be run, on a surface of its own."""
    tool = fit(tool, 20, pen.glyphs.ellipsis)
    lines: list[Strip] = []
    for place, one in enumerate(wrap(text, width - 2 * INDENT - cell_len(tool) - 6)):
        line = Line(pen.style("text")).gap(INDENT)
        head = tool if not place else " " * cell_len(tool)
        line.add(f"  {head}  ", pen.style("muted", on="surface"))
        line.add(one, pen.style("text", bold=True, on="surface"))
        left = width - INDENT - line.width
        lines.append(line.add(" " * max(left, 0), pen.style("text", on="surface")).strip(width))
    return lines


def _option(place: int, label: str, does: str, width: int, pen: Pen) -> list[Strip]:
    """Draw a choice whole: what it means stands beside it, or below where it is long."""
    start = INDENT + 5
    beside = cell_len(one_line(label)) <= OPTION
    lines: list[Strip] = []
    for number, text in enumerate(wrap(one_line(label), OPTION if beside else width - start - 1)):
        line = Line(pen.style("text")).gap(INDENT + 2)
        line.add(str(place + 1) if not number else "", pen.style("soft", bold=True)).to(start)
        lines.append(line.add(text, pen.style("text")).strip(width))
    meaning = wrap(one_line(does), width - start - (OPTION + 2 if beside else 0) - 1)
    for number, text in enumerate(meaning if one_line(does) else []):
        if beside and not number:
            lines[-1] = _beside(place, one_line(label), text, start, width, pen)
        else:
            line = Line(pen.style("text")).to(start + (OPTION + 2 if beside else 0))
            lines.append(line.add(text, pen.style("soft")).strip(width))
    return lines


def _beside(place: int, label: str, text: str, start: int, width: int, pen: Pen) -> Strip:
    line = Line(pen.style("text")).gap(INDENT + 2)
    line.add(str(place + 1), pen.style("soft", bold=True)).to(start)
    line.add(label, pen.style("text")).to(start + OPTION + 2)
    return line.add(text, pen.style("soft")).strip(width)
