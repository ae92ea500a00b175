"""Lines to scroll through, of which only those that changed are painted again."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from omo_watch.stage import Stage


class LineLog(ScrollView, can_focus=True, inherit_bindings=False):
    """Show lines; where `follows`, the newest stays in view until a person scrolls up."""

    app = getters.app(Stage)

    def __init__(self, name: str, *, follows: bool) -> None:
        super().__init__(id=name)
        self.follows = follows
        self._lines: list[Strip] = []
        self.at_end = follows

    def tell(self, lines: Sequence[Strip]) -> None:
        """Take the lines; what is in view and differs is painted."""
        before, self._lines = self._lines, list(lines)
        top, height = self.scroll_offset.y, self.size.height
        if len(before) != len(self._lines):
            self.virtual_size = Size(self.size.width, len(self._lines))
        changed = [
            Region(0, y, self.size.width, 1)
            for y in range(height)
            if _at(before, top + y) != _at(self._lines, top + y)
        ]
        if changed:
            self.refresh(*changed)
        if self.at_end:
            self._to_end()

    def move(self, rows: int) -> None:
        """Scroll by lines."""
        self._go(self.scroll_offset.y + rows)

    def page(self, pages: int) -> None:
        """Scroll by pages."""
        self._go(self.scroll_offset.y + pages * max(self.size.height - 1, 1))

    def edge(self, side: int) -> None:
        """Go to the first or the last line."""
        self._go(0 if side < 0 else len(self._lines))

    def render_line(self, y: int) -> Strip:
        """Give one line."""
        strip = _at(self._lines, self.scroll_offset.y + y)
        return strip or Strip.blank(self.size.width, self.app.pen.style("text"))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the newest again once it is in view."""
        super().watch_scroll_y(old_value, new_value)
        self.at_end = self.follows and round(new_value) >= self._last_top()

    def on_resize(self) -> None:
        """Keep the newest in view."""
        self.virtual_size = Size(self.size.width, len(self._lines))
        if self.at_end:
            self._to_end()

    def _last_top(self) -> int:
        return max(len(self._lines) - self.size.height, 0)

    def _to_end(self) -> None:
        self.scroll_to(y=self._last_top(), animate=False, force=True)
        self.at_end = self.follows

    def _go(self, top: int) -> None:
        self.scroll_to(y=min(max(top, 0), self._last_top()), animate=False, force=True)


def _at(lines: Sequence[Strip], place: int) -> Strip | None:
    return lines[place] if 0 <= place < len(lines) else None
