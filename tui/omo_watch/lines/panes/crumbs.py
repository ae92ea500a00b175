"""The third line of a session's own screen: where one is, and the session's figures."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.figures import CONTEXT_HIGH, money, tokens
from omo_watch.lines.line import Line, spread
from omo_watch.lines.moments import time_in_row
from omo_watch.lines.naming import name_of
from omo_watch.lines.pen import Pen
from omo_watch.lines.states import STATES, glyph_of
from omo_watch.lines.text import fit
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.row import Row

TITLE_LEAST = 24


def crumb_line(row: Row, now_ms: int, width: int, pen: Pen, tab: str = "Sessions") -> Strip:
    """Draw the way back, the title, and as many figures as fit; the state goes last."""
    line = Line(pen.style("text")).gap().add(tab, pen.style("muted")).gap()
    line.add(f"{pen.glyphs.separator} ", pen.style("muted"))
    figures = _figures(row, now_ms, pen)
    title = name_of(row.session)
    least = min(len(title), TITLE_LEAST)
    while len(figures) > 1 and _joined(figures, pen).width + line.width + least + 3 > width:
        figures.pop()
    right = _joined(figures, pen)
    room = width - line.width - right.width - 4
    line.add(fit(title, room, pen.glyphs.ellipsis), pen.style("text", bold=True))
    return spread(line, right, width)


def _figures(row: Row, now_ms: int, pen: Pen) -> list[Line]:
    state = Line(pen.style("text"))
    role = STATES[row.state].role
    state.add(f"{glyph_of(row.state, pen.glyphs)} ", pen.style(role))
    state.add(row.state, pen.style(role, bold=True))
    time = time_in_row(row, now_ms)
    if time:
        state.gap().add(time, pen.style(role))
    figures = [state]
    model = answering(row.session)
    if model:
        figures.append(_one(model.model, "soft", pen))
    used, limit = row.session.context_used, row.context_limit
    if used and limit:
        percent = round(100 * used / limit)
        role = "wait" if percent >= CONTEXT_HIGH else "soft"
        figures.append(_one(f"{percent}% of {tokens(limit)}", role, pen))
    elif used:
        figures.append(_one(f"{tokens(used)} used", "soft", pen))
    cost = money(row.session.info.cost)
    if cost:
        figures.append(_one(cost, "soft", pen))
    return [*figures, _one(row.key.server, "muted", pen), _one(row.session.id, "muted", pen)]


def _one(text: str, role: str, pen: Pen) -> Line:
    return Line(pen.style("text")).add(text, pen.style(role))


def _joined(figures: list[Line], pen: Pen) -> Line:
    line = Line(pen.style("text"))
    for place, figure in enumerate(figures):
        line.gap(3 if place else 0).join(figure)
    return line
