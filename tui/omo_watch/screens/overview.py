"""The page of all sessions: table, rule and detail."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, getters, on
from textual.containers import Vertical
from textual.widget import Widget

from omo_watch.keys import bindings
from omo_watch.lines.detail import TALL
from omo_watch.lines.facts import facts, rows_below
from omo_watch.screens.attention import Attention
from omo_watch.screens.bulk_cancel import BulkCancelScreen
from omo_watch.screens.list_page import Hits, ListPage
from omo_watch.screens.session import SessionScreen
from omo_watch.widgets.detail import Detail, Rule
from omo_watch.widgets.empty import Empty
from omo_watch.widgets.filter_line import FilterLine
from omo_watch.widgets.heads import Heads
from omo_watch.widgets.result_line import ResultLine
from omo_watch.widgets.session_table import SessionTable, session_of
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Strength
from omo_watch_core.select.row import row
from omo_watch_core.select.view import SORTS
from omo_watch_core.state import SessionKey, State

ROWLESS = frozenset({"enter", "m", "x", "s", "n"})


class Overview(ListPage):
    """Show all sessions, and below them the one under the cursor."""

    PLACE = "sessions"
    BINDINGS = bindings("sessions")
    DETAIL_LINES = ((36, TALL), (20, 6), (0, 0))

    table = getters.query_one(SessionTable)
    detail = getters.query_one(Detail)
    rule = getters.query_one(Rule)
    empty = getters.query_one(Empty)

    def __init__(self) -> None:
        super().__init__()
        self._attention = Attention()
        self._second = -1

    @property
    def subject(self) -> SessionKey | None:
        """Name the session under the cursor."""
        return session_of(self.table.key)

    @property
    def rows(self) -> SessionTable:
        """Give the table of sessions."""
        return self.table

    @property
    def hits(self) -> Hits:
        """Give the sessions that are shown."""
        found = self.table.found
        return Hits(found.shown, found.hidden, found.fault)

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that do nothing without rows, or on this one."""
        found, idle = self.table.found, super().idle_keys()
        if found.rows:
            return idle
        return idle | ROWLESS if found.hidden else idle | ROWLESS | {"e", "/"}

    def body(self) -> Iterable[Widget]:
        """Give table, rule, detail, and the place of results and filter."""
        yield Heads()
        yield SessionTable()
        yield Empty()
        yield Rule()
        yield Vertical(Detail(), ResultLine(), id="below")
        yield FilterLine()

    def on_key(self, event: events.Key) -> None:
        """Note that a person is at it, so that rows keep their places."""
        self.table.reading.pressed()

    def sized(self, lines: int) -> None:
        """Draw a detail of so many lines."""
        self.detail.whole = self.rule.detail_height = lines
        self._follow(self.app.desk.state)

    def on_screen_resume(self) -> None:
        """Turn to the session under the cursor again; catching up is the base's."""
        self._attention.forget()

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        super().show(state, changes)
        self.table.show(state, changes)
        if self._concerns(state, changes):
            self._follow(state)
        self._attention.rest(self.app.desk, self.subject)

    @on(SessionTable.Turned)
    def _turned(self) -> None:
        self._follow(self.app.desk.state)

    @on(SessionTable.Opened)
    def _opened(self) -> None:
        self.action_deeper()

    def action_deeper(self) -> None:
        """Open the session under the cursor, or unfold the older ones."""
        key = self.table.key
        if key is not None and key.older:
            self.action_older()
        elif self.subject:
            self.app.push_screen(SessionScreen(self.subject))

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
        """Mark the session under the cursor, or take its mark away."""
        self.table.mark()

    def _ask_to_stop(self, strength: Strength | None) -> None:
        """Ask about all that is marked, else about the session under the cursor."""
        marks = self.table.marks
        if not marks:
            super()._ask_to_stop(strength)
        elif self._may_act():
            self.app.push_screen(BulkCancelScreen(marks, strength, self.table.unmark))

    def action_needs_me(self) -> None:
        """Show only what needs a person, or all again."""
        self.look(needs_me=not self.table.view.needs_me)

    def action_older(self) -> None:
        """Unfold the older sessions, or fold them again."""
        self.look(unfolded=not self.table.view.unfolded)

    def action_sort(self) -> None:
        """Sort by the next thing."""
        place = SORTS.index(self.table.view.sort)
        self.look(sort=SORTS[(place + 1) % len(SORTS)])

    def look(self, **wish: object) -> None:
        """Show the sessions as a person wishes."""
        super().look(**wish)
        self._follow(self.app.desk.state)

    def _follow(self, state: State) -> None:
        """Let detail and rule show the session under the cursor."""
        table = self.table
        key, rows = table.key, table.found.rows
        seen = row(state, key) if key is not None and not key.older else None
        gathered = facts(state, seen, rows_below(rows, table.cursor)) if seen else None
        self.detail.facts = self.rule.facts = gathered
        self.rule.view, self.rule.position = table.view, self._position()
        self.empty.view, self.empty.found = table.view, table.found
        self.set_class(not rows, "-without-rows")
        self.set_class(not rows and not table.view.filter, "-without-heads")
        marks = len(table.marks)
        self.footer.labels = {"x": f"cancel {marks} marked"} if marks else {}
        self.footer.without = self.idle_keys()
        self.footer.renew()
        self.detail.renew()
        self.rule.renew()
        if not rows:
            self.empty.renew()

    def _concerns(self, state: State, changes: Changes) -> bool:
        """Tell whether the detail may look different; time counts by the second."""
        second, self._second = self._second, state.now_ms // 1_000
        if second != self._second or changes.order or changes.servers:
            return True
        if changes.notices or changes.actions:
            return True
        return self.subject in changes.sessions or self.subject in changes.transcripts

    def _position(self) -> str:
        table = self.table
        found, view = table.found, table.view
        if view.filter and not found.fault:
            total = found.shown + found.hidden
            return f"{self._marked()}filter {view.filter} · {found.shown} of {total}"
        paused = "paused while you read · " if table.paused else ""
        return f"{self._marked()}{paused}{table.cursor + 1} of {found.shown}"

    def _marked(self) -> str:
        """Say how many are marked, and how many of them are not shown."""
        marks, hidden = len(self.table.marks), self.table.hidden_marks
        if not marks:
            return ""
        return f"{marks} marked, {hidden} not shown · " if hidden else f"{marks} marked · "
