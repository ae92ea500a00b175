"""A list in a modal, of which one is chosen by keys or by the mouse."""

from __future__ import annotations

from textual import events
from textual.message import Message

from omo_watch.lines.scrolling.window import in_view
from omo_watch.widgets.sheet import Sheet


class Options(Sheet):
    """Hold a cursor over a number of choices that stand at the top of the lines."""

    class Chosen(Message):
        """A person chose what is under the cursor."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.cursor = 0
        self.top = 0
        """The first choice in view."""

    @property
    def count(self) -> int:
        """Count the choices."""
        raise NotImplementedError

    @property
    def shown(self) -> int:
        """Count the lines that choices stand on."""
        raise NotImplementedError

    def turned(self) -> None:
        """Take note that another choice is under the cursor."""

    def move(self, rows: int) -> None:
        """Move the cursor."""
        self.go(self.cursor + rows)

    def go(self, place: int) -> None:
        """Put the cursor on a choice, or on the nearest that exists."""
        self.cursor = min(max(place, 0), max(self.count - 1, 0))
        self.renew()
        self.turned()

    def scrolled(self, shown: int) -> int:
        """Give the first choice of those in view, so that the cursor is among them."""
        self.top = in_view(self.top, self.cursor, shown, self.count)
        return self.top

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked choice; a second click takes it."""
        place = self.top + event.y
        if event.y < self.shown and place < self.count:
            self.go(place)
            if event.chain == 2:
                self.post_message(self.Chosen())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go to the next one."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go to the one before."""
        event.stop()
        self.move(-1)

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"
