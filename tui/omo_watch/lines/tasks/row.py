"""One row of the table of tasks."""

from __future__ import annotations

from typing import Literal

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.tables.layout import Layout
from omo_watch.lines.tables.row import PAGES, Cursor, add_cell, add_edge, with_mark
from omo_watch.lines.tasks.columns import Name
from omo_watch.lines.tasks.states import LOOKS, add_task_state, chip_style, is_strong
from omo_watch.lines.tasks.why import task_why, why_role
from omo_watch.lines.text import fit
from omo_watch_core.clock import age, countdown
from omo_watch_core.tasks.derive.row import TaskRow

CLAIMS = {"interrupted": "interrupt"}
"""Claims whose word is longer than their column."""


def task_row(
    task: TaskRow,
    layout: Layout[Name],
    pen: Pen,
    now_ms: int,
    cursor: Cursor = "none",
    *,
    owner: str = "",
    marked: bool = False,
) -> Strip:
    """Draw one task; `owner` is who looks."""
    drawn = _Drawing(task, layout, pen, now_ms, cursor)
    for name, place in layout.places.items():
        if name == "why":
            said = task_why(task, owner, place.width, pen.glyphs.separator)
            drawn.cell("why", said, why_role(task))
        else:
            drawn.column(name)
    strip = drawn.line.strip(layout.width)
    chip = chip_style(task.state, pen) if LOOKS[task.state][1] == "loud" else None
    return with_mark(strip, pen, cursor, chip) if marked else strip


def task_time(task: TaskRow, now_ms: int) -> str:
    """Give a row's time: its place in the queue, the countdown, or how long it is so."""
    if task.state == "queued" and task.place is not None:
        return f"#{task.place}"
    if task.state == "retry" and task.due_ms is not None:
        left = countdown(task.due_ms - now_ms)
        return left if left == "due" or left.startswith("+") else f"in {left}"
    since = (task.ended_ms or task.since_ms) if task.is_finished else task.since_ms
    return age(now_ms - since) if since else ""


class _Drawing:
    """Draw the parts of one row from the left."""

    def __init__(
        self, task: TaskRow, layout: Layout[Name], pen: Pen, now_ms: int, cursor: Cursor
    ) -> None:
        self.task = task
        self.places = layout.places
        self.pen = pen
        self.now_ms = now_ms
        self.on = PAGES[cursor]
        self.plain = pen.ink.plain and cursor != "none"
        self.line = Line(pen.style("text", on=self.on))
        add_edge(self.line, pen, cursor)

    def column(self, name: Name) -> None:
        """Draw one column; they come from the left."""
        match name:
            case "state":
                add_task_state(self.line, self.task.state, self.pen, self.on)
            case "time":
                self._time()
            case "task":
                self._task()
            case "agent":
                self.cell("agent", self.task.agent, "soft")
            case "parent":
                self.cell("parent", self.task.parent_title, "muted")
            case "silent" if self.task.silent_ms is not None:
                role = "bad" if self.task.state == "stuck" else "muted"
                self.cell("silent", age(self.task.silent_ms), role)
            case "claim" | "mark" | "verdict":
                self._claim_or_verdict(name)
            case _:
                return

    def _time(self) -> None:
        role = "wait" if self.task.state == "retry" else "muted"
        style = self.pen.style(role, on=self.on)
        self.line.right(task_time(self.task, self.now_ms), style, self.places["time"].end)

    def _task(self) -> None:
        """Draw what it is to do."""
        place, strong = self.places["task"], is_strong(self.task.state)
        style = self.pen.style("text", bold=strong or self.plain, on=self.on, underline=self.plain)
        text = self.task.description or self.task.id
        self.line.to(place.start).add(fit(text, place.width, self.pen.glyphs.ellipsis), style)

    def _claim_or_verdict(self, name: Literal["claim", "mark", "verdict"]) -> None:
        """Draw what is said of it and what is seen; only a difference is loud."""
        task, differs = self.task, self.task.differs
        ours = bool(task.stopped_by)
        role = ("soft" if ours else "bad") if differs else "muted"
        bold = differs and not ours
        if name == "claim":
            said = CLAIMS.get(task.claim or "", task.claim or "")
            self.cell("claim", said, "soft" if differs else "muted")
        elif name == "verdict":
            seen = "" if task.verdict == "unknown" else task.verdict
            self.cell("verdict", seen, role, bold=bold)
        elif differs:
            sign = self.pen.glyphs.mismatch_wide  # wider than its column, and never cut
            self.line.to(self.places["mark"].start)
            self.line.add(sign, self.pen.style(role, bold=bold, on=self.on))

    def cell(self, name: Name, text: str, role: str, *, bold: bool = False) -> None:
        """Draw one cell, where there is room for its column."""
        style = self.pen.style(role, bold=bold, on=self.on)
        add_cell(self.line, self.places.get(name), text, style, self.pen)
