"""The line of keys at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.strip import Strip

from omo_watch.keys.key import Hint, Place
from omo_watch.keys.table import footer, key_name
from omo_watch.lines.frame.footer import footer_line, hint_at
from omo_watch.lines.rule import plain_rule
from omo_watch.widgets.sheet import Sheet


class Footer(Sheet):
    """Show the keys that do something in this place."""

    def __init__(self, place: Place) -> None:
        super().__init__("footer")
        self._place: Place = place
        self.without: frozenset[str] = frozenset()
        """Keys that do nothing now."""
        self.labels: dict[str, str] = {}
        """What keys do now, where that is not what they usually do."""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the keys, with a rule above where pages look alike."""
        line = footer_line(self._hints(), self._help, width, self.pen)
        return [plain_rule(width, self.pen), line] if self.pen.ink.flat else [line]

    def on_click(self, event: events.Click) -> None:
        """Do what the clicked key does."""
        hint = hint_at(self._hints(), self._help, self.size.width, self.pen, event.x)
        name = key_name(self._place, hint[0], self.app.keyboard) if hint else None
        if name and event.y == self.size.height - 1:
            self.app.simulate_key(name)

    def _hints(self) -> list[Hint]:
        keyboard = self.app.keyboard
        return footer(self._place, self.app.read_only, self.without, keyboard, self.labels)

    @property
    def _help(self) -> Hint:
        return (self.app.keyboard.key("help"), "help")

    @property
    def page(self) -> str:
        """Be on the surface."""
        return "surface"
