"""One session on the whole screen: transcript, ladder, tasks and todos."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events, getters
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.keys import TABS, bindings
from omo_watch.lines.crumbs import crumb_line
from omo_watch.lines.line import Line
from omo_watch.lines.side import (
    PANES,
    ladder_pane,
    pane_names,
    pane_rule,
    side_lines,
    todo_lines,
    todos_of,
)
from omo_watch.lines.side_tasks import task_lines
from omo_watch.screens.page import Page
from omo_watch.widgets.line_log import LineLog
from omo_watch.widgets.result_line import ResultLine
from omo_watch.widgets.sheet import Sheet
from omo_watch.widgets.transcript import TranscriptLog
from omo_watch_core.changes import Changes
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.select.tasks import tasks_of
from omo_watch_core.state import SessionKey, State
from omo_watch_core.tasks.derive.row import TaskRow

ROOMY_FROM = 120


class Crumbs(Sheet):
    """Show where one is, and the session's figures."""

    def __init__(self) -> None:
        super().__init__("crumbs")
        self.row: Row | None = None

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the line; a session that was deleted says so."""
        if self.row is None:
            line = Line(self.pen.style("text")).gap()
            return [line.add("This session is gone.", self.pen.style("soft")).strip(width)]
        now_ms, tab = self.app.desk.state.now_ms, TABS[self.app.tab]
        return [crumb_line(self.row, now_ms, width, self.pen, tab)]


class Panes(Sheet):
    """Show the titles of the panes."""

    def __init__(self) -> None:
        super().__init__("panes")
        self.row: Row | None = None
        self.tasks = 0
        self.active = 0
        self.newest = True

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw one rule with two titles, or names and a rule."""
        if self.row is None:
            return []
        state = self.app.desk.state
        if width >= ROOMY_FROM:
            focus = min(self.active, 1)
            return [pane_rule(self.row, state, width, focus, self.newest, self.pen)]
        return pane_names(self.row, self.tasks, width, self.active, self.pen)


class SessionScreen(Page):
    """Show one session."""

    PLACE = "session"
    BINDINGS = bindings("session")

    crumbs = getters.query_one(Crumbs)
    panes = getters.query_one(Panes)
    spoken = getters.query_one(TranscriptLog)
    side = getters.query_one("#side", LineLog)

    def __init__(self, key: SessionKey) -> None:
        super().__init__()
        self._key = key
        self._pane = 0
        self._second = -1

    @property
    def subject(self) -> SessionKey | None:
        """Name this session."""
        return self._key

    @property
    def roomy(self) -> bool:
        """Tell whether transcript and side stand beside each other."""
        return self.app.size.width >= ROOMY_FROM

    def body(self) -> Iterable[Widget]:
        """Give crumbs, pane titles, the panes and the place of results."""
        yield Crumbs()
        yield Panes()
        yield Horizontal(TranscriptLog(), LineLog("side", follows=False), id="body")
        yield ResultLine()

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        super().show(state, changes)
        if self._concerns(state, changes):
            self._draw(state)

    def _concerns(self, state: State, changes: Changes) -> bool:
        """Tell whether anything here may look different; time counts by the second."""
        second, self._second = self._second, state.now_ms // 1_000
        if second != self._second or changes.order or changes.servers or changes.notices:
            return True
        return self._key in changes.sessions or self._key in changes.transcripts

    def _draw(self, state: State) -> None:
        seen = row(state, RowKey(server=self._key[0], session=self._key[1]))
        self.crumbs.row = self.panes.row = seen
        self.panes.active = self._pane
        self.panes.newest = self.spoken.at_end
        tasks = tasks_of(state, self._key) if seen else ()
        self.panes.tasks = len(tasks)
        if seen is not None:
            self.spoken.show(state, seen, self.roomy)
            self._show_side(state, seen, tasks)
        self.crumbs.renew()
        self.panes.renew()

    def on_screen_resume(self) -> None:
        """Turn to this session; catching up is the base's."""
        self.app.desk.look(self._key, closely=True)

    def action_back(self) -> None:
        """Close bad news, else go back to where it was opened."""
        if not self.result.close():
            self.leave()
            self.dismiss()

    def leave(self) -> None:
        """Look at it not closely from now on."""
        self.app.desk.look(self._key)

    def action_pane(self) -> None:
        """Go to the next pane."""
        self._pane = (self._pane + 1) % (2 if self.roomy else len(PANES))
        self._lay_out()

    def action_move(self, rows: int) -> None:
        """Scroll by lines."""
        self._front().move(rows)
        self._again()

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        self._front().page(pages)
        self._again()

    def action_edge(self, side: int) -> None:
        """Go to the first or the last line."""
        self._front().edge(side)
        self._again()

    def on_resize(self, event: events.Resize) -> None:
        """Stand beside each other, or one at a time."""
        self._lay_out()

    def repaint(self) -> None:
        """Draw everything anew."""
        super().repaint()
        self._again()

    def _lay_out(self) -> None:
        self.set_class(self.roomy, "-roomy")
        self.set_class(not self.roomy, "-one-pane")
        self.set_class(self._pane > 0, "-aside")
        self._front().focus()
        self.call_after_refresh(self._again)

    def _front(self) -> LineLog:
        return self.side if self._pane else self.spoken

    def _show_side(self, state: State, seen: Row, tasks: tuple[TaskRow, ...]) -> None:
        width, height = self.side.size
        if self.roomy:
            self.side.tell(side_lines(seen, tasks, state, height, self.app.pen))
        elif self._pane == 1:
            self.side.tell(ladder_pane(seen, state, width, self.app.pen))
        elif self._pane == 2:
            self.side.tell(task_lines(tasks, state, width, self.app.pen))
        elif self._pane == 3:
            self.side.tell(todo_lines(todos_of(seen), width, self.app.pen))

    def _again(self) -> None:
        self._draw(self.app.desk.state)
