"""The page of all sessions: table, rule and detail."""

from __future__ import annotations

from textual import getters, on

from omo_watch.keys.table import bindings
from omo_watch.lines.modals.sorts import OF_COLUMNS
from omo_watch.lines.sessions.detail import TALL
from omo_watch.lines.sessions.facts import facts, rows_below
from omo_watch.screens.attention import Attention
from omo_watch.screens.bulk_cancel import BulkCancelScreen
from omo_watch.screens.filtering import Hits
from omo_watch.screens.list_page import ListPage, Parts
from omo_watch.screens.sorting import SortScreen
from omo_watch.widgets.detail import Detail, Rule
from omo_watch.widgets.empty import Empty
from omo_watch.widgets.heads import Heads
from omo_watch.widgets.session_table import SessionTable, session_of
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Strength
from omo_watch_core.decide import locked
from omo_watch_core.select.arrange import NEEDS_ME
from omo_watch_core.select.row import Row, row
from omo_watch_core.select.view import View, by
from omo_watch_core.state import SessionKey, State

NO_ORDER = "ladders have no order; {sort} lists what sessions can be sorted by"
ROWLESS = frozenset({"enter", "m", "x", "s", "S", "n", "tab", "a", "y  Y", "B"})
ON_MARKED = frozenset({"m", "r", "w", "x"})
"""They act on all that is marked, whatever the cursor is on."""


class Overview(ListPage):
    """Show all sessions, and below them the one under the cursor."""

    PLACE = "sessions"
    BINDINGS = bindings("sessions")
    FIXED_ORDER = ""
    DETAIL_LINES = ((36, TALL), (20, 6), (0, 0))
    STEPS = (("needs_me", False),)

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
    def hits(self) -> Hits:
        """Give the sessions that are shown."""
        found = self.table.found
        return Hits(found.shown, found.hidden, found.fault)

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that do nothing without rows, or on this one."""
        idle, state = self._idle_here(), self.app.desk.state
        if not self.table.marks:
            return idle
        refused = all(locked(state, server) for server, _ in self.table.marks)
        return idle | ON_MARKED if refused else idle - ON_MARKED

    def _idle_here(self) -> frozenset[str]:
        found, idle = self.table.found, super().idle_keys()
        if found.rows:
            return idle
        if found.hidden:
            return idle | ROWLESS
        unheard = any(s.listed_ms is None for s in self.app.desk.state.servers.values())
        return (idle | ROWLESS | {"e", "/"}) - ({"r"} if unheard else set[str]())

    def parts(self) -> Parts:
        """Give the parts of its own."""
        return Parts(Heads(), SessionTable(), Empty(), Rule(), Detail())

    def on_screen_resume(self) -> None:
        """Turn to the session under the cursor again; catching up is the base's."""
        self._attention.forget()

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        super().show(state, changes)
        if self._concerns(state, changes):
            self.follow(state)
        self._attention.rest(self.app.desk, self.subject)

    def needing(self) -> list[int]:
        """Give the places of sessions that need a person."""
        state = self.app.desk.state
        return [
            place
            for place, key in enumerate(self.table.found.rows)
            if not key.older and (found := row(state, key)) and needs_me(found)
        ]

    def action_deeper(self) -> None:
        """Open the session under the cursor, or unfold the older ones."""
        key = self.table.key
        if key is not None and key.older:
            self.action_older()
        else:
            super().action_deeper()

    def action_mark(self) -> None:
        """Mark the session under the cursor, or take its mark away."""
        self.table.mark()

    def action_mark_all(self) -> None:
        """Mark all sessions that are shown."""
        self.table.mark_all()

    @property
    def marked_keys(self) -> tuple[SessionKey, ...]:
        """Name the sessions that are marked."""
        return tuple(sorted(self.table.marks))

    def _ask_to_stop(self, strength: Strength | None) -> None:
        """Ask about all that is marked, else about the session under the cursor."""
        marks = self.table.marks
        if not marks:
            super()._ask_to_stop(strength)
        elif self._may_act(marks):
            self.app.push_screen(BulkCancelScreen(marks, strength, self.table.unmark))

    def action_needs_me(self) -> None:
        """Show only what needs a person, or all again."""
        self.look(needs_me=not self.table.view.needs_me)

    def action_older(self) -> None:
        """Unfold the older sessions, or fold them again."""
        self.look(unfolded=not self.table.view.unfolded)

    def action_retry(self) -> None:
        """Let the session go on now; where there is none, ask the servers again."""
        if self.table.found.rows or self.table.marks:
            super().action_retry()
        else:
            self.app.desk.look_again()

    def action_sort(self) -> None:
        """Choose what to sort by."""
        self.app.push_screen(SortScreen(self.table.view, self._sort))

    def action_reverse(self) -> None:
        """Turn the order round."""
        view = self.table.view
        self.look(reverse=not view.reverse)

    def _sort(self, view: View) -> None:
        self.look(sort=view.sort, then=view.then, reverse=view.reverse)

    @on(Heads.Clicked)
    def _head_clicked(self, event: Heads.Clicked) -> None:
        sort = OF_COLUMNS.get(event.column)
        if sort:
            self._sort(by(self.table.view, sort))
        else:
            self.result.refuse(NO_ORDER)

    def tell(self, state: State) -> None:
        """Tell of the session under the cursor."""
        table = self.table
        key, rows = table.key, table.found.rows
        seen = row(state, key) if key is not None and not key.older else None
        gathered = facts(state, seen, rows_below(rows, table.cursor)) if seen else None
        self.detail.facts = self.rule.facts = gathered
        self.rule.view, self.rule.position = table.view, self._position()
        self.rule.detail_height = self.detail.whole
        self.empty.view, self.empty.found = table.view, table.found

    def labels(self) -> dict[str, str]:
        """Say what is about all that is marked, and what retrying means without rows."""
        marks = len(self.table.marks)
        if marks:
            return {"x": f"cancel {marks} marked"}
        return {} if self.table.found.rows else {"r": "try now"}

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
        place = f"{table.cursor + 1} of {found.shown}"
        if table.cursor >= found.shown:  # it stands on the row of the older ones
            place = f"{found.shown} shown"
        return f"{self._marked()}{paused}{place}"

    def _marked(self) -> str:
        """Say how many are marked, and how many of them are not shown."""
        marks, hidden = len(self.table.marks), self.table.hidden_marks
        if not marks:
            return ""
        return f"{marks} marked, {hidden} not shown · " if hidden else f"{marks} marked · "


def needs_me(found: Row) -> bool:
    """Tell whether a session needs a person."""
    return found.state in NEEDS_ME or found.session.mismatch is not None
