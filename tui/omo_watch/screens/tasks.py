"""The page of all background tasks: by lane, what is claimed of each beside what it does."""

from __future__ import annotations

from textual import getters

from omo_watch.keys.table import bindings
from omo_watch.lines.tasks.able import idle_for_task
from omo_watch.lines.tasks.detail import TALL
from omo_watch.lines.tasks.words import task_facts
from omo_watch.screens.filtering import Hits
from omo_watch.screens.list_page import ListPage, Parts
from omo_watch.screens.page import Page
from omo_watch.screens.task_acts import TaskActs
from omo_watch.widgets.task_panes import NoTasks, TaskDetail, TaskHeads, TaskRule
from omo_watch.widgets.task_table import TaskTable
from omo_watch_core.select.tasks import needs_a_person
from omo_watch_core.state import SessionKey, State
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow

NO_SESSION = "it has no session yet"
GONE = "its session was deleted"


class TasksScreen(TaskActs, ListPage):
    """Show all background tasks, and below them the one under the cursor."""

    PLACE = "tasks"
    BINDINGS = bindings("tasks")
    FIXED_ORDER = "tasks stand by lane, what waits for somebody first; {filter} filters"
    DETAIL_LINES = ((36, TALL), (20, 5), (0, 0))
    STEPS = (("needs_me", False),)

    table = getters.query_one(TaskTable)
    detail = getters.query_one(TaskDetail)
    rule = getters.query_one(TaskRule)
    empty = getters.query_one(NoTasks)

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

    def parts(self) -> Parts:
        """Give the parts of its own."""
        return Parts(TaskHeads(), TaskTable(), NoTasks(), TaskRule(), TaskDetail())

    def needing(self) -> list[int]:
        """Give the places of tasks that need a person."""
        rows = self.table.found.rows
        return [
            place
            for place, key in enumerate(self.table.tasks)
            if key in rows and needs_a_person(rows[key])
        ]

    def action_mark(self) -> None:
        """Mark the task under the cursor, or take its mark away."""
        if self.subject:
            self.table.mark()
        elif self.chosen:
            why = GONE if self.chosen.session else NO_SESSION
            self.result.refuse(f"{why}; {{cancel}} is for it alone")

    def action_mark_all(self) -> None:
        """Mark all tasks that are shown and have a session."""
        rows = self.table.found.rows
        state = self.app.desk.state
        self.table.mark_all(
            key
            for key in self.table.tasks
            if (task := rows.get(key))
            and task.session
            and state.session((task.server, task.session)) is not None
        )

    @property
    def marked_keys(self) -> tuple[SessionKey, ...]:
        """Name the sessions of the tasks that are marked."""
        return tuple((task.server, task.session) for task in self.marked if task.session)

    def action_needs_me(self) -> None:
        """Show only what needs a person, or all again."""
        self.look(needs_me=not self.table.view.needs_me)

    def tell(self, state: State) -> None:
        """Tell of the task under the cursor."""
        table = self.table
        facts = task_facts(state, table.chosen, table.lane) if table.chosen else None
        self.detail.facts = self.rule.facts = facts
        self.rule.view, self.rule.position = table.view, self._position()
        self.empty.view, self.empty.found = table.view, table.found

    def labels(self) -> dict[str, str]:
        """Say what is about all that is marked, and what a paused lane can do."""
        marks = len(self.table.marked())
        labels = {"x": f"cancel {marks} marked"} if marks else {}
        return labels | ({"P": "go on"} if self.lane and self.lane.paused else {})

    def no_session(self) -> str:
        """Say why a task has no session that could be opened."""
        if self.chosen is None:
            return ""
        return f"{GONE}; what is known of it stands below" if self.chosen.session else NO_SESSION

    def _position(self) -> str:
        table = self.table
        shown, view = len(table.tasks), table.view
        marks = len(table.marked())
        marked = f"{marks} marked · " if marks else ""
        if view.filter and not table.found.fault:
            return f"{marked}filter {view.filter} · {shown} of {shown + table.found.hidden}"
        paused = "paused while you read · " if table.paused else ""
        return f"{marked}{paused}{table.cursor + 1 if shown else 0} of {shown}"
