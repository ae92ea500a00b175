"""Lines of a modal that can be clicked; they bear the place of their choice."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from omo_watch.lines.clicked import place_of
from omo_watch.widgets.sheet import Sheet


class Pointing(Sheet):
    """Tell which choice was clicked."""

    @dataclass
    class Pointed(Message):
        """A person clicked a choice."""

        place: int
        again: bool
        """It is the second click on it: the first may have been on what is below."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._clicked: int | None = None

    def on_click(self, event: events.Click) -> None:
        """Tell it; clicks beside the choices say nothing."""
        before, self._clicked = self._clicked, place_of(event.style)
        if self._clicked is not None:
            again = event.chain > 1 and before == self._clicked
            self.post_message(self.Pointed(self._clicked, again))
