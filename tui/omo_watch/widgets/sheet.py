"""A widget made of lines, of which only those that changed are painted again."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.pen import Pen
from omo_watch.stage import Stage


class Sheet(Widget):
    """Show the lines that `draw` makes."""

    app = getters.app(Stage)

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._drawn: list[Strip] = []

    @property
    def pen(self) -> Pen:
        """Give what to draw with."""
        return self.app.pen

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Make the lines for this size; each is exactly `width` cells."""
        raise NotImplementedError

    def renew(self) -> None:
        """Draw again and paint the lines that came out different."""
        width, height = self.size
        if not width:
            return
        before, self._drawn = self._drawn, list(self.draw(width, height))
        last = max(len(before), len(self._drawn))
        changed = [
            Region(0, y, width, 1)
            for y in range(min(last, height))
            if y >= len(before) or y >= len(self._drawn) or before[y] != self._drawn[y]
        ]
        if changed:
            self.refresh(*changed)

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._drawn = list(self.draw(*self.size))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Give one line."""
        if y < len(self._drawn):
            return self._drawn[y]
        return Strip.blank(self.size.width, self.pen.style("text", on=self.page))

    @property
    def page(self) -> str:
        """Name the page that is seen where there is no line."""
        return "ground"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Be as high as the lines are many, where the style says `auto`."""
        return len(self.draw(width, viewport.height))
