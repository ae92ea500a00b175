"""The heads above the columns of the session table."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.columns import layout
from omo_watch.lines.session_row import column_heads
from omo_watch.widgets.sheet import Sheet


class Heads(Sheet):
    """Show the column heads."""

    def __init__(self) -> None:
        super().__init__("heads")

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the heads that this width has room for."""
        several = len(self.app.desk.state.servers) > 1
        return [column_heads(layout(width, several), self.pen)]
