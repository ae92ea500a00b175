"""One row of the table of tasks, and the heads of its columns."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.layout import Layout
from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.session_row import PAGES, Cursor
from omo_watch.lines.task_columns import Name
from omo_watch.lines.task_states import LOOKS, add_task_state, chip_style, is_strong
from omo_watch.lines.task_why import task_why, why_role
from omo_watch.lines.text import fit
from omo_watch_core.clock import age, countdown
from omo_watch_core.tasks.derive.row import TaskRow

CLAIMS = {"interrupted": "interrupt"}
"""Claims whose word is longer than their column."""


def task_heads(layout: Layout[Name], pen: Pen) -> Strip:
    """Draw the heads, aligned like their columns."""
    style = pen.style("muted")
    line = Line(pen.style("text"))
    for place in layout.places.values():
        if place.column.right:
            line.right(place.column.head, style, place.end)
        else:
            line.to(place.start).add(place.column.head, style)
    return line.strip(layout.width)


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
    drawn.state_and_time()
    drawn.names()
    drawn.claim_and_verdict()
    width = layout.places["why"].width if "why" in layout.places else 0
    drawn.cell("why", task_why(task, owner, width, pen.glyphs.separator), why_role(task))
    strip = drawn.line.strip(layout.width)
    return _with_mark(strip, task, pen, cursor) if marked else strip


def task_time(task: TaskRow, now_ms: int) -> str:
    """Give a row's time: its place in the queue, the countdown, or how long it is so."""
    if task.state == "queued" and task.place is not None:
        return f"#{task.place}"
    if task.state == "retry" and task.due_ms is not None:
        left = countdown(task.due_ms - now_ms)
        return left if left == "due" or left.startswith("+") else f"in {left}"
    since = (task.ended_ms or task.since_ms) if task.is_finished else task.since_ms
    return age(now_ms - since) if since else ""


def _with_mark(strip: Strip, task: TaskRow, pen: Pen, cursor: Cursor) -> Strip:
    style = pen.style("accent", bold=True, on=PAGES[cursor])
    if LOOKS[task.state][1] == "loud":
        style = chip_style(task.state, pen)
    sign = Line(style).add(pen.glyphs.marked, style)
    return Strip.join([strip.crop(0, 1), sign.strip(1), strip.crop(2, strip.cell_length)])


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
        if cursor == "here":
            self.line.add(pen.glyphs.edge, pen.style("accent", on=self.on))
        elif cursor == "away":
            self.line.add(pen.glyphs.rule_v, pen.style("line", on=self.on))
        else:
            self.line.gap()

    def state_and_time(self) -> None:
        """Draw state and time."""
        add_task_state(self.line, self.task.state, self.pen, self.on)
        role = "wait" if self.task.state == "retry" else "muted"
        style = self.pen.style(role, on=self.on)
        self.line.right(task_time(self.task, self.now_ms), style, self.places["time"].end)

    def names(self) -> None:
        """Draw what it is to do, by whom and for whom, and how long it was silent."""
        place, strong = self.places["task"], is_strong(self.task.state)
        style = self.pen.style(
            "text", bold=strong or self.plain, on=self.on, underline=self.plain
        )
        text = self.task.description or self.task.id
        self.line.to(place.start).add(fit(text, place.width, self.pen.glyphs.ellipsis), style)
        self.cell("agent", self.task.agent, "soft")
        self.cell("parent", self.task.parent_title, "muted")
        if self.task.silent_ms is not None:
            role = "bad" if self.task.state == "stuck" else "muted"
            self.cell("silent", age(self.task.silent_ms), role)

    def claim_and_verdict(self) -> None:
        """Draw what is said of it and what is seen; only a difference is loud."""
        task, differs = self.task, self.task.differs
        ours = bool(task.stopped_by)
        said = CLAIMS.get(task.claim or "", task.claim or "")
        self.cell("claim", said, "soft" if differs else "muted")
        role = ("soft" if ours else "bad") if differs else "muted"
        bold = differs and not ours
        if differs:
            self.cell("mark", self.pen.glyphs.mismatch_wide, role, bold=bold)
        seen = "" if task.verdict == "unknown" else task.verdict
        self.cell("verdict", seen, role, bold=bold)

    def cell(self, name: Name, text: str, role: str, *, bold: bool = False) -> None:
        """Draw one cell, where there is room for its column."""
        place = self.places.get(name)
        if place is None or not text:
            return
        if name != "mark":
            text = fit(text, place.width, self.pen.glyphs.ellipsis)
        style = self.pen.style(role, bold=bold, on=self.on)
        if place.column.right:
            self.line.right(text, style, place.end)
        else:
            self.line.to(place.start).add(text, style)
