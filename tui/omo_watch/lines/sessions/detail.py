"""The pane below the table: one session's facts, its ladder and the tail of its transcript."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textual.strip import Strip

from omo_watch.lines.ladder.rungs import FIRST_CHOICE, ladder_words, rung_lines
from omo_watch.lines.ladder.why import why_model
from omo_watch.lines.line import Line, blank
from omo_watch.lines.moments import disagreement, took
from omo_watch.lines.naming import name_of
from omo_watch.lines.pen import Pen
from omo_watch.lines.sessions.claim import claim_and_fact, claim_line
from omo_watch.lines.sessions.sentence import sentence
from omo_watch.lines.states import add_counts, add_state_word
from omo_watch.lines.steered import being_steered, steered_ago
from omo_watch.lines.text import fit, one_line, wrap
from omo_watch.lines.transcript.block import tail_lines, tail_shape
from omo_watch.lines.transcript.saying import Saying
from omo_watch_core.clock import age
from omo_watch_core.leases.words import held_words
from omo_watch_core.model import SessionState
from omo_watch_core.select.row import Row
from omo_watch_core.state import Mode

TALL = 12
TWO_COLUMNS_FROM = 120
RIGHT = 74
"""Cells of the right column with its margins: a rung line needs 68."""
RUNGS = 6
LABEL = 8
MESSAGE_LINES = 2
"""Of the server's own words about a wait."""
HOME = re.compile(r"^(/home/[^/]+|/Users/[^/]+|/root)(?=/|$)")


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold what the detail shows of one session."""

    row: Row
    now_ms: int
    mode: Mode
    chain: str | None
    """Whose chain it is: an agent's name, `*` for the global one, None where there is none."""
    below: dict[SessionState, int]
    tail: tuple[Saying, ...]
    proved: frozenset[str] = frozenset()
    """Models that an answer has proved for this session."""
    note: str = ""
    """Stands in the tail's place where there is no transcript yet."""


def split_at(width: int, height: int) -> int | None:
    """Give the column of the rule between the two columns of a roomy detail."""
    return width - RIGHT if height >= TALL and width >= TWO_COLUMNS_FROM else None


def detail_lines(facts: Facts, width: int, height: int, pen: Pen) -> list[Strip]:
    """Draw the detail, at most `height` lines."""
    split = split_at(width, height)
    if split is None:
        lines = _one_column(facts, width, height, pen)
    else:
        lines = _two_columns(facts, width, height, split, pen)
    return lines[:height]


def rule_title(row: Row, width: int, pen: Pen, position: int) -> Line:
    """Give title and place for the rule above; the place goes where there is no room."""
    line = Line(pen.style("line"))
    room = width - position - 10
    title = fit(name_of(row.session), min(room, 60), pen.glyphs.ellipsis)
    line.add(title, pen.style("text", bold=True))
    for place in (row.key.server, HOME.sub("~", row.session.info.directory)):
        if place and line.width + 2 + len(place) <= room and (width >= 100 or "/" not in place):
            line.gap(2).add(place, pen.style("muted"))
    return line


def _one_column(facts: Facts, width: int, height: int, pen: Pen) -> list[Strip]:
    airy = [blank(width, pen.style("text"))] if height >= TALL else []
    words = ladder_words(facts.row, facts.chain is not None)
    known = [_steered(facts), *([] if words == FIRST_CHOICE else [words])]
    lines = [_state_line(facts, known, width, pen)]
    if facts.row.mismatch:
        lines.append(_indented(claim_line(facts.row.mismatch, width - 3, pen), width, pen))
    lines += airy
    most = min(height - len(lines), RUNGS)
    lines += [_indented(line, width, pen) for line in _rungs(facts, most, width - 3, pen)]
    lines += airy
    said = (_why(facts), _held(facts), sentence(facts.row, facts.now_ms, facts.mode))
    for text in (line for one in said if one for line in wrap(one, width - 4)):
        line = Line(pen.style("text")).gap(2).add(text, pen.style("soft"))
        lines.append(line.strip(width))
    lines += airy
    return lines + _tail(facts, height - len(lines), width, pen)


def _two_columns(facts: Facts, width: int, height: int, split: int, pen: Pen) -> list[Strip]:
    left = [_state_line(facts, [], split, pen), blank(split, pen.style("text"))]
    left += _tail(facts, height - 3, split, pen)
    right = _right(facts, width - split - 1, pen)
    rule = Line(pen.style("line")).add(pen.glyphs.rule_v, pen.style("line")).strip(1)
    lines: list[Strip] = []
    for place in range(height - 1):
        one = left[place] if place < len(left) else blank(split, pen.style("text"))
        other = right[place] if place < len(right) else Line(pen.style("text"))
        indented = Line(pen.style("text")).gap().join(other)
        lines.append(Strip.join([one, rule, indented.strip(width - split - 1)]))
    return lines


