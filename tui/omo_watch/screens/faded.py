"""The page behind a modal: faded half into the ground, or blank where there is no colour."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual.renderables.background_screen import BackgroundScreen

from omo_watch.theming import Ink


class Faded:
    """Render a page with all its styles dimmed."""

    def __init__(self, page: BackgroundScreen, ink: Ink) -> None:
        self._page = page
        self._ink = ink

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Dim every piece of the page."""
        for segment in self._page.__rich_console__(console, options):
            if not isinstance(segment, Segment) or segment.control or "\n" in segment.text:
                yield segment
                continue
            text = " " * cell_len(segment.text) if self._ink.plain else segment.text
            yield Segment(text, self._ink.dimmed(segment.style or Style.null()))
