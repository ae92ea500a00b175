"""The board of models as a table: heads of providers, models, and incidents of providers."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace
from textual.strip import Strip

from omo_watch.lines.models.columns import layout
from omo_watch.lines.models.row import incident_row, model_row, provider_line
from omo_watch.lines.tables.row import Cursor
from omo_watch.widgets.row_table import RowTable
from omo_watch_core.changes import Changes
from omo_watch_core.select.board.arrange import arrange_models
from omo_watch_core.select.board.nouns import (
    Board,
    BoardKey,
    BoardView,
    Group,
    Incident,
    ModelRow,
)
from omo_watch_core.state import State

ROOMY_FROM = 36
"""Lines of the terminal from which a blank line parts the providers."""


class Item(NamedTuple):
    """Hold what stands in one line: a row, the head of a provider, or nothing."""

    key: BoardKey | None = None
    provider: str = ""


class ModelTable(RowTable):
    """Show the models of all servers by provider."""

    def __init__(self) -> None:
        super().__init__()
        self.view = BoardView()
        self.board = Board()
        self._groups: tuple[Group, ...] = ()
        """The order as it is shown, which waits while a person reads."""
        self._items: list[Item] = []
        self._second = -1

    @property
    def count(self) -> int:
        """Count the lines."""
        return len(self._items)

    @property
    def keys(self) -> list[BoardKey]:
        """Give the rows that are shown, in order."""
        return [item.key for item in self._items if item.key]

    @property
    def key(self) -> BoardKey | None:
        """Give the row under the cursor."""
        return self._items[self.cursor].key if self.cursor < self.count else None

    @property
    def chosen(self) -> ModelRow | None:
        """Give the model under the cursor."""
        return self.board.rows.get(self.key) if self.key else None

    @property
    def incident(self) -> Incident | None:
        """Give the incident under the cursor."""
        return self.board.incidents.get(self.key) if self.key else None

    @property
    def paused(self) -> bool:
        """Tell whether rows would change places if nobody were reading."""
        stale = self._groups != self.board.groups
        return stale and self.reading.reads(self.app.desk.state.now_ms)

    def can_stand(self, place: int) -> bool:
        """Tell whether the cursor may stand there: not on the head of a provider."""
        return self._items[place].key is not None

    def on_mount(self) -> None:
        """Take the first order."""
        self.renew(self.app.desk.state, at_once=True)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state, else once a second: what works changes no board."""
        self.reading.noticed(state.now_ms)
        second = state.now_ms // 1_000
        if changes.actions or changes.servers or changes.order or second != self._second:
            self._second = second
            self.renew(state)

    def look_at(self, view: BoardView) -> None:
        """Arrange by another view at once: a person asked for it."""
        self.view = view
        self.renew(self.app.desk.state, at_once=True)

    def unfold(self, provider: str) -> None:
        """Show an incident model by model, or as one row again."""
        self.look_at(replace(self.view, unfolded=self.view.unfolded ^ {provider}))

    def renew(self, state: State, *, at_once: bool = False) -> None:
        """Work the board out anew; re-order it when it is time, or where a row is gone."""
        self.board = arrange_models(state, self.view)
        known = self.board.rows.keys() | self.board.incidents.keys()
        gone = not self._groups or any(key not in known for key in self.keys)
        stale = self._groups != self.board.groups
        if stale and (at_once or gone or self.reading.may_sort(state.now_ms)):
            self._put_in_order(state)
        self.filled()

    def on_resize(self) -> None:
        """Lay out for the new size; the cursor stays on its row."""
        self._lay_out(self.key)
        super().on_resize()

    def draw(self, place: int, cursor: Cursor) -> Strip:
        """Draw one line."""
        pen, width, item = self.app.pen, self.size.width, self._items[place]
        if item.provider:
            return self._head(item.provider)
        state, columns = self.app.desk.state, layout(width)
        incident = self.board.incidents.get(item.key) if item.key else None
        if incident is not None:
            return incident_row(incident, columns, pen, state.now_ms, cursor)
        row = self.board.rows.get(item.key) if item.key else None
        if row is None:
            return Strip.blank(width, pen.style("text"))
        storm = self.board.incidents.get((row.provider, ""))
        inside = storm is not None and any(one.name == row.name for one in storm.models)
        return model_row(row, columns, pen, state.now_ms, state.owner, cursor, inside=inside)

    def _put_in_order(self, state: State) -> None:
        """Take the newest order; before a person is at it, the cursor stays on top."""
        here = self.key if self.reading.begun else None
        self._groups = self.board.groups
        self.reading.sorted(state.now_ms)
        if not self.reading.begun:
            self.cursor = 0
        self._lay_out(here)

    def _lay_out(self, here: BoardKey | None) -> None:
        airy = self.app.size.height >= ROOMY_FROM
        items: list[Item] = []
        for group in self._groups:
            items += [Item()] if airy and items else []
            items.append(Item(provider=group.provider))
            items += [Item(key=key) for key in group.keys]
        self._items = items
        keys = [item.key for item in items]
        if here in keys:
            self.cursor = keys.index(here)

    def _head(self, provider: str) -> Strip:
        known = [row for row in self.board.rows.values() if row.provider == provider]
        is_storm = (provider, "") in self.board.incidents
        resting = 0 if is_storm else sum(row.standing == "cooling" for row in known)
        return provider_line(provider, resting, len(known), self.size.width, self.app.pen)
