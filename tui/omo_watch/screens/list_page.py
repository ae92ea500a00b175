"""What the pages of the tabs share: a table with a cursor, a filter, and a detail below it."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple, Protocol

from msgspec.structs import replace
from textual import events, getters, on
from textual.widget import Widget
from textual.widgets import Input

from omo_watch.screens.page import Page
from omo_watch.widgets.filter_line import FilterLine


class Rows(Protocol):
    """Be the table of a page."""

    view: Any
    """What is shown of it; it has a text `filter`."""

    def move(self, rows: int) -> None:
        """Move the cursor by rows."""
        ...

    def page(self, pages: int) -> None:
        """Move the cursor by pages."""
        ...

    def go(self, place: int) -> None:
        """Put the cursor on a row, or on the nearest that exists."""
        ...

    def look_at(self, view: Any) -> None:
        """Arrange by another view."""
        ...

    def repaint(self) -> None:
        """Draw everything anew."""
        ...

    def focus(self) -> Widget:
        """Take the keys."""
        ...


class Hits(NamedTuple):
    """Hold what a filter came to."""

    shown: int
    hidden: int
    fault: str | None
    """Why the filter is not understood, where it is not."""


class ListPage(Page):
    """Be a page with a table, where keys go to."""

    DETAIL_LINES: ClassVar[tuple[tuple[int, int], ...]]
    """Lines of the detail from these heights of the terminal on, the tallest first."""

    filter_line = getters.query_one(FilterLine)

    @property
    def rows(self) -> Rows:
        """Give the table."""
        raise NotImplementedError

    @property
    def hits(self) -> Hits:
        """Give what is shown of all there is."""
        raise NotImplementedError

    def sized(self, lines: int) -> None:
        """Lay out for so many lines of detail."""

    def on_mount(self) -> None:
        """Let keys go to the table."""
        self.rows.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Give the detail the room that the height allows."""
        lines = next(lines for least, lines in self.DETAIL_LINES if event.size.height >= least)
        self.query_one("#below").styles.height = lines
        self.sized(lines)

    def repaint(self) -> None:
        """Draw everything anew."""
        super().repaint()
        self.rows.repaint()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.rows.move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.rows.page(pages)

    def action_edge(self, side: int) -> None:
        """Go to the first or the last row."""
        self.rows.go(0 if side < 0 else self.hits.shown)

    def action_filter(self) -> None:
        """Type a filter."""
        self.add_class("-filtering")
        line = self.filter_line.input
        with self.prevent(Input.Changed):
            line.value = self.rows.view.filter
        line.cursor_position = len(line.value)
        line.focus()
        self._tell_hits()

    def look(self, **wish: object) -> None:
        """Show the rows as a person wishes."""
        self.rows.look_at(replace(self.rows.view, **wish))
        if self.has_class("-filtering"):
            self._tell_hits()

    def stop_filtering(self, **wish: object) -> None:
        """Let keys go to the table again."""
        self.remove_class("-filtering")
        self.rows.focus()
        if wish:
            self.look(**wish)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.look(filter=event.value)

    @on(Input.Submitted)
    def _keep_filter(self) -> None:
        self.stop_filtering()

    def _tell_hits(self) -> None:
        found = self.hits
        if found.fault:
            self.filter_line.hits.tell(found.fault, "bad", understood=False)
            return
        role = "muted" if found.shown else "bad"
        self.filter_line.hits.tell(f"{found.shown} of {found.shown + found.hidden}", role)
