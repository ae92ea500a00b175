"""The app as its widgets and screens see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import App
from textual.screen import Screen

from omo_watch.desk import Desk
from omo_watch.keys.keyboard import Keyboard
from omo_watch.lines.pen import Pen
from omo_watch.lines.sessions.columns import Name as SessionColumn
from omo_watch.lines.tasks.columns import Name as TaskColumn
from omo_watch_core.changes import Changes
from omo_watch_core.state import State


class Columns(NamedTuple):
    """Hold the columns that a person chose; None leaves them to the width."""

    sessions: tuple[SessionColumn, ...] | None = None
    tasks: tuple[TaskColumn, ...] | None = None


class Stage(App[int]):
    """Hold what every screen needs: the desk behind it and the pen that it draws with."""

    desk: Desk
    pen: Pen
    columns: Columns = Columns()
    faults: Sequence[str] = ()
    """What is wrong in a person's settings and themes, one sentence each."""
    faults_read: bool = False
    """Whether a person has put them away."""
    since_ms: int = 0
    """When the program began to watch, local epoch milliseconds."""
    lent: bool = False
    """Whether another program has the terminal."""
    keyboard: Keyboard
    themes: Sequence[str] = ()
    """The names of all themes that can be worn."""
    tab: int = 1
    """The tab that is in front, or that the page in front was opened from."""

    def action_tab(self, digit: int) -> None:
        """Go to a tab."""
        raise NotImplementedError

    @property
    def read_only(self) -> bool:
        """Tell whether nothing may be changed."""
        return self.desk.state.mode == "watch"

    def go_back(self) -> None:
        """Go back to where this tab was entered from."""
        raise NotImplementedError

    def wear(self, name: str) -> None:
        """Take a theme."""
        raise NotImplementedError

    def keep_theme(self, name: str) -> str:
        """Take a theme for the next start too, and say what became of that."""
        raise NotImplementedError


class Shown(Screen[None]):
    """Be a screen that is told of every new state while it can be seen."""

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""

    def repaint(self) -> None:
        """Draw everything anew, with another pen."""
