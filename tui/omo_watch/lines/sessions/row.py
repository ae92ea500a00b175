"""One row of the session table, and the line of folded older sessions."""

from __future__ import annotations

from typing import Literal

from rich.style import Style
from textual.strip import Strip

from omo_watch.lines.figures import CONTEXT_HIGH, money
from omo_watch.lines.ladder.cells import add_ladder
from omo_watch.lines.line import Line
from omo_watch.lines.moments import time_in_row
from omo_watch.lines.naming import name_of
from omo_watch.lines.pen import Pen
from omo_watch.lines.sessions.columns import Name
from omo_watch.lines.sessions.why import why, why_text
from omo_watch.lines.states import STATES, add_state, chip_style, glyph_of
from omo_watch.lines.tables.layout import Layout, Place
from omo_watch.lines.tables.row import PAGES, Cursor, add_cell, add_edge, with_mark
from omo_watch.lines.text import fit
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.row import Row, RowKey

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
    for name in layout.places:
        drawn.column(name)
    strip = drawn.line.strip(layout.width)
    loud = chip_style(row.state, pen) if STATES[row.state].loudness == "loud" else None
    return with_mark(strip, pen, cursor, loud) if marked else strip


def older_row(key: RowKey, layout: Layout[Name], pen: Pen, cursor: Cursor = "none") -> Strip:
    """Draw the one line that stands for the idle sessions of other days."""
    on = PAGES[cursor]
    line = Line(pen.style("text", on=on))
    add_edge(line, pen, cursor)
    line.to(layout.places["session"].start)
    plain = pen.ink.plain and cursor != "none"
    line.add(f"older ({key.older})", pen.style("muted", on=on, bold=plain, underline=plain))
    line.gap(3).add(pen.keyboard.key("older"), pen.style("accent", on=on, bold=True)).gap()
    line.add("shows them", pen.style("muted", on=on))
    return line.strip(layout.width)


def gone_row(layout: Layout[Name], pen: Pen, cursor: Cursor = "none") -> Strip:
    """Draw the line of a session that is gone, until rows change their places."""
    on = PAGES[cursor]
    line = Line(pen.style("text", on=on))
    add_edge(line, pen, cursor)
    line.to(layout.places["session"].start).add("gone", pen.style("muted", on=on))
    return line.strip(layout.width)


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

    def column(self, name: Name) -> None:
        """Draw one column; they come from the left."""
        match name:
            case "state":
                add_state(self.line, self.row.state, self.pen, self.on)
            case "time":
                self._time()
            case "session":
                self._session()
            case "server" if not self.row.key.depth:
                self._server()
            case "agent":
                self._cell("agent", self.row.session.info.agent or "", "soft")
            case "model":
                self._model()
            case "ladder":
                self.line.to(self.places["ladder"].start)
                add_ladder(self.line, self.row.ladder, self.row.state, self.pen, self.on)
            case "ctx" | "cost":
                self._number(name)
            case "why":
                self._why()
            case _:
                return

    def _time(self) -> None:
        timed = self.look.loudness == "loud" or self.row.state in ("retry", "parked")
        style = self.pen.style(self.look.role if timed else "muted", on=self.on)
        if self.row.acting:
            style = self.pen.style("busy", bold=True, on=self.on)
        said = self.row.acting or time_in_row(self.row, self.now_ms)
        self.line.right(said, style, self.places["time"].end)

    def _session(self) -> None:
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

    def _server(self) -> None:
        """Draw the server's name, in its own accent where it has one."""
        role = self.pen.ink.accent_of(self.row.key.server)
        self._cell("server", self.row.key.server, role or "muted")

    def _model(self) -> None:
        """Draw the model and its mark."""
        place = self.places["model"]
        model = answering(self.row.session)
        text = fit(model.model if model else "", place.width - 2, self.pen.glyphs.ellipsis)
        self.line.to(place.start).add(text, self._quiet("soft")).gap()
        if self.row.mismatch is not None:
            self.line.add(self.pen.glyphs.mismatch, self._role("bad", bold=True))
        elif self.row.held:
            self.line.add(self.pen.glyphs.held, self._role("accent", bold=True))

    def _number(self, name: Literal["ctx", "cost"]) -> None:
        """Draw what it has cost, or how much of the context is used."""
        if name == "cost":
            self._cell("cost", money(self.row.session.info.cost), "muted")
            return
        used, limit = self.row.session.context_used, self.row.context_limit
        if used and limit:
            percent = round(100 * used / limit)
            role = "wait" if percent >= CONTEXT_HIGH else "muted"
            self._cell("ctx", f"{min(percent, 999)}%", role)

    def _why(self) -> None:
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
        add_cell(self.line, self.places.get(name), text, self._quiet(role), self.pen)

    def _quiet(self, role: str) -> Style:
        return self._role("muted" if self.muted and role != "wait" else role)

    def _role(self, role: str, bold: bool = False) -> Style:
        return self.pen.style(role, bold=bold, on=self.on)
