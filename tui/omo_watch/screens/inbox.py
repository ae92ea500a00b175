"""The page of what needs a person: read whole, and answered in place."""

from __future__ import annotations

from textual import getters

from omo_watch.keys.table import bindings
from omo_watch.lines.inbox.able import ACTS, idle_in_inbox
from omo_watch.screens.filtering import Hits
from omo_watch.screens.inbox_acts import InboxActs
from omo_watch.screens.list_page import ListPage, Parts
from omo_watch.widgets.inbox_panes import InboxDetail, InboxEmpty, InboxHeads, InboxRule
from omo_watch.widgets.inbox_table import InboxTable
from omo_watch_core.select.inbox_rows import InboxRow
from omo_watch_core.state import SessionKey, State

GONE = "this session is gone"
WORDS = {"o": "once", "A": "always", "R": "reject", "d": "close"}
"""Keys that are about all that is marked, and their words."""
ORDER = "people first, then longest wait"
NEWEST = "answered and closed, newest first"


class InboxScreen(InboxActs, ListPage):
    """Show what waits for a person, over all servers and depths."""

    PLACE = "inbox"
    BINDINGS = bindings("inbox")
    FIXED_ORDER = "asks come first, then what waits longest; {filter} filters"
    DETAIL_LINES = ((36, 22), (30, 16), (22, 12), (20, 10), (0, 0))
    STEPS = (("past", False),)

    table = getters.query_one(InboxTable)
    heads = getters.query_one(InboxHeads)
    detail = getters.query_one(InboxDetail)
    rule = getters.query_one(InboxRule)
    empty = getters.query_one(InboxEmpty)

    def __init__(self) -> None:
        super().__init__()
        self._left = False

    @property
    def hits(self) -> Hits:
        """Give the rows that are shown."""
        found = self.table.found
        return Hits(len(found.rows), found.hidden, found.fault or None)

    @property
    def chosen(self) -> InboxRow | None:
        """Give the row under the cursor."""
        return self.table.row

    @property
    def marked(self) -> tuple[InboxRow, ...]:
        """Give the rows that are marked."""
        return self.table.marked

    @property
    def subject(self) -> SessionKey | None:
        """Name the session of the row under the cursor, where it is still there."""
        row = self.table.row
        key = (row.server, row.session) if row is not None else None
        return key if key and self.app.desk.state.session(key) else None

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that do nothing on this row."""
        state = self.app.desk.state
        idle = idle_in_inbox(state, self.chosen, self.subject is not None)
        if not self.marked:
            return idle
        return (idle | ACTS) - {key for key, many in self._many_marked().items() if many}

    def _many_marked(self) -> dict[str, int]:
        """Count what each key would be about, of all that is marked."""
        state = self.app.desk.state
        idle = [idle_in_inbox(state, row, there=True) for row in self.marked]
        return {key: sum(key not in each for each in idle) for key in WORDS}

    def parts(self) -> Parts:
        """Give the parts of its own."""
        return Parts(InboxHeads(), InboxTable(), InboxEmpty(), InboxRule(), InboxDetail())

    def leave(self) -> None:
        """Take note that nobody is at it any more: its rows may be others afterwards."""
        self._left = True

    def on_screen_resume(self) -> None:
        """Show what waits now; behind a modal, where nobody left, rows keep their places."""
        if self._left:
            self._left = False
            self.table.settle()

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away."""
        self.table.mark()

    def action_past(self) -> None:
        """Show what was answered and closed, or what waits again."""
        self.table.unmark()
        self.look(past=not self.table.view.past)

    def tell(self, state: State) -> None:
        """Tell of the row under the cursor."""
        table = self.table
        self.heads.past = table.view.past
        self.rule.row = table.row
        self.detail.tell(table.row)
        self.rule.position = self._position()
        self.empty.found, self.empty.view = table.found, table.view

    def labels(self) -> dict[str, str]:
        """Say what keys do where it is another thing than usual."""
        return _labels(self.table.row, self._many_marked())

    def no_session(self) -> str:
        """Say that the session of a row is gone."""
        return GONE if self.table.row is not None else ""

    def _position(self) -> tuple[str, str]:
        table = self.table
        rows, view = table.shown, table.view
        place = f"{table.cursor + 1 if rows else 0} of {len(rows)}"
        if view.filter and not table.found.fault:
            place = f"filter {view.filter} · {place}"
        if marks := len(table.marked):
            place = f"{marks} marked · {place}"
        return place, NEWEST if view.past else ORDER


def _labels(row: InboxRow | None, marks: dict[str, int]) -> dict[str, str]:
    """Say what keys do where it is another thing than usual."""
    if any(marks.values()):
        return {key: f"{word} {marks[key]} marked" for key, word in WORDS.items()}
    if row is not None and row.kind == "question":
        return {"R": "dismiss", "i": "own words"}
    return {"h": "what waits"} if row is not None and row.past else {}
