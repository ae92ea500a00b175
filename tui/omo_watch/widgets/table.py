"""What the tables of all pages are: rows with a cursor, marks, and a person who may read them."""

from __future__ import annotations

from typing import Any

from textual import getters
from textual.message import Message

from omo_watch.stage import Stage
from omo_watch.widgets.reading import Reading
from omo_watch.widgets.wheeled import Wheeled
from omo_watch_core.changes import Changes
from omo_watch_core.state import State


class Table(Wheeled, can_focus=True, inherit_bindings=False):
    """Be the table of a page."""

    app = getters.app(Stage)
    view: Any
    """What is shown of it; it has a text `filter`."""
    marks: frozenset[Any] = frozenset()
    """Rows that a person has marked."""

    class Turned(Message):
        """The cursor stands on another row, or what is shown of rows changed."""

    class Opened(Message):
        """A person chose the row under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="table")
        self.reading = Reading()

    @property
    def count(self) -> int:
        """Count the lines."""
        raise NotImplementedError

    @property
    def cursor(self) -> int:
        """Give the place of the cursor."""
        raise NotImplementedError

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        raise NotImplementedError

    def look_at(self, view: Any) -> None:
        """Arrange by another view at once: a person asked for it."""
        raise NotImplementedError

    def go(self, place: int) -> None:
        """Put the cursor on a row, or on the nearest that exists."""
        raise NotImplementedError

    def move(self, rows: int) -> None:
        """Move the cursor by a number of rows."""
        self.go(self.cursor + rows)

    def page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.go(self.cursor + pages * max(self.size.height - 1, 1))

    def unmark(self) -> bool:
        """Take all marks away; tell whether there were any."""
        found, self.marks = bool(self.marks), frozenset()
        if found:
            self.repaint()
            self.post_message(self.Turned())
        return found

    def repaint(self) -> None:
        """Draw all lines anew."""
        self.refresh()

    def on_focus(self) -> None:
        """Show the cursor as the place where keys go."""
        self.repaint()

    def on_blur(self) -> None:
        """Show the cursor as left behind."""
        self.repaint()

    def touched(self) -> None:
        """Keep rows in their places for a while: a person is at it."""
        self.reading.pressed()
