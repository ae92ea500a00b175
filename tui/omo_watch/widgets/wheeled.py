"""Turning the wheel over a table: the rows move, and the cursor stays where it is on the screen."""

from __future__ import annotations

from textual import events
from textual.scroll_view import ScrollView

ROWS = 3


class Wheeled(ScrollView):
    """Be a table with a cursor that the wheel takes along, so that it is always seen."""

    def move(self, rows: int) -> None:
        """Move the cursor by a number of rows."""
        raise NotImplementedError

    def touched(self) -> None:
        """Take note that a person is at it."""

    def reveal(self, place: int, above: int | None = None) -> None:
        """Scroll so that a row is seen, and with it the one above, where that is named."""
        top, height = self.scroll_offset.y, self.size.height
        first = place if above is None else above
        if height and first < top:
            self._scroll(first)
        elif height and place >= top + height:
            self._scroll(place - height + 1)

    def _scroll(self, top: int) -> None:
        # Forced: rows that have only now grown beyond the height count as not scrollable yet.
        self.scroll_to(y=top, animate=False, force=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down."""
        self._turn(event, ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up."""
        self._turn(event, -ROWS)

    def _turn(self, event: events.MouseEvent, rows: int) -> None:
        event.stop()
        event.prevent_default()
        self.touched()
        last = max(self.virtual_size.height - self.size.height, 0)
        place = min(max(self.scroll_offset.y + rows, 0), last)
        self.scroll_to(y=place, animate=False, immediate=True)
        self.move(rows)
