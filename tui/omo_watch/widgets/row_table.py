"""A table of drawn rows with a cursor: moving, clicking and scrolling, whatever the rows are."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.strip import Strip

from omo_watch.lines.tables.row import Cursor
from omo_watch.widgets.table import Table


class RowTable(Table):
    """Show rows, one of them under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._cursor = 0

    @property
    def cursor(self) -> int:
        """Give the line of the cursor."""
        return self._cursor

    @cursor.setter
    def cursor(self, place: int) -> None:
        self._cursor = place

    def draw(self, place: int, cursor: Cursor) -> Strip:
        """Draw one row, as wide as the table."""
        raise NotImplementedError

    def can_stand(self, place: int) -> bool:
        """Tell whether the cursor may stand on a row; headings are passed by."""
        return True

    def move(self, rows: int) -> None:
        """Move the cursor by a number of rows."""
        self.go(self.cursor + rows, -1 if rows < 0 else 1)

    def page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.go(self.cursor + pages * max(self.size.height - 1, 1), -1 if pages < 0 else 1)

    def go(self, place: int, way: int = 1) -> None:
        """Put the cursor on a row, or on the nearest that exists, looking `way` first."""
        before, self.cursor = self.cursor, self.nearest(place, way)
        self.stale(before)
        self.stale(self.cursor)
        self.into_view()
        self.post_message(self.Turned())

    def pick(self, place: int) -> None:
        """Put the cursor on the row that was clicked."""
        self.go(place)

    def nearest(self, place: int, way: int = 1) -> int:
        """Give the nearest row that the cursor may stand on."""
        place = min(max(place, 0), max(self.count - 1, 0))
        for step in (way, -way):
            there = place
            while 0 <= there < self.count:
                if self.can_stand(there):
                    return there
                there += step
        return place

    def stale(self, place: int) -> None:
        """Draw one row anew."""
        self.refresh_line(place)

    def filled(self) -> None:
        """Take note that the rows are others."""
        self.cursor = self.nearest(self.cursor)
        self.virtual_size = Size(self.size.width, self.count)
        self.into_view()
        self.refresh()
        self.post_message(self.Turned())

    def line(self, place: int) -> Strip:
        """Draw one line, as the cursor stands."""
        if place >= self.count:
            return Strip.blank(self.size.width, self.app.pen.style("text"))
        here = place == self.cursor
        return self.draw(place, ("here" if self.has_focus else "away") if here else "none")

    def render_line(self, y: int) -> Strip:
        """Give one line."""
        return self.line(self.scroll_offset.y + y)

    def on_resize(self) -> None:
        """Lay out for the new width; the cursor's row stays in view."""
        self.virtual_size = Size(self.size.width, self.count)
        self.into_view()
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked row; a second click opens it."""
        place = self.scroll_offset.y + event.y
        if place < self.count and self.can_stand(place):
            self.touched()
            self.pick(place)
            if event.chain == 2:
                self.post_message(self.Opened())

    def into_view(self) -> None:
        """Scroll so that the cursor is seen, with the heading above a first row."""
        above = self.cursor - 1 if self.cursor and not self.can_stand(self.cursor - 1) else None
        self.reveal(self.cursor, above)
