"""The table of tasks, drawn line by line; only lines that look different are painted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip

from omo_watch.lines.tables.row import Cursor
from omo_watch.lines.tasks.columns import layout
from omo_watch.lines.tasks.lane import finished_line, lane_line
from omo_watch.lines.tasks.row import task_row
from omo_watch.widgets.table import Table
from omo_watch_core.changes import Changes
from omo_watch_core.select.tasks import (
    LaneKey,
    TaskArrangement,
    TaskGroup,
    TaskKey,
    TaskView,
    arrange_tasks,
)
from omo_watch_core.state import State
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow

ROOMY_FROM = 36
"""Lines of the terminal from which a blank line parts the lanes."""


class Item(NamedTuple):
    """Hold what stands in one line: a task, the head of a lane, or nothing."""

    task: TaskKey | None = None
    group: TaskGroup | None = None


class TaskTable(Table):
    """Show the background tasks of all servers by lane."""

    marks: frozenset[TaskKey] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.view = TaskView()
        self.found = TaskArrangement()
        self._groups: tuple[TaskGroup, ...] = ()
        """The order as it is shown, which waits while a person reads."""
        self._items: list[Item] = []
        self._rows: dict[TaskKey, TaskRow] = {}
        self._here: TaskKey | None = None
        self._strips: dict[int, Strip] = {}
        self._second = -1

    @property
    def count(self) -> int:
        """Count the lines."""
        return len(self._items)

    @property
    def tasks(self) -> list[TaskKey]:
        """Give the tasks that are shown, in order."""
        return [item.task for item in self._items if item.task]

    @property
    def chosen(self) -> TaskRow | None:
        """Give the task under the cursor."""
        return self._rows.get(self._here) if self._here else None

    @property
    def lane(self) -> LaneRow | None:
        """Give the lane of the task under the cursor; what has ended is in none."""
        for group in self._groups:
            if self._here in group.tasks:
                return self.found.lanes.get(group.lane) if group.lane else None
        return None

    @property
    def cursor(self) -> int:
        """Give the place of the cursor among the tasks."""
        tasks = self.tasks
        return tasks.index(self._here) if self._here in tasks else 0

    @property
    def paused(self) -> bool:
        """Tell whether rows would change places if nobody were reading."""
        stale = self._groups != self.found.groups
        return stale and self.reading.reads(self.app.desk.state.now_ms)

    def on_mount(self) -> None:
        """Take the first order."""
        self.renew(self.app.desk.state, at_once=True)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state: at once where something changed, else once a second."""
        self.reading.noticed(state.now_ms)
        second = state.now_ms // 1_000
        if changes or second != self._second:
            self._second = second
            self.renew(state)

    def look_at(self, view: TaskView) -> None:
        """Arrange by another view at once: a person asked for it."""
        self.view = view
        self.renew(self.app.desk.state, at_once=True)

    def renew(self, state: State, *, at_once: bool = False) -> None:
        """Work the tasks out anew, paint what looks different, re-order when it is time."""
        before, self.found = self._rows, arrange_tasks(state, self.view)
        shown = {key for group in self._groups for key in group.tasks}
        # a task that is gone keeps its place, as it was, while a person reads
        kept = {key: before[key] for key in shown - self.found.rows.keys() if key in before}
        self._rows = {**kept, **self.found.rows}
        may_sort = at_once or not self._rows or self.reading.may_sort(state.now_ms)
        if self._groups != self.found.groups and (may_sort or not shown):
            self._put_in_order(state)
        else:
            self._repaint()
        self.post_message(self.Turned())

    def go(self, place: int) -> None:
        """Put the cursor on a task, or on the nearest that exists."""
        tasks = self.tasks
        if not tasks:
            return
        before = self._here
        self._here = tasks[min(max(place, 0), len(tasks) - 1)]
        if self._here != before:
            self._into_view()
            self._repaint()
            self.post_message(self.Turned())

    def mark(self) -> None:
        """Mark the task under the cursor, or take its mark away."""
        if self._here:
            self.marks ^= {self._here}
            self._repaint()
            self.post_message(self.Turned())

    def mark_all(self, keys: Iterable[TaskKey]) -> None:
        """Mark these tasks as well."""
        self.marks |= frozenset(keys)
        self._repaint()
        self.post_message(self.Turned())

    def marked(self) -> list[TaskRow]:
        """Give the tasks that are marked and still known."""
        return [self._rows[key] for key in self.tasks if key in self.marks]

    def repaint(self) -> None:
        """Draw all lines anew."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Give one line."""
        place = self.scroll_offset.y + y
        if place not in self._strips:
            self._strips[place] = self._draw(place)
        return self._strips[place]

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self._lay_out()
        self._into_view()
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked task; a second click opens it."""
        place = self.scroll_offset.y + event.y
        task = self._items[place].task if place < len(self._items) else None
        if task is None:
            return
        self.reading.pressed()
        self.go(self.tasks.index(task))
        if event.chain == 2:
            self.post_message(self.Opened())

    def _put_in_order(self, state: State) -> None:
        """Take the newest order; the cursor stays on its task, or near where it was.

        Before a person is at it, it stays on top.
        """
        if not self.reading.begun:
            self._here = None
        place = self.cursor
        self._groups = self.found.groups
        self.reading.sorted(state.now_ms)
        self._lay_out()
        tasks = self.tasks
        self.marks &= self._rows.keys()
        if self._here not in tasks:
            self._here = tasks[min(place, len(tasks) - 1)] if tasks else None
        self._into_view()
        self.repaint()

    def _lay_out(self) -> None:
        airy = self.app.size.height >= ROOMY_FROM
        items: list[Item] = []
        for group in self._groups:
            items += [Item()] if airy and items else []
            items.append(Item(group=group))
            items += [Item(task=key) for key in group.tasks]
        self._items = items
        self.virtual_size = Size(self.size.width, len(items))

    def _draw(self, place: int) -> Strip:
        pen, width = self.app.pen, self.size.width
        item = self._items[place] if place < len(self._items) else Item()
        if item.group:
            return self._head(item.group.lane)
        task = self._rows.get(item.task) if item.task else None
        if task is None:
            return Strip.blank(width, pen.style("text"))
        here: Cursor = "here" if self.has_focus else "away"
        state = self.app.desk.state
        return task_row(
            task,
            layout(width, self.app.columns.tasks),
            pen,
            state.now_ms,
            here if item.task == self._here else "none",
            owner=state.owner,
            marked=item.task in self.marks,
        )

    def _head(self, key: LaneKey | None) -> Strip:
        pen, width = self.app.pen, self.size.width
        if key is None:
            return finished_line(width, pen)
        lane = self.found.lanes.get(key)
        if lane is None:
            lane = LaneRow(server=key.server, key=key.key, origin=key.origin, held=0)
        several = len(self.app.desk.state.servers) > 1
        return lane_line(lane, width, pen, several=several)

    def _repaint(self) -> None:
        """Draw the visible lines anew and paint those that came out different."""
        top = self.scroll_offset.y
        seen = range(top, top + self.size.height)
        self._strips = {place: strip for place, strip in self._strips.items() if place in seen}
        changed: list[Region] = []
        for place in seen:
            strip = self._draw(place)
            if strip != self._strips.get(place):
                self._strips[place] = strip
                changed.append(Region(0, place - top, self.size.width, 1))
        if changed:
            self.refresh(*changed)

    def _into_view(self) -> None:
        """Scroll so that the cursor is seen, with the head of its lane where that is next to it."""
        place = next((n for n, i in enumerate(self._items) if i.task and i.task == self._here), 0)
        self.reveal(place, place - 1 if place and self._items[place - 1].group else None)
