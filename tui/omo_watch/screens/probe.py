"""Ask before a model is probed: what it costs is read first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.models.probe import probe_lines
from omo_watch.screens.modal import Modal
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.commands import ProbeModel
from omo_watch_core.model import ModelInfo
from omo_watch_core.state import State


class Costs(Sheet):
    """Show what a probe costs, what it sends, and what it proves."""

    def __init__(self, server: str, info: ModelInfo | None) -> None:
        super().__init__("consequences")
        self._server = server
        self._info = info

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw it."""
        return probe_lines(self._server, self._info, width, self.pen)

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class ProbeScreen(Modal):
    """Probe a model once a person has read what that costs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("enter", "go", show=False),
    ]

    def __init__(self, command: ProbeModel, info: ModelInfo | None) -> None:
        super().__init__(f"Probe {command.target.name}")
        self._command = command
        self._costs = Costs(command.server, info)

    def body(self) -> Iterable[Widget]:
        """Give the sentences."""
        yield self._costs

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; a server that is gone closes the question."""
        if self._command.server not in state.servers:
            self.dismiss()

    def action_go(self) -> None:
        """Do it."""
        self.dismiss()
        self.app.desk.submit(self._command)
