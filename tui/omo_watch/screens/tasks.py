"""The page of all background tasks: by lane, what is claimed of each beside what it does."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, getters, on
from textual.containers import Vertical
from textual.widget import Widget

from omo_watch.keys import bindings
from omo_watch.lines.task_able import idle_for_task
from omo_watch.lines.task_detail import TALL
from omo_watch.lines.task_words import task_facts
from omo_watch.screens.list_page import Hits, ListPage
from omo_watch.screens.page import Page
from omo_watch.screens.session import SessionScreen
from omo_watch.screens.task_acts import TaskActs
from omo_watch.widgets.filter_line import FilterLine
from omo_watch.widgets.result_line import ResultLine
from omo_watch.widgets.task_panes import NoTasks, TaskDetail, TaskHeads, TaskRule
from omo_watch.widgets.task_table import TaskTable
from omo_watch_core.changes import Changes
from omo_watch_core.state import SessionKey, State
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow

NO_SESSION = "it has no session yet"
GONE = "its session was deleted"


class TasksScreen(TaskActs, ListPage):
    """Show all background tasks, and below them the one under the cursor."""

    PLACE = "tasks"
    BINDINGS = bindings("tasks")
    DETAIL_LINES = ((36, TALL), (20, 5), (0, 0))

    table = getters.query_one(TaskTable)
    detail = getters.query_one(TaskDetail)
    rule = getters.query_one(TaskRule)
    empty = getters.query_one(NoTasks)

    @property
    def rows(self) -> TaskTable:
        """Give the table of tasks."""
        return self.table

    @property
    def hits(self) -> Hits:
        """Give the tasks that are shown."""
        found = self.table.found
        return Hits(len(found.tasks), found.hidden, found.fault)

    @property
    def chosen(self) -> TaskRow | None:
        """Give the task under the cursor."""
        return self.table.chosen

    @property
    def lane(self) -> LaneRow | None:
        """Give its lane."""
        return self.table.lane

    @property
    def marked(self) -> list[TaskRow]:
        """Give the tasks that are marked."""
        return self.table.marked()

    @property
    def subject(self) -> SessionKey | None:
        """Name the session of the task under the cursor, where it is there."""
        task = self.chosen
        if task is None or task.session is None:
            return None
        key = (task.server, task.session)
        return key if self.app.desk.state.session(key) is not None else None

    @property
    def parent_key(self) -> SessionKey | None:
        """Name the session that a new task would be launched under."""
        if self.chosen:
            return (self.chosen.server, self.chosen.parent)
        first = self.app.screen_stack[0]
        return first.subject if isinstance(first, Page) else None

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that do nothing without rows, or on this one."""
        idle = super().idle_keys() | idle_for_task(self.chosen, self.lane, self.subject)
        if self.parent_key is None:
            idle |= {"n"}
        return idle if self.table.tasks or self.table.found.hidden else idle | {"e", "/"}

    def body(self) -> Iterable[Widget]:
        """Give table, rule, detail, and the place of results and filter."""
        yield TaskHeads()
        yield TaskTable()
        yield NoTasks()
        yield TaskRule()
        yield Vertical(TaskDetail(), ResultLine(), id="below")
        yield FilterLine()

    def on_key(self, event: events.Key) -> None:
        """Note that a person is at it, so that rows keep their places."""
        self.table.reading.pressed()

    def sized(self, lines: int) -> None:
        """Draw a detail of so many lines."""
        self.detail.whole = lines
        self._follow(self.app.desk.state)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        self.table.show(state, changes)
        super().show(state, changes)

    @on(TaskTable.Turned)
    def _turned(self) -> None:
        self._follow(self.app.desk.state)

    @on(TaskTable.Opened)
    def _opened(self) -> None:
        self.action_deeper()

    def action_deeper(self) -> None:
        """Open the session of the task under the cursor; one that is not there is told of."""
        if self.subject:
            self.app.push_screen(SessionScreen(self.subject))
        elif self.chosen:
            known = f"{GONE}; what is known of it stands below"
            self.result.refuse(known if self.chosen.session else NO_SESSION)

    def action_back(self) -> None:
        """Take one step out: bad news, then the marks, the filter, what needs me."""
        if self.has_class("-filtering"):
            self.stop_filtering(filter="")
        elif self.result.close() or self.table.unmark():
            return
        elif self.table.view.filter:
            self.look(filter="")
        elif self.table.view.needs_me:
            self.look(needs_me=False)

    def action_mark(self) -> None:
        """Mark the task under the cursor, or take its mark away."""
        if self.subject:
            self.table.mark()
        elif self.chosen:
            self.result.refuse(f"{GONE if self.chosen.session else NO_SESSION}; x is for it alone")

    def action_needs_me(self) -> None:
        """Show only what needs a person, or all again."""
        self.look(needs_me=not self.table.view.needs_me)

    def unmark(self) -> None:
        """Take all marks away."""
        self.table.unmark()

    def _follow(self, state: State) -> None:
        """Let detail and rule show the task under the cursor."""
        table = self.table
        facts = task_facts(state, table.chosen, table.lane) if table.chosen else None
        self.detail.facts = self.rule.facts = facts
        self.rule.view, self.rule.position = table.view, self._position()
        self.empty.view, self.empty.found = table.view, table.found
        nothing = not table.tasks and not table.found.groups
        self.set_class(nothing, "-without-rows")
        self.set_class(nothing and not table.view.filter, "-without-heads")
        marks = len(table.marked())
        self.footer.labels = {"x": f"cancel {marks} marked"} if marks else {}
        if self.lane and self.lane.paused:
            self.footer.labels["P"] = "go on"
        self.footer.without = self.idle_keys()
        for sheet in (self.footer, self.detail, self.rule, self.empty):
            sheet.renew()

    def _position(self) -> str:
        table = self.table
        shown, view = len(table.tasks), table.view
        marks = len(table.marked())
        marked = f"{marks} marked · " if marks else ""
        if view.filter and not table.found.fault:
            return f"{marked}filter {view.filter} · {shown} of {shown + table.found.hidden}"
        paused = "paused while you read · " if table.paused else ""
        return f"{marked}{paused}{table.cursor + 1 if shown else 0} of {shown}"
