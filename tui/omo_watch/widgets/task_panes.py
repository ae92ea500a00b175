"""Heads, rule, detail and empty text of the tab of tasks."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.rule import titled_rule
from omo_watch.lines.tables.row import column_heads
from omo_watch.lines.tasks.columns import layout
from omo_watch.lines.tasks.detail import task_detail_lines, task_title
from omo_watch.lines.tasks.empty import empty_task_lines
from omo_watch.lines.tasks.words import TaskFacts
from omo_watch.widgets.below import Below
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.select.tasks import TaskArrangement, TaskView


class TaskHeads(Sheet):
    """Show the column heads."""

    def __init__(self) -> None:
        super().__init__("heads")

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the heads that this width has room for."""
        return [column_heads(layout(width, self.app.columns.tasks), self.pen)]


class TaskDetail(Below):
    """Show the task under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: TaskFacts | None = None

    def draw_whole(self, width: int, height: int) -> Sequence[Strip]:
        """Draw what is known of it."""
        return task_detail_lines(self.facts, width, height, self.pen) if self.facts else []


class TaskRule(Sheet):
    """Part table and detail; say which task stands below and where in the table it is."""

    def __init__(self) -> None:
        super().__init__("rule")
        self.facts: TaskFacts | None = None
        self.view = TaskView()
        self.position = ""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw title, parent, position and order."""
        separator = self.pen.glyphs.separator
        right = Line(self.pen.style("line"))
        right.add(self.position, self.pen.style("soft"))
        said = f" {separator} by lane" + (f" {separator} needs me" if self.view.needs_me else "")
        right.add(said, self.pen.style("muted"))
        left = Line(self.pen.style("line"))
        if self.facts:
            left = task_title(self.facts.task, width, self.pen, right.width)
        return [titled_rule(left, right, width, self.pen)]


class NoTasks(Sheet):
    """Say why there is no row."""

    def __init__(self) -> None:
        super().__init__("empty")
        self.view = TaskView()
        self.found = TaskArrangement()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the reason."""
        return empty_task_lines(self.view, self.found, self.app.read_only, width, self.pen)
