"""Choose what sessions are sorted by, on two levels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual import events, getters, on
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.modals.sorts import BELOW, MEANS, sort_lines
from omo_watch.screens.modal import Modal
from omo_watch.widgets.options import Options
from omo_watch_core.select.view import SORTS, Sort, View, by, then_by

OF_LETTERS: dict[str, Sort] = {letter: sort for sort, (letter, _) in MEANS.items()}


class Sorts(Options):
    """Show what one can sort by."""

    def __init__(self, view: View) -> None:
        super().__init__("sorts")
        self.view = view
        self.cursor = SORTS.index(view.sort)
        self.styles.height = len(SORTS) + BELOW

    @property
    def count(self) -> int:
        """Count the sorts."""
        return len(SORTS)

    @property
    def shown(self) -> int:
        """Show all of them."""
        return len(SORTS)

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw sorts and keys."""
        return sort_lines(self.view, self.cursor, width, self.pen)


class SortScreen(Modal):
    """Sort sessions; the page behind follows at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("enter", "take", show=False),
        Binding("tab", "then", show=False, priority=True),
        Binding("r", "turn", show=False),
    ]

    list = getters.query_one(Sorts)

    def __init__(self, view: View, look: Callable[[View], None]) -> None:
        """Prepare; `look` lets the page sort by another view."""
        super().__init__("Sort by")
        self.most_columns = 66
        self._view = view
        self._look = look

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield Sorts(self._view)

    def on_key(self, event: events.Key) -> None:
        """Take a letter: small for the first level, capital for the second."""
        letter = event.character or ""
        sort = OF_LETTERS.get(letter.lower())
        if sort is None:
            return
        event.stop()
        if letter.isupper():
            self._use(then_by(self._view, sort))
        else:
            self._use(by(self._view, sort))
        self.dismiss()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.list.move(rows)

    @on(Options.Chosen)
    def action_take(self) -> None:
        """Sort by what is under the cursor; by the same again turns it round."""
        self._use(by(self._view, SORTS[self.list.cursor]))
        self.dismiss()

    def action_then(self) -> None:
        """Sort equal ones by what is under the cursor, or no longer."""
        self._use(then_by(self._view, SORTS[self.list.cursor]))

    def action_turn(self) -> None:
        """Turn the first level round."""
        self._use(replace(self._view, reverse=not self._view.reverse))

    def _use(self, view: View) -> None:
        self._view = self.list.view = view
        self._look(view)
        self.list.renew()
