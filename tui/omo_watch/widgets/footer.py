"""The line of keys at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.keys import HELP, Place, footer
from omo_watch.lines.footer import footer_line
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
        usual = footer(self._place, self.app.read_only, self.without)
        hints = [(key, self.labels.get(key, label)) for key, label in usual]
        line = footer_line(hints, HELP, width, self.pen)
        return [plain_rule(width, self.pen), line] if self.pen.ink.flat else [line]

    @property
    def page(self) -> str:
        """Be on the surface."""
        return "surface"
