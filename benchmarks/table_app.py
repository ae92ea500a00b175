"""An app with a table of sessions and a label, and the updates of both that are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.widgets import Static

from benchmarks.bench_app import BenchApp
from benchmarks.ingest import SERVER, fresh_state
from omo_watch.widgets.session_table import SessionTable
from omo_watch_core.changes import NOTHING, Changes
from omo_watch_core.select.view import View
from omo_watch_core.state import State, with_server

CHANGED = 40
BY_NAME = View(sort="title")
"""The rows in sight are of a like kind then, however many there are."""
Update = Callable[[], object]


class Bench(BenchApp):
    """Show a label above a table."""

    CSS = "#table { height: 1fr; scrollbar-size: 0 0; } #label { height: 1; }"

    def compose(self) -> ComposeResult:
        """Put both under each other."""
        yield Static("0", id="label")
        yield SessionTable()


class Updates:
    """Make the updates that are compared."""

    def __init__(self, app: Bench, sizes: Sequence[int]) -> None:
        """Begin with tables of all sizes; what a method returns is what is to be measured."""
        self._app = app
        self._table = app.query_one(SessionTable)
        self._label = app.query_one("#label", Static)
        self._chance = Random(1)
        self._count = 0
        self._states = {rows: fresh_state(rows) for rows in sizes}

    def lay_out(self, rows: int) -> None:
        """Show a table of so many rows."""
        self._put(self._states[rows])
        self._table.look_at(BY_NAME)

    def idle(self) -> Update:
        """Do nothing."""
        return int

    def label(self) -> Update:
        """Change the text of the label."""
        self._count += 1
        return lambda: self._label.update(f"{self._count}")

    def random(self) -> Update:
        """Change 40 sessions picked at random; few of them can be seen in a long table."""
        sessions = [*self._state.servers[SERVER].sessions]
        return self._change(self._chance.sample(sessions, CHANGED))

    def seen(self) -> Update:
        """Change the sessions of all rows that can be seen."""
        top, height = self._table.scroll_offset.y, self._table.size.height
        return self._change([key.session for key in self._table.found.rows[top : top + height]])

    def second(self) -> Update:
        """Let a second pass."""
        self._put(replace(self._state, now_ms=self._state.now_ms + 1_000))
        return lambda: self._table.show(self._state, NOTHING)

    def order(self) -> Update:
        """Sort anew, and paint all."""
        return lambda: self._table.look_at(BY_NAME)

    @property
    def _state(self) -> State:
        return self._app.desk.state

    def _put(self, state: State) -> None:
        self._app.desk.state = state  # pyright: ignore[reportAttributeAccessIssue]

    def _change(self, names: list[str]) -> Update:
        server = self._state.servers[SERVER]
        sessions = dict(server.sessions)
        for name in names:
            session = sessions[name]
            info = replace(session.info, cost=session.info.cost + 0.01)
            sessions[name] = replace(session, info=info)
        self._put(with_server(self._state, replace(server, sessions=sessions)))
        changes = Changes(sessions=frozenset((SERVER, name) for name in names))
        return lambda: self._table.show(self._state, changes)
