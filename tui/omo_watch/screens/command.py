"""The `:` line in the footer's place, above any page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from rich.console import RenderableType
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from omo_watch.orders.completing import completions, meaning, unfinished
from omo_watch.orders.history import History
from omo_watch.orders.order import Known, Order, Refused
from omo_watch.orders.reading import read_order
from omo_watch.screens.modal import Modal
from omo_watch.widgets.command_line import Candidates, Meaning
from omo_watch.widgets.filter_line import Sign

Do = Callable[[Order], Awaitable[None]]


class CommandScreen(Modal):
    """Take one line; what is refused stays, with the reason above it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("tab", "complete(1)", show=False, priority=True),
        Binding("shift+tab", "complete(-1)", show=False, priority=True),
        Binding("up", "older(1)", show=False),
        Binding("down", "older(-1)", show=False),
    ]

    candidates = getters.query_one(Candidates)
    meaning = getters.query_one(Meaning)
    line = getters.query_one(Input)

    def __init__(self, known: Known, history: History, do: Do) -> None:
        """Take an order and give it to `do` once the page is in front again."""
        super().__init__("")
        self._known = known
        self._history = history
        self._do = do
        self._stem = ""
        """What the person typed, which completion starts from."""
        self._back = 0
        """How many lines back in the history."""

    def compose(self) -> ComposeResult:
        """Put what it could become above the line."""
        line = Input(id="order", compact=True, select_on_focus=False)
        line.cursor_blink = False
        yield Vertical(Candidates(), Horizontal(Sign(":"), line, Meaning(), id="typing"))

    def render(self) -> RenderableType:
        """Leave the page behind as it is: one still acts on it."""
        return ModalScreen[None].render(self)

    def on_mount(self) -> None:
        """Show the words of this page."""
        self._think("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._back = 0
        self._think(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if not text:
            self.dismiss()
            return
        self._history.add(text)
        order = read_order(text, self._known)
        if isinstance(order, Refused):
            self.candidates.fault = order.why
            self.candidates.renew()
            return
        self.dismiss()
        self.app.call_later(self._do, order)

    def action_complete(self, step: int) -> None:
        """Take the next thing that the line could become."""
        found = self.candidates.found
        if not found:
            return
        before = self.candidates.chosen
        place = (before + step) % len(found) if before >= 0 else (0 if step > 0 else -1)
        self.candidates.chosen = place % len(found)
        self._put(found[place])
        self.candidates.fault = ""
        self.candidates.renew()

    def action_older(self, step: int) -> None:
        """Go back in what was typed before, or forth again to what is being typed."""
        lines = self._history.lines
        self._back = min(max(self._back + step, 0), len(lines))
        text = lines[-self._back] if self._back else self._stem
        stem = self._stem
        self._put(text)
        self._think(text)
        self._stem = stem

    def _put(self, text: str) -> None:
        with self.prevent(Input.Changed):
            self.line.value = text
        self.line.cursor_position = len(text)
        self.meaning.tell(meaning(text, self._known))

    def _think(self, text: str) -> None:
        """Find what the line could become."""
        self._stem = text
        sheet = self.candidates
        sheet.found, sheet.chosen, sheet.fault = completions(text, self._known), -1, ""
        sheet.unfinished = unfinished(text, self._known)
        sheet.renew()
        self.meaning.tell(meaning(text, self._known))
