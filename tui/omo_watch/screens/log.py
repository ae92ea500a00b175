"""The page of the log: what was said, found out and done, newest first."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters, on
from textual.containers import Vertical
from textual.widget import Widget

from omo_watch.keys import bindings
from omo_watch.lines.curl import as_curl
from omo_watch.lines.log_detail import LogFacts
from omo_watch.screens.list_page import Hits, ListPage
from omo_watch.screens.session import SessionScreen
from omo_watch.widgets.filter_line import FilterLine
from omo_watch.widgets.log_panes import LogDetail, LogEmpty, LogHeads, LogRule
from omo_watch.widgets.log_table import LogTable
from omo_watch.widgets.result_line import ResultLine
from omo_watch_core.changes import Changes
from omo_watch_core.select.log import KINDS, LogRow, facts_of
from omo_watch_core.sent import Request
from omo_watch_core.state import SessionKey, State

NOTHING_SENT = "this line has no request to copy"
NO_SESSION = "this line names no session"
GONE = "this session is gone"


class LogScreen(ListPage):
    """Show what happened."""

    PLACE = "log"
    BINDINGS = bindings("log")
    DETAIL_LINES = ((36, 9), (20, 6), (0, 0))

    table = getters.query_one(LogTable)
    detail = getters.query_one(LogDetail)
    rule = getters.query_one(LogRule)
    empty = getters.query_one(LogEmpty)

    def __init__(self) -> None:
        super().__init__()
        self._looked_at: set[str] = set()
        """Deeds whose steps were asked for."""

    @property
    def rows(self) -> LogTable:
        """Give the table of what happened."""
        return self.table

    @property
    def hits(self) -> Hits:
        """Give the lines that are shown."""
        found = self.table.found
        return Hits(len(found.rows), found.hidden, found.fault)

    @property
    def subject(self) -> SessionKey | None:
        """Name the session of the line under the cursor, where it is still there."""
        row = self.table.row
        key = (row.server, row.session) if row is not None and row.session else None
        return key if key and self.app.desk.state.session(key) else None

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that do nothing on this line."""
        idle = {"enter", "u"} if self.subject is None else set[str]()
        if not self._requests(self.table.row):
            idle.add("c")
        return frozenset(idle)

    def body(self) -> Iterable[Widget]:
        """Give table, rule, detail, and the place of results and filter."""
        yield LogHeads()
        yield LogTable()
        yield LogEmpty()
        yield LogRule()
        yield Vertical(LogDetail(), ResultLine(), id="below")
        yield FilterLine()

    def on_mount(self) -> None:
        """Show what is known; that keys go to the table is the base's."""
        self._follow(self.app.desk.state)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        self.table.show(state)
        super().show(state, changes)
        if changes.actions or changes.notices:
            self._follow(state)

    @on(LogTable.Turned)
    def _turned(self) -> None:
        self._follow(self.app.desk.state)

    @on(LogTable.Opened)
    def _opened(self) -> None:
        self.action_deeper()

    def action_deeper(self) -> None:
        """Open the session of the line under the cursor."""
        row = self.table.row
        if self.subject:
            self.app.push_screen(SessionScreen(self.subject))
        elif row is not None:
            self.result.refuse(GONE if row.session else NO_SESSION)

    def action_back(self) -> None:
        """Take one step out: bad news, then the filter, then the kind."""
        if self.has_class("-filtering"):
            self.stop_filtering(filter="")
        elif self.result.close():
            return
        elif self.table.view.filter:
            self.look(filter="")
        elif self.table.view.kind:
            self.look(kind=None)

    def action_copy(self) -> None:
        """Copy what was sent for the line under the cursor."""
        row, requests = self.table.row, self._requests(self.table.row)
        server = self.app.desk.state.servers.get(row.server) if row else None
        if server is None or not requests:
            self.result.refuse(NOTHING_SENT)
            return
        self.app.copy_to_clipboard(as_curl(server.url, requests))
        many = f"{len(requests)} request{'' if len(requests) == 1 else 's'}"
        self.result.say("copied", f"{many} as curl, without a password; nothing was sent")

    def action_follow(self) -> None:
        """Go to the newest line, and stay there."""
        self.table.follow()

    def action_kinds(self) -> None:
        """Show the next kind alone, or everything again."""
        place = KINDS.index(self.table.view.kind)
        self.look(kind=KINDS[(place + 1) % len(KINDS)])

    def _requests(self, row: LogRow | None) -> tuple[Request, ...]:
        if row is None or row.deed is None:
            return ()
        state = self.app.desk.state
        sent = state.requests.get(row.deed.id, ())
        steps = state.journal.steps.get(row.deed.id, ())
        return sent or tuple(
            Request(at_ms=step.at_ms, what=step.what) for step in steps if step.stage == "sent"
        )

    def _follow(self, state: State) -> None:
        """Let detail and rule show the line under the cursor."""
        row, table = self.table.row, self.table
        known = self._facts(state, row) if row else None
        self.detail.known = self.rule.known = known
        self.rule.position = self._position()
        self.empty.found, self.empty.view = table.found, table.view.filter or table.view.kind or ""
        self.set_class(not table.found.rows, "-without-rows")
        self.set_class(not table.found.rows, "-without-heads")
        self.footer.without = self.idle_keys()
        for sheet in (self.footer, self.detail, self.rule):
            sheet.renew()
        if not table.found.rows:
            self.empty.renew()

    def _facts(self, state: State, row: LogRow) -> LogFacts:
        deed = row.deed
        if deed and deed.id not in state.requests and deed.id not in self._looked_at:
            self._looked_at.add(deed.id)
            self.app.desk.look_at_deed(deed.id)
        return LogFacts(
            row=row,
            requests=state.requests.get(deed.id, ()) if deed else (),
            steps=state.journal.steps.get(deed.id, ()) if deed else (),
            facts=facts_of(state, row, deed.ended_ms if deed else None),
        )

    def _position(self) -> tuple[str, str]:
        table = self.table
        rows, view = table.found.rows, table.view
        place = f"{table.cursor + 1} of {len(rows)}"
        if view.filter and not table.found.fault:
            place = f"filter {view.filter} · {place}"
        if view.kind:
            place = f"{view.kind} only · {place}"
        if table.following:
            return place, "following"
        new = f" · {table.fresh} new" if table.fresh else ""
        return place, f"paused while you read{new}"
