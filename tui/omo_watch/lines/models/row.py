"""One row of the board of models, and the head of a provider."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.bar import left_cells
from omo_watch.lines.line import Line
from omo_watch.lines.models.columns import Name
from omo_watch.lines.models.words import (
    ROLES,
    back_in,
    hit_by,
    model_of,
    of_models,
    reason,
    reason_among,
    since,
)
from omo_watch.lines.pen import Pen
from omo_watch.lines.tables.layout import Layout
from omo_watch.lines.tables.row import PAGES, Cursor, add_cell, add_edge
from omo_watch.lines.text import fit
from omo_watch_core.clock import countdown
from omo_watch_core.select.board.nouns import Incident, ModelRow, Standing


def provider_line(provider: str, resting: int, known: int, width: int, pen: Pen) -> Strip:
    """Draw the head of a provider; where several of its models rest it says so."""
    line = Line(pen.style("text")).gap(2)
    line.add(fit(provider, width - 4, pen.glyphs.ellipsis), pen.style("text", bold=True))
    said = f"{resting} of {known} rest" if resting > 1 else ""
    return line.gap(2).add(said, pen.style("muted")).strip(width)


def standing_glyph(standing: Standing, pen: Pen) -> str:
    """Give the one-cell sign of how a model stands."""
    glyphs = pen.glyphs
    signs: dict[Standing, str] = {
        "cooling": glyphs.clock,
        "due": glyphs.clock,
        "held": glyphs.set,
        "not connected": glyphs.absent,
        "free": glyphs.idle,
    }
    return signs[standing]


def model_row(
    row: ModelRow,
    layout: Layout[Name],
    pen: Pen,
    now_ms: int,
    owner: str,
    cursor: Cursor = "none",
    *,
    inside: bool = False,
) -> Strip:
    """Draw one model; `inside` an incident its name is set in."""
    drawn = _Drawing(layout, pen, cursor)
    role = ROLES[row.standing]
    drawn.state(standing_glyph(row.standing, pen), row.standing, role)
    strong = row.is_limited or row.standing == "held"
    name_role = "muted" if row.standing == "not connected" else "text" if strong else "soft"
    drawn.name(model_of(row.name), name_role, inside=inside)
    back = back_in(row, now_ms)
    over = back.startswith("overdue")
    drawn.cell("back", back, "wait" if over else "soft", bold=over)
    last = row.last
    if row.is_limited and last is not None and last.stated:
        drawn.bar(last.since_ms, last.until_ms, now_ms)
    drawn.cell("reason", reason(row, owner), "soft")
    drawn.cell("since", since(row.since_ms, now_ms) if strong else "", "muted")
    drawn.cell("used", str(len(row.users)) if row.users else "", "soft")
    if "hit" in layout.places:
        room = layout.places["hit"].width
        drawn.cell("hit", hit_by(row, room, pen.glyphs.ellipsis), "muted")
    return drawn.line.strip(layout.width)


def incident_row(
    incident: Incident, layout: Layout[Name], pen: Pen, now_ms: int, cursor: Cursor = "none"
) -> Strip:
    """Draw a provider in a storm as one row: how much of it, when the first model is back."""
    drawn = _Drawing(layout, pen, cursor)
    drawn.state(pen.glyphs.clock, "incident", "wait", bold=True)
    drawn.name(of_models(incident), "text", bold=True)
    drawn.cell("back", countdown(incident.first_ms - now_ms), "soft")
    drawn.bar(incident.since_ms, incident.first_ms, now_ms)
    hits = [hit for row in incident.models for hit in row.hits]
    drawn.cell("reason", reason_among(hits), "soft")
    drawn.cell("since", since(incident.since_ms, now_ms), "muted")
    drawn.cell("used", str(len(incident.users)) if incident.users else "", "soft")
    many = len(incident.sessions)
    drawn.cell("hit", f"{many} session{'' if many == 1 else 's'}", "muted")
    return drawn.line.strip(layout.width)


class _Drawing:
    """Draw the parts of one row from the left."""

    def __init__(self, layout: Layout[Name], pen: Pen, cursor: Cursor) -> None:
        self.places = layout.places
        self.pen = pen
        self.on = PAGES[cursor]
        self.plain = pen.ink.plain and cursor != "none"
        self.line = Line(pen.style("text", on=self.on))
        add_edge(self.line, pen, cursor)

    def state(self, glyph: str, word: str, role: str, *, bold: bool = False) -> None:
        """Draw glyph and word of the state."""
        self.line.to(self.places["state"].start)
        self.line.add(f"{glyph} {word}", self.pen.style(role, bold=bold, on=self.on))

    def name(self, text: str, role: str, *, bold: bool = False, inside: bool = False) -> None:
        """Draw the name of the model."""
        place = self.places["model"]
        style = self.pen.style(role, bold=bold or self.plain, on=self.on, underline=self.plain)
        start = place.start + (2 if inside else 0)
        room = place.end - start
        self.line.to(start).add(fit(text, room, self.pen.glyphs.ellipsis), style)

    def bar(self, begin_ms: float, end_ms: float, now_ms: int) -> None:
        """Draw how much of the wait is left."""
        place, pen = self.places["bar"], self.pen
        left = left_cells(begin_ms, end_ms, now_ms, place.width)
        self.line.to(place.start)
        self.line.add(pen.glyphs.bar_left * left, pen.style("wait", on=self.on))
        spent = pen.glyphs.bar_spent * (place.width - left)
        self.line.add(spent, pen.style("line", on=self.on))

    def cell(self, name: Name, text: str, role: str, *, bold: bool = False) -> None:
        """Draw one cell, where there is room for its column."""
        style = self.pen.style(role, bold=bold, on=self.on)
        add_cell(self.line, self.places.get(name), text, style, self.pen)
