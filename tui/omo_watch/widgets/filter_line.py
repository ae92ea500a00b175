"""The line to type a filter into; it takes the footer's place."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widgets import Input

from omo_watch.keys.key import Hint
from omo_watch.lines.frame.footer import hints_line
from omo_watch.lines.line import Line
from omo_watch.widgets.sheet import Sheet

PAGE = "raised"


class Sign(Sheet):
    """Show the sign before what is typed."""

    def __init__(self, sign: str, pad: int = 1) -> None:
        super().__init__("sign")
        self._sign = sign
        self._pad = pad
        self.styles.width = pad + len(sign) + 1

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the sign."""
        line = Line(self.pen.style("text", on=PAGE)).gap(self._pad)
        return [line.add(self._sign, self.pen.style("accent", bold=True, on=PAGE)).strip(width)]


class Hits(Sheet):
    """Show how many rows match, or what is wrong with the filter, and two keys."""

    def __init__(self) -> None:
        super().__init__("hits")
        self._text = ""
        self._role = "muted"
        self._understood = True

    def tell(self, text: str, role: str, *, understood: bool = True) -> None:
        """Say how many match, or what was not understood."""
        self._text, self._role, self._understood = text, role, understood
        keys = hints_line(self._keys(), self.app.size.width, self.pen)
        self.styles.width = min(cell_len(text) + 3 + keys.width + 2, self.app.size.width - 20)
        self.renew()

    def _keys(self) -> list[Hint]:
        """A filter that is not understood cannot be kept."""
        keep: list[Hint] = [("enter", "keep")] if self._understood else []
        return [*keep, ("esc", "clear")]

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw hits and keys."""
        line = Line(self.pen.style("text", on=PAGE)).gap()
        line.add(self._text, self.pen.style(self._role, on=PAGE)).gap(3)
        return [
            line.join(hints_line(self._keys(), self.app.size.width, self.pen, on=PAGE)).strip(width)
        ]


class FilterLine(Horizontal):
    """Take a filter as it is typed."""

    def __init__(self) -> None:
        super().__init__(id="filter")
        self.input = Input(id="typed", compact=True, select_on_focus=False)
        self.input.cursor_blink = False
        self.hits = Hits()

    def compose(self) -> ComposeResult:
        """Put sign, text and hits side by side."""
        yield Sign("/")
        yield self.input
        yield self.hits
