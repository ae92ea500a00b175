"""One session on the whole screen: transcript, ladder, tasks, todos, diff and events."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, getters, on
from textual.containers import Horizontal
from textual.widget import Widget

from omo_watch.keys.session import SEARCH
from omo_watch.keys.table import bindings
from omo_watch.lines.panes.names import Pane, Place, next_pane, pane_at, settled
from omo_watch.lines.panes.side import ladder_pane, side_lines, todo_lines, todos_of
from omo_watch.lines.panes.tasks import task_lines
from omo_watch.lines.scrolling.roll import Roll
from omo_watch.screens.page import Page
from omo_watch.screens.searching import Searching
from omo_watch.widgets.line_log import LineLog
from omo_watch.widgets.result_line import ResultLine
from omo_watch.widgets.session_heads import ROOMY_FROM, Crumbs, Panes
from omo_watch.widgets.session_panes import DiffLog, EventsLog
from omo_watch.widgets.transcript import TranscriptLog
from omo_watch_core.changes import Changes
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.select.tasks import tasks_of
from omo_watch_core.state import SessionKey, State
from omo_watch_core.tasks.derive.row import TaskRow

ON_SESSION = frozenset({"m", "x", "n", "a", "y  Y", "B"})
"""Keys that are about the session, beside those of its waits and moves."""


class SessionScreen(Searching, Page):
    """Show one session."""

    PLACE = "session"
    BINDINGS = bindings("session")

    crumbs = getters.query_one(Crumbs)
    panes = getters.query_one(Panes)
    spoken = getters.query_one(TranscriptLog)
    changed = getters.query_one(DiffLog)
    happened = getters.query_one(EventsLog)
    side = getters.query_one("#side", LineLog)

    def __init__(self, key: SessionKey) -> None:
        super().__init__()
        self._key = key
        self.pane: Pane = "Transcript"
        self._second = -1

    @property
    def subject(self) -> SessionKey | None:
        """Name this session, while it is there."""
        return self._key if self.app.desk.state.session(self._key) else None

    @property
    def roomy(self) -> bool:
        """Tell whether transcript and side stand beside each other."""
        return self.app.size.width >= ROOMY_FROM

    @property
    def front(self) -> LineLog:
        """Give the pane that keys go to."""
        return {
            "Transcript": self.spoken, "Diff": self.changed, "Events": self.happened,
        }.get(self.pane, self.side)  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Give crumbs, pane titles, the panes and the place of results."""
        yield Crumbs()
        yield Panes()
        yield Horizontal(
            TranscriptLog(self.typed),
            DiffLog(self.typed),
            EventsLog(self.typed),
            LineLog("side", follows=False, typed=self.typed),
            id="body",
        )
        yield ResultLine()
        yield self.search_line

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        super().show(state, changes)
        if self._concerns(state, changes):
            self._draw(state)

    def idle_keys(self) -> frozenset[str]:
        """Leave out what needs the session once it is gone, and tools where none is in view."""
        idle = super().idle_keys()
        if self.subject is None:
            idle |= ON_SESSION
        return idle if self._has_tools() else idle | {"enter"}

    def on_screen_resume(self) -> None:
        """Turn to this session; catching up is the base's."""
        self.app.desk.look(self._key, closely=True)

    def action_back(self) -> None:
        """Close bad news, end the search, leave the tools, else go back."""
        if self.result.close() or self.end_search() or self.spoken.forget_choice():
            return
        self.leave()
        self.dismiss()

    def leave(self) -> None:
        """Look at it not closely from now on."""
        self.app.desk.look(self._key)

    def action_pane(self, step: int = 1) -> None:
        """Go to the next pane, or the one before."""
        self._turn_to(next_pane(self.pane, step, self.roomy))

    def on_click(self, event: events.Click) -> None:
        """Go to the pane whose title was clicked."""
        pane = pane_at(event.style)
        if pane is not None and settled(pane, self.roomy) != self.pane:
            self._turn_to(pane)

    def _turn_to(self, pane: Pane) -> None:
        self.end_search()
        self.pane = settled(pane, self.roomy)
        if self.pane == "Diff":
            self.app.desk.look_at_diff(self._key)
        self._lay_out()

    def action_move(self, rows: int) -> None:
        """Scroll by lines."""
        self.front.move(rows)
        self.again()

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        self.front.page(pages)
        self.again()

    def action_edge(self, side: int) -> None:
        """Go to the first or the last line."""
        self.front.edge(side)
        self.again()

    def action_tool(self, step: int) -> None:
        """Choose the next tool, or the one before."""
        if self.pane == "Transcript":
            self.spoken.turn_to(step)
            self.again()

    def action_unfold(self) -> None:
        """Show or hide what a tool gave back."""
        if self.pane == "Transcript":
            self.spoken.unfold()
            self.again()

    def action_new_task(self) -> None:
        """Go to the next match while something is looked for; else launch a task."""
        if self.front.search is None:
            super().action_new_task()
        else:
            self.action_match(1)

    @on(LineLog.Moved)
    def _moved(self) -> None:
        self.again()

    def on_mount(self) -> None:
        """Show one pane, or two."""
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Stand beside each other, or one at a time."""
        self._lay_out()

    def repaint(self) -> None:
        """Draw everything anew."""
        super().repaint()
        for log in self.query(LineLog):
            log.repaint()
        self.again()

    def again(self) -> None:
        """Draw what a person has just moved."""
        self._draw(self.app.desk.state)
        self.footer.without = self.idle_keys()
        self.footer.renew()

    def _has_tools(self) -> bool:
        if self.pane != "Transcript" or not self.is_mounted:
            return False
        return not self.spoken.tools().keys().isdisjoint(self.spoken.in_view())

    def _concerns(self, state: State, changes: Changes) -> bool:
        """Tell whether anything here may look different; time counts by the second."""
        second, self._second = self._second, state.now_ms // 1_000
        if second != self._second or changes.order or changes.servers or changes.notices:
            return True
        return self._key in changes.sessions or self._key in changes.transcripts

    def _draw(self, state: State) -> None:
        seen = row(state, RowKey(server=self._key[0], session=self._key[1]))
        tasks = tasks_of(state, self._key) if seen else ()
        if seen is not None:
            self._show_panes(state, seen, tasks)
        log, found = self.spoken, self.tell_search()
        self.crumbs.row = self.panes.row = seen
        kept = "" if self.is_typing else found
        self.panes.place = Place(self.pane, log.at_end, log.fresh, len(tasks), kept)
        self.footer.labels[SEARCH] = "matches" if found else "search"
        self.crumbs.renew()
        self.panes.renew()

    def _show_panes(self, state: State, seen: Row, tasks: tuple[TaskRow, ...]) -> None:
        self.spoken.show(state, seen, self.roomy)
        if self.pane == "Diff":
            self.changed.show(seen, self.roomy)
        elif self.pane == "Events":
            self.happened.show(state, seen, self.roomy)
        self._show_side(state, seen, tasks)

    def _show_side(self, state: State, seen: Row, tasks: tuple[TaskRow, ...]) -> None:
        (width, height), pen = self.side.size, self.app.pen
        if self.roomy:
            self.side.tell(Roll.plain(side_lines(seen, tasks, state, height, pen)))
        elif self.pane == "Ladder":
            self.side.tell(Roll.plain(ladder_pane(seen, state, width, pen)))
        elif self.pane == "Tasks":
            self.side.tell(Roll.plain(task_lines(tasks, state, width, pen)))
        elif self.pane == "Todos":
            self.side.tell(Roll.plain(todo_lines(todos_of(seen), width, pen)))

    def _lay_out(self) -> None:
        self.pane = settled(self.pane, self.roomy)
        self.set_class(self.roomy, "-roomy")
        left = self.pane if self.pane in ("Diff", "Events") else "Transcript"
        aside = not self.roomy and self.front is self.side
        self.spoken.display = left == "Transcript" and not aside
        self.changed.display, self.happened.display = left == "Diff", left == "Events"
        self.side.display = self.roomy or aside
        self.set_focus(self.front)
        self.call_after_refresh(self.again)
