"""Narrowing the rows of a page by a filter that is typed below them."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace
from textual import getters, on
from textual.widgets import Input

from omo_watch.screens.page import Page
from omo_watch.widgets.filter_line import FilterLine
from omo_watch.widgets.table import Table


class Hits(NamedTuple):
    """Hold what a filter came to."""

    shown: int
    hidden: int
    fault: str | None
    """Why the filter is not understood, where it is not."""


class Filtering(Page):
    """Be a page whose rows can be filtered."""

    table = getters.query_one(Table)
    filter_line = getters.query_one(FilterLine)

    @property
    def hits(self) -> Hits:
        """Give what is shown of all there is."""
        raise NotImplementedError

    def action_filter(self) -> None:
        """Type a filter."""
        self.add_class("-filtering")
        line = self.filter_line.input
        with self.prevent(Input.Changed):
            line.value = self.table.view.filter
        line.cursor_position = len(line.value)
        line.focus()
        self._tell_hits()

    def look(self, **wish: object) -> None:
        """Show the rows as a person wishes."""
        self.table.look_at(replace(self.table.view, **wish))
        if self.has_class("-filtering"):
            self._tell_hits()

    def stop_filtering(self, **wish: object) -> None:
        """Let keys go to the table again."""
        self.remove_class("-filtering")
        self.table.focus()
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
