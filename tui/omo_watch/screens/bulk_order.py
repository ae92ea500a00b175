"""Let all that is marked move, try again or wait, after a person has read what happens to each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import getters
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.marked.orders import Item, Order, items, order_height, order_lines
from omo_watch.screens.modal import Modal
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.state import SessionKey, State

FRAME = 2
"""Columns of the frame."""
MARGIN = 4
"""Lines of frame and page that stay around it."""


class Orders(Sheet):
    """Show what happens to each."""

    def __init__(self, made: list[Item], order: Order) -> None:
        super().__init__("orders")
        self.made = made
        self.order = order

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the sessions."""
        return order_lines(self.made, self.order, width, height, self.pen)

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class BulkOrderScreen(Modal):
    """Ask about all that is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("enter", "give", show=False),
    ]

    sheet = getters.query_one(Orders)

    def __init__(
        self, keys: Iterable[SessionKey], order: Order, done: Callable[[], object]
    ) -> None:
        """Ask about these sessions; `done` is called when the commands are given."""
        self._keys, self._order, self._done = tuple(keys), order, done
        self._made = items(self.app.desk.state, self._keys, order)
        super().__init__(order.title(len(self._made)))

    def body(self) -> Iterable[Widget]:
        """Give the sessions."""
        yield Orders(self._made, self._order)

    def fit(self) -> None:
        """Show as many sessions as there is room for."""
        height = order_height(self._made, self.columns - FRAME)
        self.sheet.styles.height = min(height, self.app.size.height - MARGIN)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; where nothing is left the choice closes."""
        self.sheet.made = items(state, self._keys, self._order)
        if self.sheet.made:
            self.sheet.renew()
        else:
            self.dismiss()

    def action_give(self) -> None:
        """Give one command for each that it does something for."""
        desk = self.app.desk
        given = [item.row.key.key for item in self.sheet.made if item.acts]
        if not given:
            return
        batch = desk.nonce() if len(given) > 1 else ""
        self.dismiss()
        self._done()
        for key in given:
            desk.submit(self._order.command(key, desk.nonce(), batch))
