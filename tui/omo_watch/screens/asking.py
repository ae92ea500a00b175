"""Ask before something is done that others will feel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.modals.asking import asking_lines
from omo_watch.screens.modal import Modal
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Command
from omo_watch_core.state import State


class Consequences(Sheet):
    """Show what will really happen."""

    def __init__(self, sentences: Sequence[str], does: str) -> None:
        super().__init__("consequences")
        self._sentences = sentences
        self._does = does

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw it."""
        return asking_lines(self._sentences, self._does, width, self.pen)

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class AskingScreen(Modal):
    """Do a command once a person has read what else it does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("enter", "go", show=False),
    ]

    def __init__(self, title: str, command: Command, sentences: Sequence[str], does: str) -> None:
        super().__init__(title, "bad")
        self._command = command
        self._asked = Consequences(sentences, does)

    def body(self) -> Iterable[Widget]:
        """Give the sentences."""
        yield self._asked

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; a session that was deleted closes the question."""
        if state.session((self._command.server, self._command.session)) is None:
            self.dismiss()

    def action_go(self) -> None:
        """Do it."""
        self.dismiss()
        self.app.desk.submit(self._command)
