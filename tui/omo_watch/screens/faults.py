"""Read what is wrong in the settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, getters
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.modals.faults import fault_lines, fault_rows
from omo_watch.screens.modal import Modal
from omo_watch.widgets.sheet import Sheet

BELOW = 4
AROUND = 7
"""Lines of the terminal that are neither rows nor below: header, footer, borders, a blank."""


class FaultList(Sheet):
    """Show them."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("fault-list")
        self._faults = faults
        self._top = 0

    def rows(self, width: int) -> list[Strip]:
        """Draw all of them."""
        return fault_rows(self._faults, width, self.pen)

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw those in view."""
        rows, shown = self.rows(width), max(height - BELOW, 1)
        self._top = min(max(self._top, 0), max(len(rows) - shown, 0))
        return fault_lines(rows, self._top, shown, width, self.pen)

    def move(self, rows: int) -> None:
        """Scroll."""
        self._top += rows
        self.renew()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.move(-1)

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class FaultsScreen(Modal):
    """List what is wrong in the settings and the themes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,exclamation_mark", "back", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
    ]

    list = getters.query_one(FaultList)

    def __init__(self, faults: Sequence[str]) -> None:
        many = f"{len(faults)} things are" if len(faults) > 1 else "One thing is"
        super().__init__(f"{many} wrong in the settings", "bad")
        self._faults = faults

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield FaultList(self._faults)

    def fit(self) -> None:
        """Show as many lines as there is room for."""
        room = max(self.app.size.height - AROUND - BELOW, 1)
        rows = len(self.list.rows(self.columns - 2))
        self.list.styles.height = min(rows, room) + BELOW

    def action_move(self, rows: int) -> None:
        """Scroll."""
        self.list.move(rows)
