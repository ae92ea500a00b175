"""A framed pane above a faded page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from rich.console import RenderableType
from textual import events, getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.widget import Widget

from omo_watch.lines.text import fit
from omo_watch.screens.faded import Faded
from omo_watch.screens.shrinking import Shrinking
from omo_watch.stage import Stage
from omo_watch.widgets.sheet import Sheet

MOST_COLUMNS = 78
MARGIN = 4


class Modal(Shrinking, ModalScreen[None]):
    """Be a framed pane; it never opens by itself."""

    app = getters.app(Stage)

    def __init__(self, title: str, frame: Literal["accent", "bad"] = "accent") -> None:
        super().__init__()
        self._title = title
        self._frame = frame
        self.most_columns = MOST_COLUMNS

    @property
    def columns(self) -> int:
        """Give the width of the frame."""
        return min(self.app.size.width - MARGIN, self.most_columns)

    def body(self) -> Iterable[Widget]:
        """Give what stands in the frame."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Put the frame in the middle."""
        frame = Vertical(*self.body(), id="frame", classes=f"-{self._frame}")
        frame.styles.width = self.columns
        frame.border_title = self._heading()
        yield frame

    def retitle(self, title: str) -> None:
        """Be about something else from now on."""
        if title != self._title:
            self._title = title
            self.query_one("#frame").border_title = self._heading()

    def _heading(self) -> Content:
        return Content(fit(self._title, self.columns - 8, self.app.pen.glyphs.ellipsis))

    def render(self) -> RenderableType:
        """Draw the page behind."""
        page = super().render()
        return Faded(page, self.app.pen.ink) if isinstance(page, BackgroundScreen) else page

    def on_resize(self, event: events.Resize) -> None:
        """Be as wide as the terminal allows."""
        for frame in self.query("#frame"):
            frame.styles.width = self.columns
        self.fit()

    def fit(self) -> None:
        """Be as high as the terminal allows."""

    def repaint(self) -> None:
        """Draw everything anew."""
        for sheet in self.query(Sheet):
            sheet.on_resize()

    def action_back(self) -> None:
        """Close without doing anything."""
        self.dismiss()
