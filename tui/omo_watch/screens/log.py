"""The page of the log: what was said, found out and done, newest first."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from textual import events, getters, on
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from omo_watch.keys import bindings
from omo_watch.lines.curl import as_curl
from omo_watch.lines.log_detail import LogFacts
from omo_watch.screens.page import Page
from omo_watch.screens.session import SessionScreen
from omo_watch.widgets.filter_line import FilterLine
from omo_watch.widgets.log_panes import LogDetail, LogEmpty, LogHeads, LogRule
from omo_watch.widgets.log_table import LogTable
from omo_watch.widgets.result_line import ResultLine
from omo_watch_core.changes import Changes
from omo_watch_core.select.log import KINDS, LogRow, facts_of
from omo_watch_core.sent import Request
from omo_watch_core.state import SessionKey, State

DETAIL_LINES = ((36, 9), (20, 6), (0, 0))
"""Lines of the detail from these heights of the terminal on."""
NOTHING_SENT = "this line has no request to copy"
NO_SESSION = "this line names no session"
GONE = "this session is gone"


class LogScreen(Page):
    """Show what happened."""

    PLACE = "log"
    BINDINGS = bindings("log")

    table = getters.query_one(LogTable)
    detail = getters.query_one(LogDetail)
    rule = getters.query_one(LogRule)
    empty = getters.query_one(LogEmpty)
    filter_line = getters.query_one(FilterLine)

    def __init__(self) -> None:
        super().__init__()
        self._looked_at: set[str] = set()
        """Deeds whose steps were asked for."""

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
        """Let keys go to the table."""
        self.table.focus()
        self._follow(self.app.desk.state)

    def on_resize(self, event: events.Resize) -> None:
        """Give the detail the room that the height allows."""
        lines = next(lines for least, lines in DETAIL_LINES if event.size.height >= least)
        self.query_one("#below").styles.height = lines

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

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.table.look_at(replace(self.table.view, filter=event.value))
        self._tell_hits()

    @on(Input.Submitted)
    def _keep_filter(self) -> None:
        self._stop_filtering()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.table.move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.table.page(pages)

    def action_edge(self, side: int) -> None:
        """Go to the newest or to the oldest line."""
        self.table.go(0 if side < 0 else len(self.table.found.rows))

    def action_deeper(self) -> None:
        """Open the session of the line under the cursor."""
        row = self.table.row
        if self.subject:
            self.app.push_screen(SessionScreen(self.subject))
        elif row is not None:
            self.result.refuse(GONE if row.session else NO_SESSION)

    def action_back(self) -> None:
        """Take one step out: bad news, then the filter, then the kind."""
        view = self.table.view
        if self.has_class("-filtering"):
            self.table.look_at(replace(view, filter=""))
            self._stop_filtering()
        elif self.result.close():
            return
        elif view.filter:
            self.table.look_at(replace(view, filter=""))
        elif view.kind:
            self.table.look_at(replace(view, kind=None))

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
        view = self.table.view
        place = KINDS.index(view.kind)
        self.table.look_at(replace(view, kind=KINDS[(place + 1) % len(KINDS)]))

    def action_filter(self) -> None:
        """Type a filter."""
        self.add_class("-filtering")
        line = self.filter_line.input
        with self.prevent(Input.Changed):
            line.value = self.table.view.filter
        line.cursor_position = len(line.value)
        line.focus()
        self._tell_hits()

    def repaint(self) -> None:
        """Draw everything anew."""
        super().repaint()
        self.table.repaint()

    def _requests(self, row: LogRow | None) -> tuple[Request, ...]:
        if row is None or row.deed is None:
            return ()
        state = self.app.desk.state
        sent = state.requests.get(row.deed.id, ())
        steps = state.journal.steps.get(row.deed.id, ())
        return sent or tuple(
            Request(at_ms=step.at_ms, what=step.what) for step in steps if step.stage == "sent"
        )

    def _stop_filtering(self) -> None:
        self.remove_class("-filtering")
        self.table.focus()

    def _tell_hits(self) -> None:
        found = self.table.found
        if found.fault:
            self.filter_line.hits.tell(found.fault, "bad", understood=False)
            return
        shown = len(found.rows)
        role = "muted" if shown else "bad"
        self.filter_line.hits.tell(f"{shown} of {shown + found.hidden}", role)

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
