"""The line to type into what is looked for; it takes the footer's place.

The keys stay where they were: whatever came in one packet with `/` is typed in order.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.frame.search import search_line
from omo_watch.widgets.sheet import Sheet


class SearchLine(Sheet):
    """Show what is looked for, and how many lines have it."""

    def __init__(self) -> None:
        super().__init__("search")
        self.text = ""
        self.count = 0
        self.place = -1

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the line."""
        return [search_line(self.text, self.place, self.count, width, self.pen)]

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"
