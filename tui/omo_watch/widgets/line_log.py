"""Lines to scroll through, of which only those that changed are painted again.

The widget keeps its own top line instead of a virtual size: lines that come never lay out anew.
"""

from __future__ import annotations

from collections.abc import Callable

from textual import events, getters
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.scrolling.anchor import moved
from omo_watch.lines.scrolling.roll import Roll
from omo_watch.lines.scrolling.search import CURRENT, Search, lit
from omo_watch.stage import Stage

WHEEL = 3
Typed = Callable[[events.Key], bool]
"""Takes a key before anything is bound to it; True where it was taken."""


class LineLog(Widget, can_focus=True, inherit_bindings=False):
    """Show lines; where `follows`, the newest stays in view until a person scrolls up."""

    app = getters.app(Stage)

    class Moved(Message):
        """A person scrolled, or chose something, with the mouse."""

    def __init__(self, name: str, *, follows: bool, typed: Typed | None = None) -> None:
        super().__init__(id=name)
        self.follows = follows
        self.roll = Roll()
        self.top = 0
        self.at_end = follows
        self.fresh = 0
        """How many lines came below since a person scrolled up."""
        self.chosen = ""
        """The block that a person chose."""
        self.search: Search | None = None
        self.match = -1
        """Which line with a match is the current one."""
        self._typed = typed
        self._shown: list[Strip] = []

    @property
    def last_top(self) -> int:
        """Give the top line where the newest is in view."""
        return max(self.roll.height - self.size.height, 0)

    def tell(self, roll: Roll, *, counts: bool = True) -> None:
        """Take the lines; what a person reads stays where it is, what differs is painted."""
        before, self.roll = self.roll, roll
        if self.at_end:
            self.top = self.last_top
        else:
            below = before.height - self.top
            self.top = moved(before, roll, self.top)
            if counts:
                self.fresh += max(roll.height - self.top - below, 0)
            self.top = min(self.top, self.last_top)
        self._find(before)
        self.paint()

    def move(self, rows: int) -> None:
        """Scroll by lines."""
        self.go(self.top + rows)

    def page(self, pages: int) -> None:
        """Scroll by pages."""
        self.go(self.top + pages * max(self.size.height - 1, 1))

    def edge(self, side: int) -> None:
        """Go to the first or the last line."""
        self.go(0 if side < 0 else self.roll.height)

    def go(self, top: int) -> None:
        """Put a line on top; where the newest is in view it is followed again."""
        self.top = min(max(top, 0), self.last_top)
        self.at_end = self.follows and self.top >= self.last_top
        if self.at_end:
            self.fresh = 0
        self.paint()

    def see(self, y: int) -> None:
        """Scroll so far that a line is in view, a third from the top where it was not."""
        if not self.top <= y < self.top + self.size.height:
            self.go(y - self.size.height // 3)
        else:
            self.paint()

    def look_for(self, query: str) -> None:
        """Look for a text, from what is in view upwards to the newest match before it."""
        self.search = Search(query) if query else None
        self.match = -1
        if self.search is not None:
            self.search.look(self.roll)
            bottom = self.top + self.size.height
            above = [n for n, y in enumerate(self.search.lines) if y < bottom]
            if self.search.lines:
                self.match = above[-1] if above else 0
                self.reach(self.search)
        self.paint()

    def next_match(self, step: int) -> None:
        """Go to the next match, or the one before; behind the last comes the first."""
        if self.search is not None and self.search.lines:
            self.match = (self.match + step) % len(self.search.lines)
            self.reach(self.search)

    def reach(self, search: Search) -> None:
        """Let the current match be seen."""
        self.see(search.lines[self.match])

    def choose(self, name: str) -> None:
        """Put the cursor on a block."""
        self.chosen = name
        start = self.roll.find(name) if name else None
        if start is not None:
            self.see(self.head(start))
        self.paint()

    def head(self, start: int) -> int:
        """Give the line of a block that says what it is: the first that is not empty."""
        strip = self.roll.line(start)
        return start if strip is None or strip.text.strip() else start + 1

    def in_view(self) -> list[str]:
        """Name the blocks in view, from the top."""
        ys = range(self.top, min(self.top + self.size.height, self.roll.height))
        return list(dict.fromkeys(name for y in ys if (name := self.roll.block_at(y))))

    def paint(self) -> None:
        """Paint what is in view and differs from what was painted."""
        width, height = self.size
        before, self._shown = self._shown, self._lines(width, height)
        changed = [
            Region(0, y, width, 1)
            for y, strip in enumerate(self._shown)
            if y >= len(before) or before[y] != strip
        ]
        if changed:
            self.refresh(*changed)

    def repaint(self) -> None:
        """Paint everything."""
        self._shown = self._lines(*self.size)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Give one line."""
        if y < len(self._shown):
            return self._shown[y]
        return self._line(self.top + y, self.size.width, self.app.pen)

    def on_key(self, event: events.Key) -> None:
        """Let a text be typed before keys mean anything else."""
        if self._typed is not None and self._typed(event):
            event.stop()
            event.prevent_default()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll back."""
        event.stop()
        self.move(-WHEEL)
        self.post_message(self.Moved())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll on."""
        event.stop()
        self.move(WHEEL)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """Keep the newest in view, or what was read."""
        self.top = self.last_top if self.at_end else min(self.top, self.last_top)
        self.repaint()

    def _find(self, before: Roll) -> None:
        if self.search is None:
            return
        lines = self.search.lines
        at = lines[self.match] if 0 <= self.match < len(lines) else None
        self.search.look(self.roll)
        if not self.search.lines:
            self.match = -1
        elif at is not None:
            there = moved(before, self.roll, at)
            near = (abs(y - there) for y in self.search.lines)
            self.match = min(enumerate(near), key=lambda one: one[1])[0]
        else:
            self.match = len(self.search.lines) - 1

    def _lines(self, width: int, height: int) -> list[Strip]:
        pen, top = self.app.pen, self.top
        return [self._line(y, width, pen) for y in range(top, top + height)]

    def _line(self, y: int, width: int, pen: Pen) -> Strip:
        strip = self.roll.line(y)
        if strip is None:
            return Strip.blank(width, pen.style("text"))
        if self.search is not None:
            strip = self._lit(strip, y, self.search)
        if self.chosen and self._is_head(y):
            edge = Line(pen.style("text")).add(pen.glyphs.edge, pen.style("accent")).strip(1)
            strip = Strip.join([edge, strip.crop(1, width)])
        return strip

    def _lit(self, strip: Strip, y: int, search: Search) -> Strip:
        cells = search.cells(strip.text)
        if not cells:
            return strip
        here = 0 <= self.match < len(search.lines) and search.lines[self.match] == y
        other = self.app.pen.style("text", on="cursor", underline=True)
        return lit(strip, cells, CURRENT if here else other)

    def _is_head(self, y: int) -> bool:
        if self.roll.block_at(y) != self.chosen:
            return False
        start = self.roll.find(self.chosen)
        return start is not None and self.head(start) == y
