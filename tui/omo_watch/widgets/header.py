"""The two lines at the top: servers and mode, tabs and totals."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.strip import Strip

from omo_watch.lines.frame.servers import server_line
from omo_watch.lines.frame.tabs import tab_at, tab_line
from omo_watch.lines.rule import plain_rule
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.model import SessionState
from omo_watch_core.select.inbox import inbox
from omo_watch_core.select.totals import totals
from omo_watch_core.state import State

RECOUNT_MS = 1_000
"""Counting goes through all sessions; it is done once a second at most."""
RECOUNT_ANYWAY_MS = 5_000
"""Time alone makes a session stuck, and says so to nobody."""


class Header(Sheet):
    """Show the servers and how many sessions are in each state."""

    def __init__(self) -> None:
        super().__init__("header")
        self._totals: dict[SessionState, int] = {}
        self._inbox = 0
        self._counted_ms: int | None = None
        self._stale = True

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        self._stale = self._stale or changes.order or changes.notices or changes.actions
        self._count(state)
        self.renew()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw both lines, and a rule where pages look alike."""
        state = self.app.desk.state
        self._count(state)
        counted = self._totals if state.servers else None
        tabs = tab_line(counted, width, self.pen, self.app.tab, self._inbox)
        lines = [server_line(state, width, self.pen), tabs]
        return [*lines, plain_rule(width, self.pen)] if self.pen.ink.flat else lines

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked tab."""
        if event.y != 1 or not self.app.desk.state.servers:
            return
        digit = tab_at(self.size.width, self.pen, self.app.tab, self._inbox, event.x)
        if digit is not None:
            self.app.action_tab(digit)

    @property
    def page(self) -> str:
        """Be on the surface."""
        return "surface"

    def _count(self, state: State) -> None:
        wait = RECOUNT_MS if self._stale else RECOUNT_ANYWAY_MS
        if self._counted_ms is None or state.now_ms - self._counted_ms >= wait:
            self._totals, self._inbox = totals(state), len(inbox(state))
            self._counted_ms = state.now_ms
            self._stale = False
