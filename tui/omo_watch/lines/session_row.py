"""One row of the session table, its column heads, and the line of folded older sessions."""

from __future__ import annotations

from typing import Literal

from rich.style import Style
from textual.strip import Strip

from omo_watch.lines.columns import Name
from omo_watch.lines.ladder import add_ladder
from omo_watch.lines.layout import Layout, Place
from omo_watch.lines.line import Line
from omo_watch.lines.moments import time_in_row
from omo_watch.lines.naming import name_of
from omo_watch.lines.pen import Pen
from omo_watch.lines.states import STATES, add_state, chip_style, glyph_of
from omo_watch.lines.text import fit
from omo_watch.lines.why import why, why_text
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.row import Row, RowKey

Cursor = Literal["none", "here", "away"]
"""Whether the cursor is on the row, and whether the table has the focus."""
PAGES: dict[Cursor, str] = {"none": "ground", "here": "cursor", "away": "surface"}
CONTEXT_HIGH = 75
"""Percent of the context from which it is worth a look."""
TITLE_LEAST = 10


def session_row(
    row: Row,
    layout: Layout[Name],
    pen: Pen,
    now_ms: int,
    cursor: Cursor = "none",
    *,
    marked: bool = False,
) -> Strip:
    """Draw one session."""
    drawn = _Drawing(row, layout, pen, now_ms, cursor)
    drawn.state_and_time()
    drawn.session()
    drawn.names()
    drawn.numbers()
    drawn.why()
    strip = drawn.line.strip(layout.width)
    return _with_mark(strip, row, pen, cursor) if marked else strip


def _with_mark(strip: Strip, row: Row, pen: Pen, cursor: Cursor) -> Strip:
    """Put the mark into the gutter, which is also the left end of a chip."""
    style = pen.style("accent", bold=True, on=PAGES[cursor])
    if STATES[row.state].loudness == "loud":
        style = chip_style(row.state, pen)
    sign = Line(style).add(pen.glyphs.marked, style)
    return Strip.join([strip.crop(0, 1), sign.strip(1), strip.crop(2, strip.cell_length)])


def column_heads(layout: Layout[Name], pen: Pen) -> Strip:
    """Draw the heads, aligned like their columns."""
    style = pen.style("muted")
    line = Line(pen.style("text"))
    for place in layout.places.values():
        if place.column.right:
            line.right(place.column.head, style, place.end)
        else:
            line.to(place.start).add(place.column.head, style)
    return line.strip(layout.width)


def older_row(key: RowKey, layout: Layout[Name], pen: Pen, cursor: Cursor = "none") -> Strip:
    """Draw the one line that stands for the idle sessions of other days."""
    on = PAGES[cursor]
    line = Line(pen.style("text", on=on))
    add_edge(line, pen, cursor)
    line.to(layout.places["session"].start)
    plain = pen.ink.plain and cursor != "none"
    line.add(f"older ({key.older})", pen.style("muted", on=on, bold=plain, underline=plain))
    line.gap(3).add("o", pen.style("accent", on=on, bold=True)).gap()
    line.add("shows them", pen.style("muted", on=on))
    return line.strip(layout.width)


def add_edge(line: Line, pen: Pen, cursor: Cursor) -> None:
    """Begin a row with the edge of the cursor, where it is."""
    on = PAGES[cursor]
    if cursor == "here":
        line.add(pen.glyphs.edge, pen.style("accent", on=on))
    elif cursor == "away":
        line.add(pen.glyphs.rule_v, pen.style("line", on=on))
    else:
        line.gap()


