"""The detail below the table of a page."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.widgets.sheet import Sheet


class Below(Sheet):
    """Draw for the whole place, so that a result covers lines and moves none."""

    def __init__(self) -> None:
        super().__init__("detail")
        self.whole = 0
        """The height of the place that it shares with the result line."""
        self.top = 0
        """The line that it begins with."""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw as much as there is room for."""
        return self.draw_whole(width, self.whole or height)[:height]

    def read_on(self, lines: int) -> None:
        """Show what stands further below, or above."""
        self.top = max(self.top + lines, 0)
        self.renew()

    def draw_whole(self, width: int, height: int) -> Sequence[Strip]:
        """Draw what is known of the row under the cursor."""
        raise NotImplementedError
