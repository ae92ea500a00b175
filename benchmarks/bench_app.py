"""The app around a widget that is measured alone: how it looks, and when it is laid out."""

from __future__ import annotations

import asyncio

from benchmarks.painting import Painted
from omo_watch.glyphs import glyphs_for
from omo_watch.lines.pen import Pen
from omo_watch.stage import Stage
from omo_watch.theming import Ink, textual_theme
from omo_watch_core.state import State
from omo_watch_themes import load


class Desk:
    """Hold the state that a widget asks for."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.state = State()


class BenchApp(Stage):
    """Show what is measured, in the usual theme and without a terminal."""

    def __init__(self) -> None:
        """Prepare."""
        super().__init__(driver_class=Painted)
        self.desk = Desk()  # pyright: ignore[reportAttributeAccessIssue] - its state is enough
        self.pen = Pen(Ink(load("dusk")), glyphs_for("unicode", "utf-8", "xterm"))
        self.animation_level = "none"
        self.ready = asyncio.Event()
        self.register_theme(textual_theme(load("dusk")))
        self.theme = "omo-dusk"

    def on_ready(self) -> None:
        """Tell that it is laid out."""
        self.ready.set()