class _Drawing:
    """Draw the parts of one row from the left."""

    def __init__(
        self, row: Row, layout: Layout[Name], pen: Pen, now_ms: int, cursor: Cursor
    ) -> None:
        self.row = row
        self.places = layout.places
        self.pen = pen
        self.now_ms = now_ms
        self.cursor = cursor
        self.on = PAGES[cursor]
        self.look = STATES[row.state]
        self.muted = self.look.loudness == "muted"
        self.line = Line(pen.style("text", on=self.on))
        add_edge(self.line, pen, cursor)

    def state_and_time(self) -> None:
        """Draw state and time."""
        add_state(self.line, self.row.state, self.pen, self.on)
        timed = self.look.loudness == "loud" or self.row.state in ("retry", "parked")
        style = self.pen.style(self.look.role if timed else "muted", on=self.on)
        if self.row.acting:
            style = self.pen.style("busy", bold=True, on=self.on)
        said = self.row.acting or time_in_row(self.row, self.now_ms)
        self.line.right(said, style, self.places["time"].end)

    def session(self) -> None:
        """Draw tree guide, title and badge."""
        place, pen, line = self.places["session"], self.pen, self.line
        line.to(place.start)
        guide = self._guide(place.width)
        line.add(guide, pen.style("line", on=self.on))
        room = place.width - len(guide) - (3 if self.row.key.badge else 0)
        loud = self.look.loudness in ("loud", "middle")
        marked = pen.ink.plain and self.cursor != "none"
        style = pen.style(
            "muted" if self.muted else "text", bold=loud or marked, on=self.on, underline=marked
        )
        line.add(fit(name_of(self.row.session), room, pen.glyphs.ellipsis), style)
        self._badge(place)

    def names(self) -> None:
        """Draw server, agent and model with its mark, and the ladder."""
        session = self.row.session
        if not self.row.key.depth:
            self._cell("server", self.row.key.server, "muted")
        self._cell("agent", session.info.agent or "", "soft")
        place = self.places["model"]
        model = answering(session)
        text = fit(model.model if model else "", place.width - 2, self.pen.glyphs.ellipsis)
        self.line.to(place.start).add(text, self._quiet("soft")).gap()
        if self.row.mismatch is not None:
            self.line.add(self.pen.glyphs.mismatch, self._role("bad", bold=True))
        elif self.row.held:
            self.line.add(self.pen.glyphs.held, self._role("accent", bold=True))
        self.line.to(self.places["ladder"].start)
        add_ladder(self.line, self.row.ladder, self.row.state, self.pen, self.on)

    def numbers(self) -> None:
        """Draw context in percent and cost in dollars."""
        used, limit = self.row.session.context_used, self.row.context_limit
        if used and limit:
            percent = round(100 * used / limit)
            role = "wait" if percent >= CONTEXT_HIGH else "muted"
            self._cell("ctx", f"{min(percent, 999)}%", role)
        self._cell("cost", money(self.row.session.info.cost), "muted")

    def why(self) -> None:
        """Draw the cause."""
        said = why(self.row, self.now_ms)
        place = self.places.get("why")
        if said and place:
            text = why_text(said, place.width, self.pen.glyphs.separator)
            self._cell("why", text, said.role)

    def _guide(self, width: int) -> str:
        branches = self.row.key.branches[-max((width - TITLE_LEAST) // 2, 1) :]
        if not branches:
            return ""
        glyphs = self.pen.glyphs
        above = "".join("  " if last else f"{glyphs.rule_v} " for last in branches[:-1])
        return above + (glyphs.tree_last if branches[-1] else glyphs.tree_child)

    def _badge(self, place: Place[Name]) -> None:
        if self.row.key.badge is None:
            return
        state, count = self.row.key.badge
        look = STATES[state]
        text = glyph_of(state, self.pen.glyphs) + (str(count) if count < 10 else "+")
        bold = look.loudness in ("loud", "middle")
        self.line.right(text, self._role(look.role, bold=bold), place.end)

    def _cell(self, name: Name, text: str, role: str) -> None:
        place = self.places.get(name)
        if place is None or not text:
            return
        text = fit(text, place.width, self.pen.glyphs.ellipsis)
        style = self._quiet(role)
        if place.column.right:
            self.line.right(text, style, place.end)
        else:
            self.line.to(place.start).add(text, style)

    def _quiet(self, role: str) -> Style:
        return self._role("muted" if self.muted and role != "wait" else role)

    def _role(self, role: str, bold: bool = False) -> Style:
        return self.pen.style(role, bold=bold, on=self.on)


def money(cost: float) -> str:
    """Say a cost in at most six cells; nothing for nothing."""
    if cost < 0.005:
        return ""
    if cost < 100:
        return f"${cost:.2f}"
    return f"${cost:.1f}" if cost < 1_000 else f"${cost:.0f}"