def _right(facts: Facts, width: int, pen: Pen) -> list[Line]:
    empty = Line(pen.style("text"))
    lines = [_heading(facts, pen), empty, *_rungs(facts, RUNGS, width - 2, pen), empty]
    if facts.row.mismatch:
        lines += claim_and_fact(facts.row.mismatch, facts.now_ms, width, pen)
    other = _steered(facts)
    if other:
        text = fit(other, width - LABEL - 2, pen.glyphs.ellipsis)
        lines.append(_labelled("Other", pen).add(text, pen.style("soft")))
    lines += _told("Model", _why(facts), width, pen)
    lines += _told("Held", _held(facts).removeprefix("held "), width, pen)
    if facts.below:
        lines.append(_labelled("Below", pen))
        before = lines[-1].width
        add_counts(lines[-1], facts.below, pen)
        if lines[-1].width == before:
            lines[-1].add(f"{sum(facts.below.values())} at rest", pen.style("muted"))
    said = sentence(facts.row, facts.now_ms, facts.mode)
    return lines + _told("Next" if facts.row.session.status == "retry" else "Why", said, width, pen)


def _told(label: str, said: str, width: int, pen: Pen) -> list[Line]:
    """Draw a sentence behind its label, wrapped."""
    lines: list[Line] = []
    for text in wrap(one_line(said), width - LABEL - 2) if said else []:
        lines.append(_labelled("" if lines else label, pen).add(text, pen.style("soft")))
    return lines


def _why(facts: Facts) -> str:
    """Say why it is on this model; where nobody answers the rungs themselves say it."""
    row = facts.row
    if row.state in ("unknown", "idle", "done") or row.session.status == "retry":
        return ""
    if ladder_words(row, facts.chain is not None) == FIRST_CHOICE or facts.chain is None:
        return "" if row.steered is None and row.lease is None else _model(facts)
    return _model(facts)


def _model(facts: Facts) -> str:
    return why_model(facts.row, facts.chain, facts.now_ms)


def _held(facts: Facts) -> str:
    """Say which lease holds it, and whose."""
    lease = facts.row.lease
    if lease is None:
        return ""
    return f"{held_words(lease, facts.now_ms)}{f', by {lease.owner}' if lease.owner else ''}"


def _steered(facts: Facts) -> str:
    """Say who else steers it, where the sentence about its model does not."""
    steered = facts.row.steered
    if steered and steered_ago(steered, facts.now_ms) in _why(facts):
        return ""
    return being_steered(steered, facts.now_ms) if steered and not steered.own else ""


def _heading(facts: Facts, pen: Pen) -> Line:
    line = Line(pen.style("text")).add("Ladder", pen.style("soft", bold=True)).gap(2)
    words = ladder_words(facts.row, facts.chain is not None)
    if facts.chain is not None:
        whose = "global chain" if facts.chain == "*" else f"chain of {facts.chain}"
        words = f"{whose} {pen.glyphs.separator} {words}"
    return line.add(words, pen.style("muted"))


def _state_line(facts: Facts, more: list[str], width: int, pen: Pen) -> Strip:
    row = facts.row
    line = Line(pen.style("text")).gap(2)
    add_state_word(line, row.state, pen)
    said: list[str] = []
    times = disagreement(row, facts.now_ms)
    if times:
        said.append(times)
    if row.state == "asking" and row.ask:
        said.append(row.ask.kind)
    elif row.verdict:
        said += [row.verdict.cause, row.verdict.evidence]
    said += more
    separator = f" {pen.glyphs.separator} "
    text = "".join(separator + piece for piece in said if piece)
    turn = _in_turn(row, facts.now_ms)
    # How long the turn lasts is the one piece that may go where there is no room.
    if turn and line.width + 2 + len(text + separator + turn) <= width:
        text += separator + turn
    if text:
        line.gap()
    text = fit(text, width - line.width - 1, pen.glyphs.ellipsis)
    return line.add(text, pen.style("soft")).strip(width)


def _in_turn(row: Row, now_ms: int) -> str:
    if not row.session.turn_ms or row.state in ("idle", "done", "failed", "parked", "unknown"):
        return ""
    return f"in this turn {_turn(now_ms - row.session.turn_ms)}"


def _turn(ms: float) -> str:
    if ms < 60_000:
        return took(ms) if ms < 1_000 else age(ms)
    minutes, seconds = divmod(int(ms // 1_000), 60)
    if minutes >= 60:
        return age(ms)
    return f"{minutes}m{seconds:02d}s" if seconds else f"{minutes}m"


def _rungs(facts: Facts, most: int, width: int, pen: Pen) -> list[Line]:
    return rung_lines(facts.row, facts.now_ms, pen, most, facts.proved, width)


def _tail(facts: Facts, most: int, width: int, pen: Pen) -> list[Strip]:
    if most < 1:
        return []
    lines = tail_lines(facts.tail, most, tail_shape(width), pen)
    if not lines and facts.note:
        line = Line(pen.style("text")).gap(2)
        note = fit(facts.note, width - 3, pen.glyphs.ellipsis)
        lines = [line.add(note, pen.style("muted")).strip(width)]
    retry = facts.row.session.retry
    if facts.row.session.status == "retry" and retry and facts.row.state != "unknown":
        for text in wrap(one_line(retry.message), width - 10)[:MESSAGE_LINES]:
            line = Line(pen.style("text")).to(9)
            lines.append(line.add(text, pen.style("wait")).strip(width))
    return lines[-most:]


def _indented(line: Line, width: int, pen: Pen) -> Strip:
    return Line(pen.style("text")).gap(2).join(line).strip(width)


def _labelled(label: str, pen: Pen) -> Line:
    return Line(pen.style("text")).add(label, pen.style("soft", bold=True)).to(LABEL)
