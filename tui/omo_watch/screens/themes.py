"""Choose a theme; the page behind wears the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from rich.console import RenderableType
from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from omo_watch.screens.modal import Modal
from omo_watch.wardrobe import Wardrobe
from omo_watch.widgets.cloths import BELOW, Cloths
from omo_watch.widgets.filter_line import Sign

MOST_COLUMNS = 56
AROUND = 9
"""Lines of the terminal that are not list or sentences: header, footer, borders, filter."""
LEAST = 3


class ThemeScreen(Modal):
    """Try themes on; escape gives back the one that was worn."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
    ]

    list = getters.query_one(Cloths)

    def __init__(
        self,
        wardrobe: Wardrobe,
        worn: str,
        wear: Callable[[str], None],
        say: Callable[[str, str], None],
    ) -> None:
        """Prepare; `wear` puts a theme on, `say` tells what became of keeping one."""
        super().__init__("Theme")
        self.most_columns = MOST_COLUMNS
        self._wardrobe, self._worn = wardrobe, worn
        self._put_on, self._say = wear, say

    def body(self) -> Iterable[Widget]:
        """Give the filter and the list."""
        line = Input(id="typed", compact=True, placeholder="type to filter")
        line.cursor_blink = False
        yield Horizontal(Sign("/", pad=2), line, id="typing")
        yield Cloths(self._wardrobe, self._worn, self.app.pen)

    def fit(self) -> None:
        """Show as many themes as there is room for."""
        said = len(self.list.said(self.columns - 2, self.app.pen))
        room = max(self.app.size.height - AROUND - BELOW - said, LEAST)
        self.list.styles.height = min(len(self._wardrobe.shelf.names), room) + said + BELOW

    def render(self) -> RenderableType:
        """Leave the page behind as it is, as it is what one looks at."""
        return ModalScreen[None].render(self)

    def action_move(self, rows: int) -> None:
        """Try another one on."""
        self.list.move(rows)

    def action_back(self) -> None:
        """Give the old one back."""
        self._put_on(self._worn)
        self.dismiss()

    @on(Cloths.Tried)
    def _tried(self, event: Cloths.Tried) -> None:
        self._put_on(event.name)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self.is_mounted:
            self.list.narrow(event.value)

    @on(Cloths.Chosen)
    @on(Input.Submitted)
    def _kept(self) -> None:
        name = self.list.name_here
        if name is None:
            return
        self._put_on(name)
        self.dismiss()
        self._say("theme", self._wardrobe.keep(name))
