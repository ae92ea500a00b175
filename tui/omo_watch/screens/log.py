"""The page of the log: what was said, found out and done, newest first."""

from __future__ import annotations

from textual import getters

from omo_watch.keys.table import bindings
from omo_watch.lines.log.curl import as_curl
from omo_watch.lines.log.detail import LogFacts
from omo_watch.lines.sessions.able import REACH
from omo_watch.screens.filtering import Hits
from omo_watch.screens.list_page import ListPage, Parts
from omo_watch.widgets.log_panes import LogDetail, LogEmpty, LogHeads, LogRule
from omo_watch.widgets.log_table import LogTable
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
    FIXED_ORDER = "the newest line stands on top; {filter} filters"
    DETAIL_LINES = ((36, 9), (20, 6), (0, 0))
    STEPS = (("kind", None),)

    table = getters.query_one(LogTable)
    detail = getters.query_one(LogDetail)
    rule = getters.query_one(LogRule)
    empty = getters.query_one(LogEmpty)

    def __init__(self) -> None:
        super().__init__()
        self._looked_at: set[str] = set()
        """Deeds whose steps were asked for."""

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
        idle = super().idle_keys()
        if self.subject is None:
            idle |= REACH | {"enter"}
        return idle if self._requests(self.table.row) else idle | {"c"}

    def parts(self) -> Parts:
        """Give the parts of its own."""
        return Parts(LogHeads(), LogTable(), LogEmpty(), LogRule(), LogDetail())

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        super().show(state, changes)
        if changes.actions or changes.notices:
            self.follow(state)

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

    def tell(self, state: State) -> None:
        """Tell of the line under the cursor."""
        row, table = self.table.row, self.table
        self.detail.tell(self._facts(state, row) if row else None)
        self.rule.known = self.detail.known
        self.rule.position = self._position()
        self.empty.found, self.empty.view = table.found, table.view.filter or table.view.kind or ""

    def no_session(self) -> str:
        """Say why a line has no session that could be opened."""
        row = self.table.row
        return "" if row is None else GONE if row.session else NO_SESSION

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
