"""The heads above the columns of the session table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.strip import Strip

from omo_watch.lines.sessions.columns import Name, layout
from omo_watch.lines.tables.layout import Layout, column_at
from omo_watch.lines.tables.row import column_heads
from omo_watch.widgets.sheet import Sheet


class Heads(Sheet):
    """Show the column heads."""

    @dataclass
    class Clicked(Message):
        """A person clicked the head of a column."""

        column: Name

    def __init__(self) -> None:
        super().__init__("heads")

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the heads that this width has room for."""
        return [column_heads(self._layout(width), self.pen)]

    def on_click(self, event: events.Click) -> None:
        """Say which column was clicked."""
        column = column_at(self._layout(self.size.width), event.x)
        if column is not None:
            self.post_message(self.Clicked(column))

    def _layout(self, width: int) -> Layout[Name]:
        return layout(width, len(self.app.desk.state.servers) > 1, self.app.columns.sessions)
