"""The help above any page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import getters
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.keys.key import Place
from omo_watch.keys.places import name_of_place
from omo_watch.lines.line import blank
from omo_watch.lines.modals.help import help_pages
from omo_watch.screens.modal import Modal
from omo_watch.widgets.sheet import Sheet

MOST_COLUMNS = 124


class Legend(Sheet):
    """Show one page of the help."""

    def __init__(self, place: Place) -> None:
        super().__init__("legend")
        self._place: Place = place
        self.number = 0

    def pages(self) -> list[list[Strip]]:
        """Draw all pages for the frame that there is."""
        width = min(self.app.size.width - 2, MOST_COLUMNS) - 2
        height = self.app.size.height - 2
        return help_pages(self._place, width, height, self.app.desk.state.mode, self.pen)

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the page."""
        pages = self.pages()
        page = pages[self.number % len(pages)]
        # the line of keys stays at the bottom
        above = [blank(width, self.pen.style("text", on=self.page))] * (height - len(page))
        return [*page[:-1], *above, page[-1]]

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class HelpScreen(Modal):
    """Show keys and signs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "back", show=False),
        Binding("space", "turn", show=False),
    ]

    legend = getters.query_one(Legend)

    def __init__(self, place: Place) -> None:
        """Show the keys of a place before those of others."""
        super().__init__(f"Help: {name_of_place(place)}")
        self._place: Place = place

    @property
    def columns(self) -> int:
        """Be wider than other modals."""
        return min(self.app.size.width - 2, MOST_COLUMNS)

    def body(self) -> Iterable[Widget]:
        """Give the legend."""
        yield Legend(self._place)

    def fit(self) -> None:
        """Be as high as the longest page."""
        self.legend.styles.height = max(len(page) for page in self.legend.pages())

    def action_turn(self) -> None:
        """Turn the page."""
        self.legend.number += 1
        self.legend.renew()
