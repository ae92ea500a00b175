"""Claim and fact of a session's model, where they differ."""

from __future__ import annotations

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.announced import Mismatch, Source
from omo_watch_core.clock import age

LABEL = 8
SAID_BY: dict[Source, str] = {
    "toast": "by a toast",
    "override": "by a move",
    "chain": "by a guard's step",
    "switch": "by the server's setting",
}


def claim_line(found: Mismatch, width: int, pen: Pen) -> Line:
    """Draw both on one line; the fact is what stays where room is short."""
    line = _marked(pen).gap()
    fact = f", {_fact(found)}"
    room = max(width - line.width - len("claimed ") - len(fact), 0)
    said = fit(f"{found.claimed} {SAID_BY[found.source]}", room, pen.glyphs.ellipsis)
    line.add("claimed ", pen.style("bad", bold=True)).add(said, pen.style("soft"))
    return line.add(fit(fact, width - line.width, pen.glyphs.ellipsis), pen.style("text"))


def claim_and_fact(found: Mismatch, now_ms: int, width: int, pen: Pen) -> list[Line]:
    """Draw both on a line of their own, labelled."""
    since = f"{SAID_BY[found.source]}, {age(now_ms - found.at_ms)} ago"
    said = fit(f"{found.claimed} {since}", width - LABEL - 2, pen.glyphs.ellipsis)
    claim = _labelled("Claim", pen).add(said, pen.style("soft"))
    shown = fit(_fact(found), width - LABEL - 4, pen.glyphs.ellipsis)
    fact = _labelled("Fact", pen).add(shown, pen.style("text", bold=True)).gap()
    return [claim, fact.join(_marked(pen))]


def _fact(found: Mismatch) -> str:
    return f"{found.fact} {'answered' if found.answered else 'was asked'}"


def _marked(pen: Pen) -> Line:
    sign = Line(pen.style("text"))
    return sign.add(pen.glyphs.mismatch_wide, pen.style("bad", bold=True))


def _labelled(label: str, pen: Pen) -> Line:
    return Line(pen.style("text")).add(label, pen.style("soft", bold=True)).to(LABEL)
