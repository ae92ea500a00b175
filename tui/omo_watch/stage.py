"""The app as its widgets and screens see it."""

from __future__ import annotations

from textual.app import App
from textual.screen import Screen

from omo_watch.desk import Desk
from omo_watch.lines.pen import Pen
from omo_watch_core.changes import Changes
from omo_watch_core.state import State


class Stage(App[int]):
    """Hold what every screen needs: the desk behind it and the pen that it draws with."""

    desk: Desk
    pen: Pen
    tab: int = 1
    """The tab that is in front, or that the page in front was opened from."""

    @property
    def read_only(self) -> bool:
        """Tell whether nothing may be changed."""
        return self.desk.state.mode == "watch"


class Shown(Screen[None]):
    """Be a screen that is told of every new state while it can be seen."""

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""

    def repaint(self) -> None:
        """Draw everything anew, with another pen."""
